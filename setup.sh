#!/bin/sh
# Installs, by apt and only where missing, what plumbline needs on Debian 12. Uses sudo when not root.
# Options: none. Called by verify.sh and test.sh; safe to call alone and again.
set -eu

packages="
  g++ clang libc6-dev cmake ninja-build ccache pkg-config git ca-certificates doxygen
  libboost-dev libeigen3-dev libfmt-dev libtomlplusplus-dev libcli11-dev nlohmann-json3-dev
  libhdf5-dev zlib1g-dev libhwy-dev libpugixml-dev libgmp-dev libmpfr-dev libflint-dev libflint-arb-dev
  catch2 libbenchmark-dev librandom123-dev librapidcheck-dev libopenmpi-dev openmpi-bin parallel
  python3 python3-venv python3-dev python3-h5py python3-matplotlib python3-xarray python3-netcdf4 python3-h5netcdf python3-pandas hdf5-tools
"

missing=""
for package in $packages; do
  status=$(dpkg-query -W -f='${db:Status-Status}' "$package" 2>/dev/null || true)
  [ "$status" = installed ] || missing="$missing $package"
done
[ -n "$missing" ] || exit 0

as_root=""
if [ "$(id -u)" -ne 0 ]; then
  command -v sudo >/dev/null || { echo "setup.sh: packages are missing and there is no sudo; install as root:$missing" >&2; exit 1; }
  as_root="sudo"
fi
echo "setup.sh: installing$missing"
export DEBIAN_FRONTEND=noninteractive
$as_root apt-get update -qq
# shellcheck disable=SC2086
$as_root apt-get install -y -qq --no-install-recommends $missing >/dev/null

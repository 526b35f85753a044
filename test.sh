#!/bin/sh
# The tests: builds and runs the suite for each preset named, by default with g++.
#   ./test.sh release clang    with g++ and with clang++
#   ./test.sh debug            address and undefined-behaviour sanitizers
set -eu
cd "$(dirname "$0")"
./setup.sh

[ $# -gt 0 ] || set -- release
for preset in "$@"; do
  cmake --preset "$preset" >/dev/null
  cmake --build --preset "$preset"
  ctest --preset "$preset" -j 2
done

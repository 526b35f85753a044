#!/bin/sh
# The tests: builds and runs the suite for each preset named; by default with g++, and once with clang++ (without the
# tests through the command, which take longest and depend least on the compiler).
#   ./test.sh release          with g++ alone
#   ./test.sh debug            address and undefined-behaviour sanitizers
set -eu
cd "$(dirname "$0")"
./setup.sh

[ $# -gt 0 ] || set -- clang release
for preset in "$@"; do
  cmake --preset "$preset" >/dev/null
  cmake --build --preset "$preset"
  ctest --preset "$preset" -j 2
done

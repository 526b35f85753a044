#!/bin/sh
# The main job: build the command, verify the quick tier of claims, tabulate error against N and the guidance-scale
# experiment, draw the pictures. Arguments go to `plumbline verify` (for instance --tier full).
set -eu
cd "$(dirname "$0")"
./setup.sh

cmake --preset release >/dev/null
cmake --build --preset release --target plumbline
plumbline=build/release/bin/plumbline

status=0
$plumbline verify --out results/verify.h5 "$@" || status=$?
$plumbline study error-vs-n unit-pair --out results/error-vs-n.h5
$plumbline study guidance-scale unit-pair triad --out results/guidance-scale.h5
/usr/bin/python3 results/plot.py results/error-vs-n.h5 -o results --formats svg,png
/usr/bin/python3 results/plot.py results/guidance-scale.h5 -o results --formats svg,png
exit $status

#!/bin/sh
# The main job: build the command, verify the quick tier of claims and compare it with the committed baseline, tabulate
# error against N and the guidance-scale experiment, draw the pictures and the report. Arguments go to `plumbline verify`
# (for instance --tier full), and leave the comparison out.
set -eu
cd "$(dirname "$0")"
./setup.sh

cmake --preset release >/dev/null
cmake --build --preset release --target plumbline
plumbline=build/release/bin/plumbline

status=0
$plumbline verify --out results/verify.h5 "$@" || status=$?
if [ $# -eq 0 ]; then
  $plumbline compare results/baseline/quick.h5 results/verify.h5 || { [ $status -ne 0 ] || status=1; }
fi
$plumbline study error-vs-n unit-pair --out results/error-vs-n.h5
$plumbline study guidance-scale unit-pair triad crowded-side --out results/guidance-scale.h5
/usr/bin/python3 results/plot.py results/error-vs-n.h5 -o results --formats svg,png
/usr/bin/python3 results/plot.py results/guidance-scale.h5 -o results --formats svg,png
$plumbline report results/verify.h5 results/error-vs-n.h5 results/guidance-scale.h5 -o results/report.html
exit $status

#!/bin/bash
# Shards on the cores of one machine (or, with --sshlogin in PARALLEL_OPTIONS, of several), then the whole:
#
#   OUT=study.h5 SHARDS=20 examples/jobs/gnu_parallel.sh study error-vs-n unit-pair
#
# Started again after a kill it runs what is missing. Ends with the exit status of the whole. PLUMBLINE: the program.
set -eu
: "${OUT:?name the results file: OUT=study.h5 $0 ...}"
shards=${SHARDS:-$(nproc)}
plumbline=${PLUMBLINE:-plumbline}
# shellcheck disable=SC2086
seq "$shards" | parallel ${PARALLEL_OPTIONS:-} --joblog "$OUT.jobs" --resume-failed --quote \
  "$plumbline" "$@" --shard "{}/$shards" --out "$OUT.shard-{}.h5" --threads 1
files=()
for i in $(seq "$shards"); do files+=("$OUT.shard-$i.h5"); done
exec "$plumbline" merge "${files[@]}" --out "$OUT"

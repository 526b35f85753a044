#!/bin/sh
# Every kind of fuzzing in turn, with a new seed each time, until so many minutes are over; ends at the first failure,
# whose input is then in fuzz-failure.
#   verify/cli/fuzz_hour.sh [PLUMBLINE_FUZZ [MINUTES [FIRST_SEED]]]
set -eu
corpus=$(cd "$(dirname "$0")" && pwd)/fuzz_corpus
fuzz=${1:-build/debug/bin/plumbline_fuzz}
end=$(($(date +%s) + 60 * ${2:-60}))
seed=${3:-1}
while [ "$(date +%s)" -lt $end ]; do
  for inputs in "cases 2000" "results 300" "points 300" "samples 2000" "lines 3000" "processes 300"; do
    said=$($fuzz $inputs "$seed" "$corpus")  # on a line of its own: its status ends the script
    echo "$inputs, seed $seed: $said"
  done
  seed=$((seed + 1))
done

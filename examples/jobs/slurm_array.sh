#!/bin/bash
# One shard a task of a SLURM array; no MPI. Every option after the name of the results is the command's own:
#
#   OUT=study.h5 sbatch --array=1-20 examples/jobs/slurm_array.sh study error-vs-n unit-pair
#   OUT=study.h5 sbatch --dependency=afterok:ARRAY_JOB --wrap 'plumbline merge "$OUT".shard-*.h5 --out "$OUT"'
#
# A task that was killed is submitted again under its own number, with the number of all, and goes on where it stopped:
#
#   OUT=study.h5 SHARDS=20 sbatch --array=7 examples/jobs/slurm_array.sh study error-vs-n unit-pair
#
# Numbers begin with 1. PLUMBLINE: the program, if it is not on the PATH.
#SBATCH --job-name=plumbline
#SBATCH --ntasks=1
#SBATCH --cpus-per-task=1
#SBATCH --requeue
set -eu
: "${OUT:?name the results file: OUT=study.h5 sbatch ...}"
: "${SLURM_ARRAY_TASK_ID:?submit with sbatch --array=1-N}"
count=${SHARDS:-$SLURM_ARRAY_TASK_MAX}
exec "${PLUMBLINE:-plumbline}" "$@" --shard "$SLURM_ARRAY_TASK_ID/$count" --out "$OUT.shard-$SLURM_ARRAY_TASK_ID.h5" \
  --threads "${SLURM_CPUS_PER_TASK:-1}"

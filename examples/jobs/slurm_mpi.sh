#!/bin/bash
# One run on the ranks of a SLURM job; rank 0 only leads, so ask for one task more than there are cores to compute on:
#
#   OUT=study.h5 sbatch --ntasks=65 examples/jobs/slurm_mpi.sh study error-vs-n unit-pair
#
# Submitted again after a kill, with any number of tasks, it goes on where it stopped. All nodes must see the folder of
# OUT. PLUMBLINE: the program, if it is not on the PATH; LAUNCH: what starts the ranks.
#SBATCH --job-name=plumbline
#SBATCH --ntasks=3
#SBATCH --requeue
set -eu
# Where ranks share memory with PMIx 4.2, an mpirun one of whose ranks was killed may hang when all have ended.
export PMIX_MCA_gds="${PMIX_MCA_gds:-hash}"
: "${OUT:?name the results file: OUT=study.h5 sbatch ...}"
exec ${LAUNCH:-mpirun} "${PLUMBLINE:-plumbline}" "$@" --out "$OUT" --threads "${SLURM_CPUS_PER_TASK:-1}" --progress each

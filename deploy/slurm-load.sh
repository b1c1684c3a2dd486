#!/bin/bash
# Load from the tasks of a Slurm array: each offers one segment of the same plan, and all begin at the same time.
#
#   export VODHOOK_KEY=MySecret1
#   job=$(START_AT=$(( $(date +%s) + 30 )) sbatch --parsable --wait --array=0-3 deploy/slurm-load.sh scenario.json \
#       --target http://10.0.0.7/vod/callback --rate 20000/s --duration 2m)
#   vodhook report vodhook-load-"$job"-*.json --threshold "p99 < 50ms" --threshold "lost == 0"
#
# All tasks must run at once before START_AT: there must be room for the whole array, and no limit as in 0-3%2. The
# segment is read from SLURM_ARRAY_TASK_ID, _MIN and _COUNT; the array must count in steps of one. A single task that
# is submitted again, --array=2, would be the whole load: give it --segment 3/4. Scenario and vodhook (or the binary
# that VODHOOK names) must be there on each node; results and logs are written to the folder of the submission.
#SBATCH --job-name=vodhook-load
#SBATCH --cpus-per-task=1
#SBATCH --mem=256M
#SBATCH --no-requeue
#SBATCH --output=vodhook-load-%A-%a.log
set -euo pipefail
: "${SLURM_ARRAY_TASK_ID:?submit this with sbatch --array=0-3}"
if (( SLURM_ARRAY_TASK_MAX - SLURM_ARRAY_TASK_MIN + 1 != SLURM_ARRAY_TASK_COUNT )); then
    echo "the array must count in steps of one, as --array=0-3 does" >&2
    exit 64
fi
exec "${VODHOOK:-vodhook}" load "$@" ${START_AT:+--start-at "$START_AT"} \
    --report "json=vodhook-load-$SLURM_ARRAY_JOB_ID-$SLURM_ARRAY_TASK_ID.json"

#!/bin/bash
# Load from the tasks of a Slurm array: each offers one segment of the same plan, and all begin at the same time.
#
#   START_AT=$(( $(date +%s) + 30 )) sbatch --export=ALL --array=0-3 deploy/slurm-load.sh scenario.json \
#       --target http://10.0.0.7/vod/callback --rate 20000/s --duration 2m
#   vodhook report vodhook-load-*.json --threshold "p99 < 50ms" --threshold "lost == 0"
#
# The segment is read from SLURM_ARRAY_TASK_ID, _MIN and _COUNT; the array must count in steps of one.
# GNU parallel does the same on one machine, without Slurm:
#
#   parallel -j4 vodhook load scenario.json --segment {}/4 --rate 20000/s --report json=vodhook-load-{}.json ::: 1 2 3 4
#SBATCH --job-name=vodhook-load
#SBATCH --cpus-per-task=1
#SBATCH --mem=256M
#SBATCH --output=vodhook-load-%a.log
set -euo pipefail
: "${SLURM_ARRAY_TASK_ID:?submit this with sbatch --array=0-3}"
exec "${VODHOOK:-vodhook}" load "$@" ${START_AT:+--start-at "$START_AT"} \
    --report "json=vodhook-load-$SLURM_ARRAY_TASK_ID.json"

#!/usr/bin/env bash
# Loads and runs scenarios of many steps against the embedded receiver and prints time and peak resident memory, so that
# growth per step is known; then measures how soon hostile files are refused. Fails when memory grows by 20 KB per step
# or more, or when a hostile file does not end with exit code 1 or 2. Needs: python3, a release build.
#   Benchmarks/steps.sh [steps...]
set -euo pipefail
cd "$(dirname "$0")/.."
program=${VODHOOK:-.build/release/vodhook}
[ "$#" -gt 0 ] || set -- 1000 10000 50000
command -v python3 > /dev/null || { echo "needs python3" >&2; exit 3; }
[ -x "$program" ] || { echo "needs a release build: swift build -c release" >&2; exit 3; }
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

cat > "$work/make.py" << 'PY'
"""Writes a scenario of so many steps, and the hostile files beside it."""
import json, os, sys

folder, counts = sys.argv[1], [int(text) for text in sys.argv[2:]]
events = ["FileUploadComplete", "StreamTranscodeComplete", "TranscodeComplete", "SnapshotComplete"]
media = {"source": {"duration": "154s", "width": 1280, "height": 720, "fps": 25},
         "renditions": [{"definition": "LD"}], "snapshots": [{"type": "CoverSnapshot"}]}


def step(number):
    name = f"movie{number % 7}"
    if number % 50 == 49:
        return {"probe": {"url": "${target.origin}/videos/${%s.videoId}" % name, "within": "3s", "expect": {
            "status": 200, "body": [{"path": "$.id", "exists": True}]}}}
    if number % 97 == 96:
        return {"wait": "1s"}
    step = {"emit": events[number % 4], "media": name}
    if number % 5 == 0:
        step["expect"] = {"status": 200, "within": "5s", "attempts": 1}
    if number % 11 == 0:
        step["faults"] = ["duplicate"]
    return step


for count in counts:
    scenario = {"name": f"{count} steps", "provider": "aliyun", "media": {f"movie{n}": media for n in range(7)},
                "steps": [step(number) for number in range(count)],
                "assert": [{"count": {"lost": 0}}, {"atMostInFlight": 1}, {"latency": {"p99": "5s"}}]}
    json.dump(scenario, open(f"{folder}/steps-{count}.json", "w"), indent=1)

plain = {"name": "x", "provider": "aliyun", "media": {"movie": {}}}
hostile = {
    "garbage": os.urandom(1 << 20),
    "text garbage": b'{"name": ' * (1 << 17),
    "depth 100000": b'{"name": ' + b"[" * 100_000 + b"]" * 100_000 + b"}",
    "objects 100000 deep": b'{"name":' * 100_000 + b"1" + b"}" * 100_000,
    "cyclic include": json.dumps(plain | {"steps": [{"include": "cyclic include.json"}]}).encode(),
    "exploding expression": json.dumps(plain | {"steps": [
        {"command": ["printf", "%0100000d", "0"],
         "expect": {"output": [{"matches": "(0|0|00)*(0*)*(0+)+x"}]}}, {"emit": "FileUploadComplete"}]}).encode(),
    "expression of 1 MiB": json.dumps(plain | {"steps": [
        {"command": ["true"], "expect": {"output": [{"matches": "(a{1000}){1000}" * 70_000}]}}]}).encode(),
}
for name, content in hostile.items():
    open(f"{folder}/{name}.json", "wb").write(content)
open(f"{folder}/hostile", "w").write("\n".join(hostile) + "\n")
PY

# Runs a command; prints seconds, peak resident kilobytes and exit code; leaves its output in $work/out.
measured() {
    python3 - "$work/out" "$@" << 'PY'
import resource, subprocess, sys, time
begin = time.monotonic()
with open(sys.argv[1], "wb") as out:
    exit = subprocess.run(sys.argv[2:], stdout=out, stderr=subprocess.STDOUT).returncode
used = resource.getrusage(resource.RUSAGE_CHILDREN)
print(f"{time.monotonic() - begin:.2f} {used.ru_maxrss} {exit}")
PY
}

python3 "$work/make.py" "$work" "$@"
echo "steps    load s   run s  peak MB  KB per further step"
before=
for count in "$@"; do
    read -r load _ code <<< "$(measured "$program" validate "$work/steps-$count.json")"
    [ "$code" = 0 ] || { cat "$work/out" >&2; exit 1; }
    for report in terminal json; do
        read -r run peak code <<< "$(measured "$program" run "$work/steps-$count.json" --speed max --report "$report=$work/report")"
        [ "$code" = 0 ] || { tail -20 "$work/out" >&2; exit 1; }
        growth=$([ -n "$before" ] && [ "$report" = terminal ] &&
            echo "$(((peak - ${before#* }) * 10 / (count - ${before% *})))" | sed 's/\(.\)$/.\1/' || true)
        [ "${growth%.*}" -lt 20 ] 2> /dev/null || [ -z "$growth" ] ||
            { echo "memory grows by $growth KB per step" >&2; exit 1; }
        printf '%-7d %7s %7s %8d  %s (%s)\n' "$count" "$load" "$run" "$((peak / 1024))" "${growth:--}" "$report report"
        [ "$report" = terminal ] && next="$count $peak"
    done
    before=$next
done

echo "hostile files: seconds, peak MB, exit code, first line"
while read -r name; do
    read -r seconds peak code <<< "$(measured timeout 20 "$program" run "$work/$name.json" --speed max)"
    [ "$code" = 1 ] || [ "$code" = 2 ] || { echo "$name: exit code $code" >&2; tail "$work/out" >&2; exit 1; }
    printf '%-22s %5s %5d %4d  %s\n' "$name" "$seconds" "$((peak / 1024))" "$code" "$(head -c 150 "$work/out" | head -1)"
done < "$work/hostile"

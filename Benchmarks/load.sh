#!/usr/bin/env bash
# Compares vodhook load with wrk (and hey, if it is there) against nginx answering 200 on the other core.
# Needs: nginx, wrk, two quiet cores, a release build. Prints ratios; the absolute numbers belong to this machine.
# When nginx itself is the limit all throughputs come out alike; then only the CPU per request tells them apart.
#   Benchmarks/load.sh [seconds] [rounds]
set -euo pipefail
cd "$(dirname "$0")/.."
program=${VODHOOK:-.build/release/vodhook}
seconds=${1:-8}
rounds=${2:-3}
for tool in nginx wrk python3 taskset; do
    command -v "$tool" > /dev/null || { echo "needs $tool (apt-get install nginx-light wrk)" >&2; exit 3; }
done
[ -x "$program" ] || { echo "needs a release build: swift build -c release" >&2; exit 3; }

work=$(mktemp -d)
port=$(python3 -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])')
cat > "$work/nginx.conf" << CONF
worker_processes 1;
daemon off;
pid $work/nginx.pid;
error_log $work/error.log;
events { worker_connections 4096; }
http {
    access_log off;
    keepalive_requests 1000000000;
    keepalive_timeout 600s;
    client_body_buffer_size 16k;
    server { listen 127.0.0.1:$port backlog=4096; location / { return 200 "ok"; } }
}
CONF
taskset -c 1 nginx -c "$work/nginx.conf" -p "$work" 2> "$work/nginx.err" &
nginx=$!
trap 'kill "$nginx" 2> /dev/null || true; rm -rf "$work"' EXIT
for _ in $(seq 100); do
    if (exec 3<> "/dev/tcp/127.0.0.1/$port") 2> /dev/null; then break; fi
    sleep 0.05
done

scenario=$work/load.json
cat > "$scenario" << 'JSON'
{ "name": "Benchmark", "provider": "aliyun",
  "media": { "movie": { "source": { "duration": "154s" }, "renditions": [ { "definition": "LD" } ] } },
  "steps": [ { "emit": "TranscodeComplete" } ] }
JSON
url=http://127.0.0.1:$port/callback
"$program" emit aliyun/TranscodeComplete > "$work/body"
cat > "$work/post.lua" << LUA
wrk.method = "POST"
local file = io.open("$work/body", "rb")
wrk.body = file:read("*a")
file:close()
wrk.headers["Content-Type"] = "application/json"
wrk.headers["X-VOD-TIMESTAMP"] = "1768464000"
wrk.headers["X-VOD-SIGNATURE"] = "0123456789abcdef0123456789abcdef"
LUA
echo "body of $(wc -c < "$work/body") bytes, 64 connections, $seconds s a run, $rounds rounds"

# Runs a command on core 0; leaves its output in $work/out and user + system seconds in $work/cpu.
measured() {
    python3 - "$work/out" "$work/cpu" "$@" << 'PY'
import os, resource, subprocess, sys
with open(sys.argv[1], "wb") as out:
    subprocess.run(["taskset", "-c", "0"] + sys.argv[3:], stdout=out, stderr=subprocess.DEVNULL, check=False)
used = resource.getrusage(resource.RUSAGE_CHILDREN)
open(sys.argv[2], "w").write(f"{used.ru_utime + used.ru_stime} {used.ru_maxrss}")
PY
}

for round in $(seq "$rounds"); do
    measured wrk -t1 -c64 -d"${seconds}s" -s "$work/post.lua" "$url"
    awk '/requests in/ { print $1 }' "$work/out" > "$work/wrk.count"; cp "$work/cpu" "$work/wrk.cpu"
    measured "$program" load "$scenario" --target "$url" --key Key12345 --concurrency 64 --connections 64 \
        --duration "${seconds}s" --no-retries --speed max --report json
    cp "$work/out" "$work/load.json.out"; cp "$work/cpu" "$work/load.cpu"
    if command -v hey > /dev/null; then
        measured hey -z "${seconds}s" -c 64 -m POST -D "$work/body" "$url"
        awk '/Requests\/sec/ { print $2 * '"$seconds"' }' "$work/out" > "$work/hey.count"
    else
        echo 0 > "$work/hey.count"
    fi
    python3 - "$work" "$seconds" "$round" << 'PY'
import json, sys
work, seconds, round_ = sys.argv[1], float(sys.argv[2]), sys.argv[3]
read = lambda name: open(f"{work}/{name}").read().split()
wrk, hey = float(read("wrk.count")[0]), float(read("hey.count")[0])
load = json.load(open(f"{work}/load.json.out"))
own = load["delivered"]
per = lambda name, count: float(read(name)[0]) / count * 1e6
print(f"round {round_}: wrk {wrk / seconds:.0f}/s, vodhook {own / seconds:.0f}/s = {own / wrk:.2f} of wrk"
      + (f" = {own / hey:.2f} of hey" if hey else "")
      + f"; CPU per request {per('load.cpu', own):.2f} against {per('wrk.cpu', wrk):.2f} us"
      + f" = {per('load.cpu', own) / per('wrk.cpu', wrk):.2f}; resident {int(read('load.cpu')[1]) // 1024} MB")
PY
done

echo "pacing: 5000/s for 20 s"
measured "$program" load "$scenario" --target "$url" --key Key12345 --rate 5000/s --duration 20s --no-retries \
    --report json
python3 - "$work" << 'PY'
import json, sys
late = json.load(open(sys.argv[1] + "/out"))
pairs = late["histogramsUs"]["senderLateness"]
whole = sum(count for _, count in pairs)
for limit in (1000, 5000):
    print(f"  within {limit // 1000} ms: {100 * sum(c for v, c in pairs if v <= limit) / whole:.2f} %")
PY

echo "memory: 1000000 deliveries over 256 connections"
measured "$program" load "$scenario" --target "$url" --key Key12345 --concurrency 256 --connections 256 \
    --duration 1h --count 1000000 --no-retries --speed max --report json
python3 - "$work" << 'PY'
import json, sys
result = json.load(open(sys.argv[1] + "/out"))
print(f"  {result['delivered']} delivered, resident {int(open(sys.argv[1] + '/cpu').read().split()[1]) // 1024} MB")
PY

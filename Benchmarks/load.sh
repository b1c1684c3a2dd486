#!/usr/bin/env bash
# Measures what the load engine is to reach, side by side in one run on this machine; prints ratios.
# Needs: nginx, wrk, two quiet cores, a release build; hey if it is there. When nginx itself is the limit all
# throughputs come out alike; then only the CPU per request tells them apart.
#   Benchmarks/load.sh [seconds] [rounds] [part...]
# Parts: rate multi pacing memory pause startup fixtures; all of them unless named, and million10 only when named.
# The part multi also needs cc, openssl and libcurl4-openssl-dev.
set -euo pipefail
cd "$(dirname "$0")/.."
program=${VODHOOK:-.build/release/vodhook}
seconds=${1:-8}
rounds=${2:-3}
[ $# -ge 2 ] && shift 2 || shift $#
parts=${*:-rate multi pacing memory pause startup fixtures}
for tool in nginx wrk python3 taskset; do
    command -v "$tool" > /dev/null || PATH=$PATH:/usr/sbin command -v "$tool" > /dev/null \
        || { echo "needs $tool (apt-get install nginx-light wrk)" >&2; exit 3; }
done
PATH=$PATH:/usr/sbin
[ -x "$program" ] || { echo "needs a release build: swift build -c release" >&2; exit 3; }

work=$(mktemp -d)
read -r port secure < <(python3 -c 'import socket
sockets = [socket.socket() for _ in range(2)]
for one in sockets: one.bind(("127.0.0.1", 0))
print(*(one.getsockname()[1] for one in sockets))')
openssl req -x509 -newkey rsa:2048 -nodes -keyout "$work/key.pem" -out "$work/cert.pem" -days 2 \
    -subj /CN=127.0.0.1 -addext subjectAltName=IP:127.0.0.1 2> /dev/null
# One process without a master, so that stopping it stops everything.
cat > "$work/nginx.conf" << CONF
daemon off;
master_process off;
pid $work/nginx.pid;
error_log $work/error.log;
events { worker_connections 4096; }
http {
    access_log off;
    keepalive_requests 1000000000;
    keepalive_timeout 600s;
    client_body_buffer_size 16k;
    client_body_temp_path $work/body-temp;
    proxy_temp_path $work/proxy-temp;
    fastcgi_temp_path $work/fastcgi-temp;
    uwsgi_temp_path $work/uwsgi-temp;
    scgi_temp_path $work/scgi-temp;
    server { listen 127.0.0.1:$port backlog=4096; location / { return 200 "ok"; } }
    # It passes the request on, because nginx answers a "return" before it has read a body over HTTP/2, and resets.
    upstream plain { server 127.0.0.1:$port; keepalive 256; }
    server {
        listen 127.0.0.1:$secure ssl http2 backlog=4096;
        ssl_certificate $work/cert.pem;
        ssl_certificate_key $work/key.pem;
        http2_max_concurrent_streams 256;
        location / { proxy_pass http://plain; proxy_http_version 1.1; proxy_set_header Connection ""; }
    }
}
CONF
taskset -c 1 nginx -c "$work/nginx.conf" -p "$work" 2> "$work/nginx.err" &
nginx=$!
trap 'kill -CONT "$nginx" 2> /dev/null || true; kill "$nginx" 2> /dev/null || true; rm -rf "$work"' EXIT
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

# Runs a command on core 0; leaves its output in $work/out, user + system seconds and peak memory in $work/cpu.
measured() {
    python3 - "$work/out" "$work/cpu" "$@" << 'PY'
import resource, subprocess, sys
with open(sys.argv[1], "wb") as out:
    subprocess.run(["taskset", "-c", "0"] + sys.argv[3:], stdout=out, stderr=subprocess.DEVNULL, check=False)
used = resource.getrusage(resource.RUSAGE_CHILDREN)
open(sys.argv[2], "w").write(f"{used.ru_utime + used.ru_stime} {used.ru_maxrss}")
PY
}

load() {
    measured "$program" load "$scenario" --target "$url" --key Key12345 --no-retries --report json "$@"
}

rate() {
    echo "rate: body of $(wc -c < "$work/body") bytes, 64 connections, $seconds s a run, $rounds rounds"
    echo "  to reach: 0.9 of wrk, 1.2 of wrk's CPU per request at most, 2.5 of hey"
    cat > "$work/post.lua" << LUA
wrk.method = "POST"
local file = io.open("$work/body", "rb")
wrk.body = file:read("*a")
file:close()
wrk.headers["Content-Type"] = "application/json"
wrk.headers["X-VOD-TIMESTAMP"] = "1768464000"
wrk.headers["X-VOD-SIGNATURE"] = "0123456789abcdef0123456789abcdef"
LUA
    for round in $(seq "$rounds"); do
        measured wrk -t1 -c64 -d"${seconds}s" -s "$work/post.lua" "$url"
        awk '/requests in/ { print $1 }' "$work/out" > "$work/wrk.count"; cp "$work/cpu" "$work/wrk.cpu"
        load --concurrency 64 --connections 64 --duration "${seconds}s" --speed max
        cp "$work/out" "$work/load.json.out"; cp "$work/cpu" "$work/load.cpu"
        echo 0 > "$work/hey.count"
        if command -v hey > /dev/null; then
            measured hey -z "${seconds}s" -c 64 -m POST -D "$work/body" "$url"
            awk '/Requests\/sec/ { print $2 * '"$seconds"' }' "$work/out" > "$work/hey.count"
        fi
        python3 - "$work" "$seconds" "$round" << 'PY'
import json, sys
work, seconds, round_ = sys.argv[1], float(sys.argv[2]), sys.argv[3]
read = lambda name: open(f"{work}/{name}").read().split()
wrk, hey = float(read("wrk.count")[0]), float(read("hey.count")[0])
own = json.load(open(f"{work}/load.json.out"))["delivered"]
per = lambda name, count: float(read(name)[0]) / count * 1e6
print(f"  round {round_}: wrk {wrk / seconds:.0f}/s, vodhook {own / seconds:.0f}/s = {own / wrk:.2f} of wrk"
      + (f" = {own / hey:.2f} of hey" if hey else " (no hey here)")
      + f"; CPU per request {per('load.cpu', own):.2f} against {per('wrk.cpu', wrk):.2f} us"
      + f" = {per('load.cpu', own) / per('wrk.cpu', wrk):.2f}; resident {int(read('load.cpu')[1]) // 1024} MB")
PY
    done
}

multi() {
    echo "multi: HTTP/2 with TLS, 64 streams, against a C program on libcurl's multi socket interface; to reach: 0.9"
    cc -O2 Benchmarks/multi.c -lcurl -o "$work/multi"
    for round in $(seq "$rounds"); do
        measured "$work/multi" "https://127.0.0.1:$secure/callback" "$seconds" 64 "$work/body"
        cp "$work/out" "$work/c.count"; cp "$work/cpu" "$work/c.cpu"
        measured "$program" load "$scenario" --target "https://127.0.0.1:$secure/callback" --insecure --http2 \
            --key Key12345 --no-retries --concurrency 64 --duration "${seconds}s" --speed max --report json
        python3 - "$work" "$seconds" "$round" << 'PY'
import json, sys
work, seconds, round_ = sys.argv[1], float(sys.argv[2]), sys.argv[3]
read = lambda name: open(f"{work}/{name}").read().split()
c, own = float(read("c.count")[0]), json.load(open(f"{work}/out"))["delivered"]
per = lambda name, count: float(read(name)[0]) / max(count, 1) * 1e6
print(f"  round {round_}: C {c / seconds:.0f}/s, vodhook {own / seconds:.0f}/s = {own / max(c, 1):.2f};"
      f" CPU per request {per('cpu', own):.1f} against {per('c.cpu', c):.1f} us")
PY
    done
}

pacing() {
    echo "pacing: 5000/s for 20 s; to reach: 99 % within 1 ms, 99.9 % within 5 ms"
    load --rate 5000/s --duration 20s
    python3 - "$work" << 'PY'
import json, sys
pairs = json.load(open(sys.argv[1] + "/out"))["histogramsUs"]["senderLateness"]
whole = sum(count for _, count in pairs)
for limit in (1000, 5000):
    print(f"  within {limit // 1000} ms: {100 * sum(c for v, c in pairs if v <= limit) / whole:.2f} %")
PY
}

deliveries() {
    echo "memory: $1 deliveries over 256 connections; to reach: under 100 MB"
    load --concurrency 256 --connections 256 --duration 2h --count "$1" --speed max
    python3 - "$work" << 'PY'
import json, sys
result = json.load(open(sys.argv[1] + "/out"))
peak = int(open(sys.argv[1] + "/cpu").read().split()[1]) // 1024
print(f"  {result['delivered']} delivered at {result['rate']['achievedPerSecond']:.0f}/s, at most {peak} MB resident")
PY
}

memory() { deliveries 1000000; }
million10() { deliveries 10000000; }

pause() {
    echo "pause: 1000/s for 10 s, the receiver stopped (SIGSTOP) for 2 s of it; to see: the pause in the response alone"
    (sleep 4; kill -STOP "$nginx"; sleep 2; kill -CONT "$nginx") &
    load --rate 1000/s --duration 10s --connections 64
    wait $!
    python3 - "$work" << 'PY'
import json, sys
result = json.load(open(sys.argv[1] + "/out"))
p99 = {name: figures["p99"] for name, figures in result["latencyMs"].items()}
print(f"  {result['offered']} offered, {result['delivered']} delivered, {result['dropped']} dropped;"
      f" p99 of the response {p99['response']:.0f} ms, of the service alone {p99['service']:.0f} ms")
PY
}

startup() {
    echo "start-up: median of 30 calls of --version; to reach: 25 ms"
    python3 - "$program" << 'PY'
import statistics, subprocess, sys, time
times = []
for _ in range(30):
    begin = time.perf_counter()
    subprocess.run([sys.argv[1], "--version"], stdout=subprocess.DEVNULL, check=True)
    times.append((time.perf_counter() - begin) * 1000)
print(f"  {statistics.median(times):.1f} ms")
PY
}

fixtures() {
    local count=200000
    echo "fixtures: $count bodies as lines against Python with json.dumps, one core; to reach: 20 times as many"
    rm -rf "$work/fixtures"
    measured "$program" fixtures "$scenario" --count "$count" --format ndjson --out "$work/fixtures"
    cp "$work/cpu" "$work/own.cpu"
    cat > "$work/write.py" << 'PY'
import json, sys, uuid
body = json.load(open(sys.argv[1]))
def fresh(value, ids):
    if isinstance(value, dict): return {key: fresh(inner, ids) for key, inner in value.items()}
    if isinstance(value, list): return [fresh(inner, ids) for inner in value]
    return value.replace(body["VideoId"], ids) if isinstance(value, str) else value
with open(sys.argv[3], "w") as out:
    for _ in range(int(sys.argv[2])):
        out.write(json.dumps(fresh(body, uuid.uuid4().hex)) + "\n")
PY
    measured python3 "$work/write.py" "$work/body" "$count" "$work/python.ndjson"
    python3 - "$work" << 'PY'
import sys
own, python = (float(open(f"{sys.argv[1]}/{name}").read().split()[0]) for name in ("own.cpu", "cpu"))
print(f"  {python / own:.1f} times as fast as Python, by CPU time")
PY
}

for part in $parts; do
    case $part in
        rate | multi | pacing | memory | million10 | pause | startup | fixtures) "$part" ;;
        *) echo "there is no part $part" >&2; exit 64 ;;
    esac
done

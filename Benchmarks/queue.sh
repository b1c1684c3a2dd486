#!/usr/bin/env bash
# Sends messages through `vodhook queue` and counts them: none may be lost, none may come twice. Prints rates and peak memory
# of the server: with consumers beside the producers, with a backlog of all messages, with --keep, and with one consumer in
# Python's http.client for comparison. Needs: cc, python3, a release build.
#   Benchmarks/queue.sh [messages] [threads] [bytes]
set -euo pipefail
cd "$(dirname "$0")/.."
program=${VODHOOK:-$PWD/.build/release/vodhook}
messages=${1:-1000000} threads=${2:-4} bytes=${3:-700}
[ -x "$program" ] || { echo "needs a release build: swift build -c release" >&2; exit 3; }
work=$(mktemp -d)
server=
trap '[ -z "$server" ] || kill "$server" 2> /dev/null || true; rm -rf "$work"' EXIT
cc -O2 -pthread -D_GNU_SOURCE -o "$work/queue" Benchmarks/queue.c

# usage: start [options of vodhook queue]
start() {
    # Otherwise the port of the server before is read.
    : > "$work/err"
    "$program" queue --port 0 --queue bench --quiet "$@" > "$work/out" 2> "$work/err" &
    server=$!
    until grep -q 'queues at http' "$work/err"; do
        kill -0 "$server" || { cat "$work/err" >&2; exit 3; }
        sleep 0.05
    done
    port=$(sed -n 's/.*queues at http:..[^:]*:\([0-9]*\).*/\1/p' "$work/err")
}

# Ends the server and prints its peak memory and its own count.
finish() {
    awk '/VmHWM/ { printf "  peak memory %.0f MiB, ", $2 / 1024 }' "/proc/$server/status"
    kill -INT "$server"
    wait "$server"
    server=
    tail -n 1 "$work/err"
}

echo "through, $threads producers and $threads consumers, $bytes bytes a message"
start
"$work/queue" through "$port" "$messages" "$threads" "$bytes"
finish
echo "backlog of $messages"
start
"$work/queue" backlog "$port" "$messages" "$threads" "$bytes"
finish
echo "through, with --keep"
start --keep "$work/kept"
"$work/queue" through "$port" "$messages" "$threads" "$bytes"
echo "  on disk at the end: $(du -sm "$work/kept" | cut -f 1) MiB"
finish
echo "one consumer in Python, one message at a time"
start
"$work/queue" put "$port" 5000 1 "$bytes"
python3 - "$port" << 'PY'
import http.client, re, sys, time
link = http.client.HTTPConnection("127.0.0.1", int(sys.argv[1]))
begin, count = time.monotonic(), 0
while True:
    link.request("GET", "/queues/bench/messages")
    answer = link.getresponse()
    text = answer.read()
    if answer.status == 404:
        break
    link.request("DELETE", "/queues/bench/messages?ReceiptHandle=" + re.search(rb"<ReceiptHandle>(.*?)<", text)[1].decode())
    assert link.getresponse().read() == b""
    count += 1
print(f"  took {count} messages, {count / (time.monotonic() - begin):.0f}/s")
PY
finish

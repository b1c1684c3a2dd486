#!/usr/bin/env bash
# Builds vodhook and runs the shipped scenarios against the embedded receiver.
# Installs if missing: libcurl4-openssl-dev.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
source scripts/setup.sh
need libcurl4-openssl-dev

echo "building the release binary (a few minutes the first time)" >&2
swift build -c release --product vodhook 2>&1 | { grep -E 'error|Compiling|Build|Linking' || true; } | tail -n 3 >&2
bin="$(swift build -c release --show-bin-path)/vodhook"

"$bin" run scenarios --speed max
echo
echo "Now try your own endpoint:"
echo "  \"$bin\" run scenarios/aliyun/success.json --target http://127.0.0.1:8080/callback --key YourKey1"

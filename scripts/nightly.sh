#!/usr/bin/env bash
# What takes too long for every change: the searches in full, every claim of the detection matrix, both sanitizers.
# Needs what test.sh installs; takes two to three hours on two cores.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
source scripts/setup.sh
failed=()

# usage: step NAME COMMAND... (goes on after a failure, so that one night tells all)
step() {
    local name=$1
    shift
    echo "== $name" >&2
    "$@" || failed+=("$name")
}

swift build -c release --product vodhook
swift build --build-tests -Xswiftc -warnings-as-errors
step "searches" swift test --skip-build --no-parallel --filter "$slow_suites"
step "detection matrix" env VODHOOK_ZOO=1 VODHOOK_BIN="$PWD/.build/release/vodhook" \
    swift test --skip-build --no-parallel --filter ZooTests
step "thread sanitizer" scripts/sanitize.sh thread
step "address sanitizer" scripts/sanitize.sh address
if [ "${#failed[@]}" -gt 0 ]; then
    printf 'failed: %s\n' "${failed[@]}" >&2
    exit 1
fi

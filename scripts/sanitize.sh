#!/usr/bin/env bash
# Runs the tests under a sanitizer, in a build folder of its own. usage: scripts/sanitize.sh thread|address
# Installs what test.sh installs. Thread sanitizer needs SANITIZE_THREAD: see Sources/VodHookCatalogue/Common/Guarded.swift.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
source scripts/setup.sh
need libcurl4-openssl-dev openssl python3 nginx-light libxml2-utils perl

case "${1:-}" in
    thread)
        flags=(-Xswiftc -DSANITIZE_THREAD)
        export TSAN_OPTIONS="suppressions=$PWD/scripts/thread-sanitizer.suppressions"
        ;;
    # Leaks are looked for by hand: the test library itself keeps some memory to its end.
    address)
        flags=()
        export ASAN_OPTIONS=detect_leaks=0
        ;;
    *)
        echo "usage: scripts/sanitize.sh thread|address" >&2
        exit 64
        ;;
esac
options=(--sanitize="$1" --scratch-path ".build/$1-sanitizer" "${flags[@]}")
swift build --build-tests "${options[@]}"
failed=()
# A sanitized program is several times as slow: side by side, tests would run into their time limits.
for target in $(test_targets); do
    echo "== $target" >&2
    swift test --skip-build --no-parallel "${options[@]}" --filter "^$target\\." --skip "$heavy_suites|$slow_suites" \
        || failed+=("$target")
done
echo "== searches and examples" >&2
swift test --skip-build --no-parallel "${options[@]}" --filter "$heavy_suites|$slow_suites" || failed+=("searches and examples")
[ "${#failed[@]}" -eq 0 ] || { echo "failed: ${failed[*]}" >&2; exit 1; }

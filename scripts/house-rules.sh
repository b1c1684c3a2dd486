#!/usr/bin/env bash
# Rules of the house that neither the compiler nor the formatter knows. Prints every breach; fails on any.
set -uo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
failed=0

# usage: forbid WHAT PATTERN PATH... (paths as git pathspecs; a breach is a matching line of a tracked or new file)
forbid() {
    local what=$1 pattern=$2
    shift 2
    local found
    found=$(git grep --untracked -nE "$pattern" -- "$@") || return 0
    echo "$what:" >&2
    echo "$found" | sed 's/^/  /' >&2
    failed=1
}

kit='Sources/VodHookKit/*.swift'
sources='Sources/*.swift'
forbid 'the kit imports neither Foundation nor a server nor libcurl' \
    '^(@preconcurrency )?(internal |public )?import (Foundation|FoundationEssentials|Glibc|CCurl|CurlTransport|Hummingbird|NIO|ArgumentParser|Dispatch)' "$kit" ':!Sources/VodHookKit/Common/Guarded.swift'
forbid 'the kit reads no clock and no environment, and does not print' \
    '(ContinuousClock|SuspendingClock|Task\.sleep|Date\(\)|getenv|print\()' "$kit"
forbid 'only CurlTransport imports CCurl' '^(internal )?import CCurl' "$sources" ':!Sources/CurlTransport'
forbid 'no unchecked concurrency outside CurlTransport' '@unchecked Sendable|nonisolated\(unsafe\)' "$sources" ':!Sources/CurlTransport' ':!Sources/VodHookKit/Common/Guarded.swift'
forbid 'no traps and no swallowed reasons' 'fatalError\(|try!|as! |catch \{ *\}' "$sources"
forbid 'no blocking of the cooperative pool' 'Thread\.sleep|DispatchSemaphore|usleep\(' "$sources"
forbid 'no notes to nobody' '\b(TODO|FIXME|XXX)\b' "$sources" 'Tests/*.swift' 'scripts/*' ':!scripts/house-rules.sh'
# The load tests have a receiver that stalls on purpose, and wait for the system to close sockets.
forbid 'tests do not sleep' 'Task\.sleep|usleep\(|Thread\.sleep|time\.sleep' 'Tests/*.swift' ':!Tests/CurlTransportTests/Load'

long=$(git ls-files --cached --others --exclude-standard 'Sources/*.swift' | while read -r file; do
    [ -f "$file" ] || continue
    lines=$(wc -l <"$file")
    [ "$lines" -gt 400 ] && echo "  $file: $lines lines"
done)
if [ -n "$long" ]; then
    printf 'source files over 400 lines:\n%s\n' "$long" >&2
    failed=1
fi
exit "$failed"

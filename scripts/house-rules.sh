#!/usr/bin/env bash
# Rules of the house that neither the compiler nor the formatter knows. Prints every breach; fails on any.
set -uo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
failed=0

git rev-parse --is-inside-work-tree >/dev/null || { echo "the house rules need a git checkout" >&2; exit 2; }

# usage: report WHAT FOUND (nothing found is no breach)
report() {
    [ -n "$2" ] || return 0
    echo "$1:" >&2
    sed 's/^/  /' <<<"$2" >&2
    failed=1
}

# usage: matches PATTERN PATH... (paths as git pathspecs; prints the matching lines of tracked and new files)
matches() {
    local pattern=$1 code=0
    shift
    git grep --untracked -nE "$pattern" -- "$@" || code=$?
    # 1 says that there are none; anything else, that nobody looked.
    [ "$code" -le 1 ] || { echo "git grep failed: $pattern" >&2; return "$code"; }
}

# usage: forbid WHAT PATTERN PATH... (a breach is a matching line)
forbid() {
    local what=$1 found
    shift
    found=$(matches "$@") || exit 2
    report "$what" "$found"
}

# usage: swift_sources (prints the names of the tracked and new files that are there)
swift_sources() {
    git ls-files --cached --others --exclude-standard 'Sources/*.swift' | while read -r file; do
        [ ! -f "$file" ] || echo "$file"
    done
}

# Everything that must be tested without a socket and without waiting.
pure=(Sources/{JSONText,VodHookCatalogue,VodHookPlan,VodHookDelivery,VodHookSearch,VodHookLoad,VodHookReports}'/*.swift')
sources='Sources/*.swift'
forbid 'no Foundation, server or libcurl up to the reports' \
    '^(@preconcurrency )?(internal |package |public )?import (Foundation|FoundationEssentials|Glibc|CCurl|CurlTransport|Hummingbird|NIO|ArgumentParser|Dispatch)' "${pure[@]}" ':!Sources/VodHookCatalogue/Common/Guarded.swift'
forbid 'no clock, no environment and no printing up to the reports' \
    '(ContinuousClock|SuspendingClock|Task\.sleep|Date\(\)|getenv|print\()' "${pure[@]}"
forbid 'only CurlTransport imports CCurl' '^(internal |package )?import CCurl' "$sources" ':!Sources/CurlTransport'
forbid 'no unchecked concurrency outside CurlTransport' '@unchecked Sendable|nonisolated\(unsafe\)' "$sources" ':!Sources/CurlTransport' ':!Sources/VodHookCatalogue/Common/Guarded.swift'
forbid 'no traps and no swallowed reasons' 'fatalError\(|try!|as! |catch \{ *\}' "$sources"
forbid 'no blocking of the cooperative pool' 'Thread\.sleep|DispatchSemaphore|usleep\(' "$sources"
forbid 'no notes to nobody' '\b(TODO|FIXME|XXX)\b' "$sources" 'Tests/*.swift' 'scripts/*' ':!scripts/house-rules.sh'
# The load tests have a receiver that stalls on purpose, and wait for the system to close sockets.
forbid 'tests do not sleep' 'Task\.sleep|usleep\(|Thread\.sleep|time\.sleep' 'Tests/*.swift' ':!Tests/CurlTransportTests/Load'

# A reason may be dropped where there is but one: these ask whether a text is JSON, a path or UTF-8 at all.
one_reason='try\? (JSONReader\.value\(of:|JSONPath\(|endOfUTF8Scalar\()'
found=$(matches 'try\?' "$sources") || exit 2
report 'try? drops the reason: catch it, or add the call to those with only one' "$(grep -vE "$one_reason" <<<"$found")"

report 'source files over 400 lines' "$(swift_sources | xargs wc -l | awk '$2 != "total" && $1 > 400 { print $2 ": " $1 " lines" }')"

# A function ends at the brace that stands as far in as its first word: the formatter sees to that.
report 'functions over 80 lines' "$(swift_sources | xargs awk '
    FNR == 1 { split("", begun) }
    NF == 0 { next }
    {
        match($0, /^ */)
        for (depth in begun) if (RLENGTH < depth + 0) delete begun[depth]
    }
    /^ *(@?[a-z]+(\([a-z]+\))? )*(func |init[?!<(]|deinit |subscript[<(]|var .*\{$)/ && !/\}$/ {
        begun[RLENGTH] = FNR
        next
    }
    /^ *\}$/ && RLENGTH in begun {
        lines = FNR - begun[RLENGTH] + 1
        if (lines > 80) print FILENAME ":" begun[RLENGTH] ": " lines " lines"
        delete begun[RLENGTH]
    }')"
# A check that breaks off has found nothing, and that is no pass.
found=$(scripts/floors.py 2>&1) || report 'the floors of docs/architecture.md' "${found:-floors.py failed}"
exit "$failed"

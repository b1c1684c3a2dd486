#!/usr/bin/env bash
# Installs what vodhook needs to be built and tested; sourced by demo.sh and test.sh. Idempotent.
# usage: need PACKAGE...   (Debian or Ubuntu package names)
set -euo pipefail

need() {
    local missing=() package
    for package in "$@"; do
        dpkg-query -W -f '${Status}' "$package" 2>/dev/null | grep -q 'install ok installed' || missing+=("$package")
    done
    [ "${#missing[@]}" -eq 0 ] && return 0
    local sudo=""
    if [ "$(id -u)" -ne 0 ]; then
        command -v sudo >/dev/null || { echo "please install as root: ${missing[*]}" >&2; return 1; }
        sudo="sudo"
    fi
    echo "installing: ${missing[*]}" >&2
    $sudo apt-get update -qq
    DEBIAN_FRONTEND=noninteractive $sudo apt-get install -y -qq --no-install-recommends "${missing[@]}" >/dev/null
}

# usage: want PACKAGE...   (like need, but what cannot be installed is only named)
want() {
    need "$@" || echo "not installed: $*; the tests that need it are skipped" >&2
}

command -v swift >/dev/null || {
    echo "the Swift toolchain (6.2 or later) is missing: see https://www.swift.org/install/linux/" >&2
    exit 1
}

# The test targets in the order in which they run, one after the other: tests that only compute would starve those
# that talk to a server.
test_targets() {
    echo JSONTextTests VodHookCatalogueTests VodHookPlanTests VodHookDeliveryTests VodHookSearchTests VodHookLoadTests \
        VodHookReportsTests SweepTests CurlTransportTests ReferenceReceiverTests QueueServerTests CommandTests
}

# Searches and examples keep all cores busy, and what is tried beside them would run into its time limits: they run after
# all others, one at a time.
heavy_suites="ExplorePageTests|FuzzPageTests|ExampleTests"

# What takes minutes is left to nightly.sh.
slow_suites="MinimalHistoryTests|ZooTests|ProviderSearchTests"

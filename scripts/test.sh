#!/usr/bin/env bash
# Everything that must pass before a change lands: formatting, house rules, build without warnings, tests.
# Installs if missing: libcurl4-openssl-dev (build); openssl, python3, nginx-light (tests of the transport and of
# runs); libxml2-utils, perl (tests of the reports); curl (tests of the fixtures). For the fixtures also wrk, python3-venv
# and, from PyPI, Locust into .build/test-tools; where these cannot be installed their tests are skipped. So are, with a
# reason, tests that need more: chromium (the HTML report), nodejs, default-jdk-headless, python3-flask (the examples),
# man-db, zsh, fish.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
source scripts/setup.sh
need libcurl4-openssl-dev openssl python3 nginx-light libxml2-utils perl curl
want wrk
want python3-venv
tools=$PWD/.build/test-tools
if [ ! -x "$tools/bin/locust" ]; then
    echo "installing: locust into .build/test-tools" >&2
    # Without network or without the module venv this fails at once, or after two short tries.
    {
        python3 -m venv "$tools" \
            && "$tools/bin/pip" install -q --disable-pip-version-check --retries 1 --timeout 15 'locust<3'
    } >&2 || {
        rm -rf "$tools"
        echo "no locust: its test is skipped" >&2
    }
fi
if [ ! -x "$tools/bin/mns-python" ]; then
    echo "installing: aliyun-mns-sdk into .build/test-tools" >&2
    {
        { [ -x "$tools/bin/pip" ] || python3 -m venv "$tools"; } \
            && "$tools/bin/pip" install -q --disable-pip-version-check --retries 1 --timeout 15 'aliyun-mns-sdk<2' \
            && ln -s python "$tools/bin/mns-python"
    } >&2 || echo "no aliyun-mns-sdk: its test is skipped" >&2
fi
# Behind all others: only what nobody else offers is taken from there.
export PATH="$PATH:$tools/bin"

echo "== format" >&2
swift format lint --strict --parallel --recursive Sources Tests Plugins Package.swift
echo "== house rules" >&2
scripts/house-rules.sh
scripts/floors_test.py
echo "== build" >&2
swift build --build-tests -Xswiftc -warnings-as-errors
for target in $(test_targets); do
    echo "== $target" >&2
    swift test --skip-build --filter "^$target\\." --skip "$heavy_suites|$slow_suites"
done
echo "== searches and examples" >&2
swift test --skip-build --no-parallel --filter "$heavy_suites"

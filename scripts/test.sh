#!/usr/bin/env bash
# Everything that proves the project: unit tests, goldens, the command line, and a real model.
#
# CARAT_TEST_DATA   a folder with published vocabularies and texts; tests that need it are skipped by name without it
# CARAT_TEST_MODELS a folder with pulled models; made below where python3 can fetch one
# CARAT_NO_SKIPS=1  a skipped test is a failure
set -euo pipefail
cd "$(dirname "$0")/.."
. scripts/require.sh swift
# Numeric tests in a debug build would take forty times as long.
flags=(-c release --explicit-target-dependency-import-check error -Xswiftc -enable-testing)

swift build "${flags[@]}" --build-tests
bin="$(swift build "${flags[@]}" --show-bin-path)"

if [ -z "${CARAT_TEST_MODELS:-}" ]; then
  home="$PWD/.build/test-home"
  if CARAT_HOME="$home" "$bin/carat" pull smollm2-135m-instruct; then
    export CARAT_TEST_MODELS="$home/models"
  else
    echo "carat: smollm2-135m-instruct could not be fetched; tests on it are skipped" >&2
  fi
fi

log="$(mktemp)"
trap 'rm -f "$log"' EXIT
# One after another: numeric tests that hold every core starve those that wait for a process or a socket.
swift test "${flags[@]}" --skip-build --no-parallel 2>&1 | tee "$log"

if [ "${CARAT_NO_SKIPS:-}" = 1 ] && grep -E '^(➜|↳).* skipped|: skipped' "$log"; then
  echo "carat: tests were skipped (above), which is a failure here" >&2
  exit 1
fi

count="$(sed -n 's/.*Test run with \([0-9]*\) tests.* passed.*/\1/p' "$log" | tail -n 1)"
printf '\n%s passed, 0 failed\n' "${count:-0}"

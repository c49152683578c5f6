#!/usr/bin/env bash
# The tests of this package, then what a token costs against Benchmarks/thresholds.json. No clock is read.
#
# counted.sh [CARAT] [--update]   CARAT: the executable to count, by default that of the last release build
set -euo pipefail
cd "$(dirname "$0")/../.."
. scripts/require.sh swift
carat="" rest=()
for word in "$@"; do
  case "$word" in
  --*) rest+=("$word") ;;
  *) carat="$word" ;;
  esac
done
if [ -z "$carat" ]; then carat="$(swift build -c release --show-bin-path)/carat"; fi
if [ ! -x "$carat" ]; then
  echo "carat: $carat is not there; make build or make test makes it" >&2
  exit 1
fi

missing=""
command -v valgrind >/dev/null 2>&1 || missing="$missing valgrind"
command -v strip >/dev/null 2>&1 || missing="$missing binutils"
if [ -n "$missing" ] && [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null 2>&1; then
  # shellcheck disable=SC2086
  apt-get update -qq && apt-get install -qq --yes $missing >/dev/null
elif [ -n "$missing" ]; then
  echo "carat: missing:$missing; apt-get install$missing" >&2
  exit 1
fi

swift test --package-path Benchmarks
swift build --package-path Benchmarks
built="$(swift build --package-path Benchmarks --show-bin-path)"
work="$(mktemp -d)"
trap 'rm -rf "$work"' EXIT
"$built/Counted" --carat "$carat" --libraries "$built" --shape Benchmarks/Shapes/small \
  --folder "$work" --thresholds Benchmarks/thresholds.json "${rest[@]}"

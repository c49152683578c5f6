#!/usr/bin/env bash
# Constraints on real schemas, Carat and llguidance in turn over the same vocabulary. Needs pip.
#
# constraints.sh [--data FOLDER] [--carat FILE] [--rounds N] [--only N]
#   --data    a folder with json-schema/maskbench-sample.jsonl and vocabularies/; by default CARAT_TEST_DATA
#   --carat   the executable, by default that of the last release build
#   --only    so many schemas from the beginning of the file
set -euo pipefail
cd "$(dirname "$0")/../.."
. scripts/require.sh swift python3
. scripts/venv.sh
data="${CARAT_TEST_DATA:-}" carat="" rest=()
while [ $# -gt 0 ]; do
  case "$1" in
  --data) data="$2" && shift ;;
  --carat) carat="$2" && shift ;;
  *) rest+=("$1") ;;
  esac
  shift
done
if [ -z "$data" ]; then
  echo "carat: CARAT_TEST_DATA does not say where the schemas are; give --data FOLDER" >&2
  exit 1
fi
if [ -z "$carat" ]; then
  swift build -c release --explicit-target-dependency-import-check error --product carat >&2
  carat="$(swift build -c release --show-bin-path)/carat"
fi
venv constraints Benchmarks/scripts/constraints.txt
exec "$python" Benchmarks/scripts/constraints.py --carat "$carat" --data "$data" "${rest[@]}"

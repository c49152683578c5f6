#!/usr/bin/env bash
# The same files and the same questions to other engines; prints a table of ours, theirs and the difference.
set -euo pipefail
cd "$(dirname "$0")/.."
. scripts/require.sh swift python3
. scripts/venv.sh
venv interop scripts/interop/requirements.txt
carat="$(swift build -c release --show-bin-path)/carat"
exec "$python" scripts/interop/interop.py --carat "$carat" "$@"

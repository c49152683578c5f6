#!/usr/bin/env bash
# Records the tiny models of Tests/Goldens anew.
set -euo pipefail
cd "$(dirname "$0")/.."
. scripts/require.sh python3
. scripts/venv.sh
venv goldens scripts/goldens/requirements.txt
exec "$python" scripts/goldens/make_goldens.py "$@"

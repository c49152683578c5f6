#!/usr/bin/env bash
# The same files and the same questions to other engines; prints a table of ours, theirs and the difference.
set -euo pipefail
cd "$(dirname "$0")/.."
. scripts/require.sh swift python3
. scripts/venv.sh
. scripts/llama_flags.sh
# Read by the build of llama-cpp-python; a wheel that pip kept from another processor would not do.
if [ ${#llama_flags[@]} -gt 0 ]; then
  printf -v CMAKE_ARGS '"%s" ' "${llama_flags[@]}"
  export CMAKE_ARGS PIP_NO_CACHE_DIR=1
fi
echo "llama.cpp: $llama_build"
venv interop scripts/interop/requirements.txt
carat="$(swift build -c release --show-bin-path)/carat"
exec "$python" scripts/interop/interop.py --carat "$carat" "$@"

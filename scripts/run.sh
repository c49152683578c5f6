#!/usr/bin/env bash
# Builds the release, gets a first model if there is none, and opens a chat with it.
set -euo pipefail
cd "$(dirname "$0")/.."
. scripts/require.sh swift make
model=smollm2-135m-instruct

echo "Building (the first build takes some minutes) ..." >&2
make --silent build >&2
carat="$(swift build -c release --show-bin-path)/carat"

if [ "$("$carat" models --json | python3 -c 'import json, sys; print(len(json.load(sys.stdin)["library"]))' 2>/dev/null || echo 0)" = 0 ]; then
  echo "The model library is empty: getting $model (98 MB) ..." >&2
  if ! "$carat" pull "$model"; then
    echo "It could not be fetched. With a model file of your own:" >&2
    echo "  $carat chat PATH.gguf" >&2
    exit 1
  fi
fi
exec "$carat" chat "$model"

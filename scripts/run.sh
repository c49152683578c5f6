#!/usr/bin/env bash
# Builds the release, gets a small model unless it is there, and opens a chat with it. MODEL=NAME takes another.
set -euo pipefail
cd "$(dirname "$0")/.."
. scripts/require.sh swift make
first=smollm2-135m-instruct
model="${MODEL:-$first}"

echo "Building (the first build takes some minutes) ..." >&2
make --silent build >&2
carat="$(swift build -c release --show-bin-path)/carat"

# Names of the library, a line each.
library() {
  "$carat" models --json |
    python3 -c 'import json, sys; print(*(m["name"] for m in json.load(sys.stdin)["library"]), sep="\n")'
}

if [ "$model" = "$first" ] && ! library | grep -qx "$model"; then
  echo "Getting $model (98 MB) ..." >&2
  if ! "$carat" pull "$model"; then
    echo "It could not be fetched. With another model:" >&2
    for other in $(library) PATH.gguf; do echo "  $carat chat $other" >&2; done
    exit 1
  fi
fi
exec "$carat" chat "$model"

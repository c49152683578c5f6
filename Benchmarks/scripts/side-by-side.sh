#!/usr/bin/env bash
# Carat and llama.cpp in turn on the same files and cores. Everything that is fetched, built or made stays in Benchmarks/.cache.
#
# --llama FOLDER    a folder with llama.cpp's programs, instead of building them
# --models FOLDER   a CARAT_HOME whose library has the pulled models
# --files FOLDER    a folder for files that are made, about 13 GB
# --carat FILE      Carat's executable, instead of building it
# --ahead           as root: both engines go before all other work of the machine, which then disturbs less
# Other flags go to the program; see --help there.
set -euo pipefail
cd "$(dirname "$0")/../.."
. scripts/require.sh swift python3
cache="$PWD/Benchmarks/.cache"
llama="" models="$cache/home" files="$cache/files" carat="" ahead=() rest=()
while [ $# -gt 0 ]; do
  case "$1" in
  --llama) llama="$2" && shift ;;
  --models) models="$2" && shift ;;
  --files) files="$2" && shift ;;
  --carat) carat="$2" && shift ;;
  --ahead) ahead=(setsid --wait bash -c 'echo -20 >/proc/self/autogroup; exec nice -n -20 "$0" "$@"') ;;
  *) rest+=("$1") ;;
  esac
  shift
done

if [ -z "$carat" ]; then
  swift build -c release --explicit-target-dependency-import-check error --product carat >&2
  carat="$(swift build -c release --show-bin-path)/carat"
fi
swift build -c release --package-path Benchmarks --product SideBySide >&2
if [ -z "$llama" ]; then
  Benchmarks/scripts/llama.sh "$cache/llama"
  llama="$cache/llama/bin"
fi
mkdir -p "$cache"
program="$(swift build -c release --package-path Benchmarks --show-bin-path)/SideBySide"
exec "${ahead[@]}" "$program" \
  --carat "$carat" --llama "$llama" --files "$files" --models "$models" --scripts Benchmarks/scripts \
  --record "$cache/side-by-side.json" "${rest[@]}"

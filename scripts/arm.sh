#!/usr/bin/env bash
# Builds the kernels for 64-bit ARM with gcc and, where there is one, clang, and checks every table of them under emulation: on a processor
# with i8mm, on one with dot products only, and on one with neither. Ends with the digest of quantised products, which must
# equal this machine's own. Emulation says what comes out, not how fast.
set -euo pipefail
cd "$(dirname "$0")/.."

packages="gcc-aarch64-linux-gnu libc6-dev-arm64-cross qemu-user"
missing=""
for tool in cc aarch64-linux-gnu-gcc qemu-aarch64; do
  command -v "$tool" >/dev/null 2>&1 || missing="$missing $tool"
done
if [ -n "$missing" ] && [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null 2>&1; then
  echo "Installing $packages ..." >&2
  apt-get update -qq >&2 && apt-get install -y -qq gcc $packages >&2 && missing=""
fi
if [ -n "$missing" ]; then
  echo "carat: missing:$missing" >&2
  echo "  on Debian and Ubuntu, as root: apt-get install gcc $packages" >&2
  exit 1
fi

build=.build/arm
mkdir -p "$build"
# The sources rely on products and sums that stay apart; clang reads that from the files, gcc only here.
flags="-std=gnu11 -O2 -Wall -Wextra -Werror -ffp-contract=off -I Sources/CKernels/include -I Sources/CDigests/include"

# compile NAME COMPILER...: objects by that compiler, linked by gcc.
compile() {
  local name=$1 objects="" object source
  shift
  for source in Sources/CKernels/*.c Sources/CDigests/*.c scripts/arm/*.c; do
    object="$build/$name-${source//\//-}.o"
    # shellcheck disable=SC2086
    "$@" $flags -c "$source" -o "$object"
    objects="$objects $object"
  done
  # shellcheck disable=SC2086
  "${linker[@]}" $objects -lm -lpthread -o "$build/$name"
}

linker=(cc)
compile native cc
best="$("$build/native" --best)"
echo "this machine ($best)"
"$build/native" "$best" | tee "$build/native.log"

compilers="gcc"
linker=(aarch64-linux-gnu-gcc -static)
compile gcc aarch64-linux-gnu-gcc
if command -v clang >/dev/null 2>&1; then
  compilers="gcc clang"
  compile clang clang --target=aarch64-linux-gnu -isystem /usr/aarch64-linux-gnu/include
else
  echo "carat: no clang; only gcc's build is checked" >&2
fi

for compiler in $compilers; do
  for machine in max:i8mm neoverse-n1:dotprod cortex-a72:neon; do
    echo "$compiler, emulated ${machine%:*}"
    qemu-aarch64 -cpu "${machine%:*}" "$build/$compiler" "${machine#*:}" | tee "$build/arm.log"
    if ! diff <(grep digest "$build/native.log") <(grep digest "$build/arm.log"); then
      echo "carat: quantised products differ in bits from this machine's" >&2
      exit 1
    fi
  done
done
echo "All kernels agree."

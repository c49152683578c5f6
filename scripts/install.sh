#!/usr/bin/env bash
# Puts carat on the path: the command, completions for bash, zsh and fish, and its manual.
#
# install.sh COMMAND PREFIX        DESTDIR, where set, stands before PREFIX, as packagers expect
# install.sh --remove PREFIX       takes away what an installation put there
set -euo pipefail
cd "$(dirname "$0")/.."
. scripts/require.sh python3

prefix="$2"
case "$prefix" in
/*) ;;
*)
  echo "carat: PREFIX must be an absolute path, got '$prefix'" >&2
  exit 2
  ;;
esac
root="${DESTDIR:-}$prefix"
program="$root/bin/carat"
bash_completion="$root/share/bash-completion/completions/carat"
zsh_completion="$root/share/zsh/site-functions/_carat"
fish_completion="$root/share/fish/vendor_completions.d/carat.fish"
manual="$root/share/man/man1"

if [ "$1" = --remove ]; then
  rm -f "$program" "$bash_completion" "$zsh_completion" "$fish_completion" "$manual"/carat.1 "$manual"/carat-*.1
  echo "removed carat from $root; the library of models is where it was" >&2
  exit 0
fi

if ! mkdir -p "$root/bin" 2>/dev/null || [ ! -w "$root/bin" ]; then
  echo "carat: $root/bin cannot be written; choose another place with PREFIX=FOLDER" >&2
  exit 1
fi
install -m 755 "$1" "$program.new"
# Two thirds of the file are tables for debuggers, which stay in the build folder.
if command -v strip >/dev/null 2>&1; then strip "$program.new"; fi
# A program that is running keeps its file; the name moves to the new one at once.
mv -f "$program.new" "$program"

put() { # SHELL FILE
  mkdir -p "$(dirname "$2")"
  "$program" --generate-completion-script "$1" >"$2"
}
put bash "$bash_completion"
put zsh "$zsh_completion"
put fish "$fish_completion"
version="$("$program" --version)"
"$program" --experimental-dump-help | python3 scripts/manual.py "$manual" "$version"

echo "carat $version is in $root/bin, with completions and a manual ('man carat')"
case ":$PATH:" in
*":$prefix/bin:"*)
  found="$(command -v carat || true)"
  if [ -z "${DESTDIR:-}" ] && [ "$found" != "$prefix/bin/carat" ]; then
    echo "note: 'carat' in this shell is $found, which stands before it in PATH" >&2
  fi
  ;;
*) echo "note: $prefix/bin is not in PATH; for this shell: export PATH=\"$prefix/bin:\$PATH\"" >&2 ;;
esac

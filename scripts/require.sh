# Says what is missing before anything fails half-way. Sourced by the other scripts.

missing=""
for tool in "$@"; do
  command -v "$tool" >/dev/null 2>&1 || missing="$missing $tool"
done
if [ -n "$missing" ]; then
  echo "carat: missing:$missing" >&2
  case "$missing" in
  *swift*) echo "  swift: the Swift toolchain, 6.2 or newer; see swift.org/install" >&2 ;;
  esac
  case "$missing" in
  *python3*) echo "  python3 with pip: apt-get install python3 python3-pip" >&2 ;;
  esac
  exit 1
fi

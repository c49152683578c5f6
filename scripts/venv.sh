# Makes a Python environment below .venv with the packages of a requirements file, once. Sourced: venv NAME FILE

venv() {
  local folder="$PWD/.venv/$1"
  if [ ! -e "$folder/.complete" ] || [ "$2" -nt "$folder/.complete" ]; then
    python3 -m venv "$folder" || {
      echo "carat: python3 cannot make an environment; apt-get install python3-venv" >&2
      exit 1
    }
    # PyTorch's smaller build without CUDA, where the index has it.
    "$folder/bin/pip" install --quiet "torch==2.13.0+cpu" 2>/dev/null || true
    "$folder/bin/pip" install --quiet --requirement "$2"
    touch "$folder/.complete"
  fi
  python="$folder/bin/python"
}

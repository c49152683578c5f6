#!/usr/bin/env bash
# Builds llama.cpp's programs for this machine, once, from the sources that llama-cpp-python carries on PyPI.
#
# llama.sh FOLDER   leaves the programs in FOLDER/bin. Needs python3 with pip, a C++ compiler, and about 10 minutes.
set -euo pipefail
here="$(cd "$(dirname "$0")" && pwd)"
. "$here/../../scripts/require.sh" python3 c++
. "$here/../../scripts/llama_flags.sh"

version=0.3.36
programs=(llama-bench llama-batched-bench llama-completion llama-cli)
mkdir -p "$1"
cd "$1"
if [ "$(cat bin/.version 2>/dev/null)" = "$version, $llama_build" ]; then exit 0; fi

echo "Fetching the sources of llama-cpp-python $version ..." >&2
python3 -m venv tools || {
  echo "carat: python3 cannot make an environment; apt-get install python3-venv" >&2
  exit 1
}
# scikit-build-core reads the archive's metadata; without isolation pip does not build an environment for that alone.
tools/bin/pip install --quiet --disable-pip-version-check cmake==4.4.4 ninja==1.13.2 scikit-build-core==1.1.2
tools/bin/pip download --quiet --disable-pip-version-check --no-deps --no-build-isolation \
  --no-binary llama-cpp-python "llama-cpp-python==$version"
rm -rf sources build
mkdir sources
tar -xzf llama_cpp_python-"$version".tar.gz -C sources --strip-components=1
rm llama_cpp_python-"$version".tar.gz

# The command-line program is linked with the server's code, so the server must be on; its web page stays out, because
# building it fetches files.
echo "Building ${programs[*]} ..." >&2
tools/bin/cmake -S sources/vendor/llama.cpp -B build -G Ninja \
  -DCMAKE_MAKE_PROGRAM="$PWD/tools/bin/ninja" -DCMAKE_BUILD_TYPE=Release \
  -DCMAKE_BUILD_RPATH_USE_ORIGIN=ON -DGGML_NATIVE=ON "${llama_flags[@]}" \
  -DLLAMA_BUILD_SERVER=ON -DLLAMA_BUILD_UI=OFF -DLLAMA_USE_PREBUILT_UI=OFF -DLLAMA_OPENSSL=OFF -DLLAMA_CURL=OFF \
  -DLLAMA_BUILD_TESTS=OFF -DLLAMA_BUILD_EXAMPLES=OFF >build.log 2>&1 ||
  { tail -n 20 build.log >&2; exit 1; }
tools/bin/cmake --build build --target "${programs[@]}" >>build.log 2>&1 ||
  { tail -n 20 build.log >&2; exit 1; }
rm -rf bin
cp -R build/bin bin
rm -rf build sources
echo "$version, $llama_build" >bin/.version

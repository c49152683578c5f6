# How llama.cpp is compiled for this machine, in `llama_flags` (CMake's) and `llama_build` (in words). Sourced.
#
# On processors with AMX a native build of llama.cpp ends in an illegal instruction where the system does not hand out
# those units, so it is built without them there: the compiler is told, since "native" would take them in again.

llama_flags=()
llama_build="native build"
if grep -qsw amx_tile "${CARAT_CPUINFO:-/proc/cpuinfo}"; then
  without="-mno-amx-tile -mno-amx-int8 -mno-amx-bf16"
  llama_flags=("-DCMAKE_C_FLAGS=$without" "-DCMAKE_CXX_FLAGS=$without")
  llama_build="native build without AMX, with which it ends in an illegal instruction"
fi

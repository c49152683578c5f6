// One vocabulary over NEON (four lanes), AVX2 (eight) and AVX-512 (sixteen): kernels written in it
// are compiled once for each. simd_neon.h, simd_avx2.h and simd_avx512.h define it; simd_avx2.h
// says what each word means.
//
// Before each inclusion of a *_simd.h file, CK_SIMD is set to 128, 256 or 512 and this file is
// included (it may be included again and again).
//   vf, vi, vd     a vector of LANES floats, of LANES 32-bit integers, of LANES / 2 doubles
//   V(name)        name, for this width: V(fma)(a, b, c)
//   TARGET         the attribute of a function that uses them
// Partial loads and stores touch only the first n elements' memory.
#include "half.h"

#if defined(__x86_64__) || defined(CK_ARM64)

#ifndef CARAT_SIMD_H
#define CARAT_SIMD_H
#include <math.h>

#if defined(__x86_64__)
#include "simd_x86.h"
#else
#include <arm_neon.h>
#endif

// Accumulators in small arrays become registers only where the loops over them disappear.
#if defined(__clang__)
#define UNROLL _Pragma("clang loop unroll(full)")
#else
#define UNROLL _Pragma("GCC unroll 64")
#endif

// Asks for the line of memory at p.
// Asks for a line of memory; `level`, a constant, is that of the cache it is to come into, 1 or 2.
CK_INLINE void ck_prefetch(const void *p, int level) {
  if (level == 1) __builtin_prefetch(p, 0, 3);
  else __builtin_prefetch(p, 0, 2);
}
#endif

#undef V
#undef TARGET
#undef LANES
#undef vf
#undef vi
#undef vd
#undef INLINE
#define INLINE static inline __attribute__((always_inline)) TARGET

#if CK_SIMD == 128
#define V(name) ck128_##name
#define TARGET
#define LANES 4
#define vf float32x4_t
#define vi int32x4_t
#define vd float64x2_t
#include "simd_neon.h"
#elif CK_SIMD == 256
#define V(name) ck256_##name
#define TARGET __attribute__((target("avx2,fma,f16c")))
#define LANES 8
#define vf __m256
#define vi __m256i
#define vd __m256d
#include "simd_avx2.h"
#elif CK_SIMD == 512
#define V(name) ck512_##name
#define TARGET __attribute__((target("avx2,fma,f16c,avx512f,avx512bw,avx512vl,avx512dq")))
#define LANES 16
#define vf __m512
#define vi __m512i
#define vd __m512d
#include "simd_avx512.h"
#endif

#endif

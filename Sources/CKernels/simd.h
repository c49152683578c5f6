// One vocabulary over AVX2 (eight lanes) and AVX-512 (sixteen): kernels written in it are compiled
// once for each.
//
// Before each inclusion of a *_simd.h file, CK_SIMD is set to 256 or 512 and this file is included
// (it may be included again and again).
//   vf, vi         a vector of LANES floats, of LANES 32-bit integers
//   V(name)        name, for this width: V(fma)(a, b, c)
//   TARGET         the attribute of a function that uses them
// Partial loads and stores touch only the first n elements' memory.
#include "half.h"

#if defined(__x86_64__)
#include <immintrin.h>
#include <math.h>

#undef V
#undef TARGET
#undef LANES
#undef vf
#undef vi
#undef INLINE
#undef UNROLL
#define INLINE static inline __attribute__((always_inline)) TARGET
// Accumulators in small arrays become registers only where the loops over them disappear.
#if defined(__clang__)
#define UNROLL _Pragma("clang loop unroll(full)")
#else
#define UNROLL _Pragma("GCC unroll 64")
#endif

#if CK_SIMD == 256
#define V(name) ck256_##name
#define TARGET __attribute__((target("avx2,fma,f16c")))
#define LANES 8
#define vf __m256
#define vi __m256i
#elif CK_SIMD == 512
#define V(name) ck512_##name
#define TARGET __attribute__((target("avx2,fma,f16c,avx512f,avx512bw,avx512vl,avx512dq")))
#define LANES 16
#define vf __m512
#define vi __m512i
#endif

#if CK_SIMD == 256 && !defined(CARAT_SIMD_256)
#define CARAT_SIMD_256
INLINE vf V(zero)(void) { return _mm256_setzero_ps(); }
INLINE vf V(all)(float x) { return _mm256_set1_ps(x); }
INLINE vf V(add)(vf a, vf b) { return _mm256_add_ps(a, b); }
INLINE vf V(sub)(vf a, vf b) { return _mm256_sub_ps(a, b); }
INLINE vf V(mul)(vf a, vf b) { return _mm256_mul_ps(a, b); }
INLINE vf V(div)(vf a, vf b) { return _mm256_div_ps(a, b); }
INLINE vf V(fma)(vf a, vf b, vf c) { return _mm256_fmadd_ps(a, b, c); }
INLINE vf V(fnma)(vf a, vf b, vf c) { return _mm256_fnmadd_ps(a, b, c); }
// A NaN in b is the result of both; one in a is dropped.
INLINE vf V(max)(vf a, vf b) { return _mm256_max_ps(a, b); }
INLINE vf V(min)(vf a, vf b) { return _mm256_min_ps(a, b); }
INLINE vf V(abs)(vf a) { return _mm256_andnot_ps(_mm256_set1_ps(-0.0f), a); }
INLINE vf V(negate)(vf a) { return _mm256_xor_ps(_mm256_set1_ps(-0.0f), a); }
INLINE vf V(nearest)(vf a) {
  return _mm256_round_ps(a, _MM_FROUND_TO_NEAREST_INT | _MM_FROUND_NO_EXC);
}
// x where condition < 0, else y.
INLINE vf V(where_negative)(vf condition, vf x, vf y) { return _mm256_blendv_ps(y, x, condition); }
// p * 2^n for whole n in -300...300: in two factors, so that results may be subnormal or infinite.
INLINE vf V(times_power)(vf p, vf n) {
  const vi whole = _mm256_cvtps_epi32(n), half = _mm256_srai_epi32(whole, 1),
           bias = _mm256_set1_epi32(127);
  const vi first = _mm256_slli_epi32(_mm256_add_epi32(half, bias), 23);
  const vi second = _mm256_slli_epi32(_mm256_add_epi32(_mm256_sub_epi32(whole, half), bias), 23);
  return _mm256_mul_ps(_mm256_mul_ps(p, _mm256_castsi256_ps(first)), _mm256_castsi256_ps(second));
}
INLINE vi V(first_lanes)(size_t n) {
  return _mm256_cmpgt_epi32(_mm256_set1_epi32((int)n), _mm256_setr_epi32(0, 1, 2, 3, 4, 5, 6, 7));
}
INLINE vf V(load)(const float *p) { return _mm256_loadu_ps(p); }
INLINE vf V(load_part)(const float *p, size_t n) {
  return _mm256_maskload_ps(p, V(first_lanes)(n));
}
INLINE void V(store)(float *p, vf x) { _mm256_storeu_ps(p, x); }
INLINE void V(store_part)(float *p, size_t n, vf x) {
  _mm256_maskstore_ps(p, V(first_lanes)(n), x);
}
INLINE vf V(load_f16)(const void *p) { return _mm256_cvtph_ps(_mm_loadu_si128(p)); }
INLINE vf V(load_bf16)(const void *p) {
  return _mm256_castsi256_ps(_mm256_slli_epi32(_mm256_cvtepu16_epi32(_mm_loadu_si128(p)), 16));
}
INLINE vf V(load_i8)(const void *p) {
  return _mm256_cvtepi32_ps(_mm256_cvtepi8_epi32(_mm_loadl_epi64(p)));
}
INLINE vf V(all_f16)(const void *p) {
  return _mm256_broadcastss_ps(_mm_cvtph_ps(_mm_cvtsi32_si128(ck_load16(p))));
}
INLINE vf V(load_f16_part)(const void *p, size_t n) {
  uint16_t part[LANES] = {0};
  memcpy(part, p, n * sizeof(uint16_t));
  return V(load_f16)(part);
}
INLINE vf V(load_bf16_part)(const void *p, size_t n) {
  uint16_t part[LANES] = {0};
  memcpy(part, p, n * sizeof(uint16_t));
  return V(load_bf16)(part);
}
INLINE float V(sum)(vf x) {
  const __m128 four = _mm_add_ps(_mm256_castps256_ps128(x), _mm256_extractf128_ps(x, 1));
  const __m128 two = _mm_add_ps(four, _mm_movehl_ps(four, four));
  return _mm_cvtss_f32(_mm_add_ss(two, _mm_movehdup_ps(two)));
}
INLINE float V(greatest)(vf x) {
  const __m128 four = _mm_max_ps(_mm256_castps256_ps128(x), _mm256_extractf128_ps(x, 1));
  const __m128 two = _mm_max_ps(four, _mm_movehl_ps(four, four));
  return _mm_cvtss_f32(_mm_max_ss(two, _mm_movehdup_ps(two)));
}
// A vector of doubles holds half as many; these are the lower and the upper half of x.
#define CK256_DOUBLES __m256d
INLINE __m256d V(low)(vf x) { return _mm256_cvtps_pd(_mm256_castps256_ps128(x)); }
INLINE __m256d V(high)(vf x) { return _mm256_cvtps_pd(_mm256_extractf128_ps(x, 1)); }
INLINE __m256d V(add_d)(__m256d a, __m256d b) { return _mm256_add_pd(a, b); }
INLINE __m256d V(sub_d)(__m256d a, __m256d b) { return _mm256_sub_pd(a, b); }
INLINE __m256d V(mul_d)(__m256d a, __m256d b) { return _mm256_mul_pd(a, b); }
INLINE __m256d V(fma_d)(__m256d a, __m256d b, __m256d c) { return _mm256_fmadd_pd(a, b, c); }
INLINE __m256d V(all_d)(double x) { return _mm256_set1_pd(x); }
INLINE vf V(join)(__m256d low, __m256d high) {
  return _mm256_set_m128(_mm256_cvtpd_ps(high), _mm256_cvtpd_ps(low));
}
INLINE double V(sum_d)(__m256d x) {
  const __m128d two = _mm_add_pd(_mm256_castpd256_pd128(x), _mm256_extractf128_pd(x, 1));
  return _mm_cvtsd_f64(_mm_add_sd(two, _mm_unpackhi_pd(two, two)));
}
// Sums of LANES vectors at once: lane i is the sum of v[i]'s lanes, always added in one order.
INLINE vf V(sum_each)(const vf *v) {
  const vf a = _mm256_hadd_ps(_mm256_hadd_ps(v[0], v[1]), _mm256_hadd_ps(v[2], v[3]));
  const vf b = _mm256_hadd_ps(_mm256_hadd_ps(v[4], v[5]), _mm256_hadd_ps(v[6], v[7]));
  return _mm256_add_ps(_mm256_permute2f128_ps(a, b, 0x20), _mm256_permute2f128_ps(a, b, 0x31));
}
#endif

#if CK_SIMD == 512 && !defined(CARAT_SIMD_512)
#define CARAT_SIMD_512
INLINE vf V(zero)(void) { return _mm512_setzero_ps(); }
INLINE vf V(all)(float x) { return _mm512_set1_ps(x); }
INLINE vf V(add)(vf a, vf b) { return _mm512_add_ps(a, b); }
INLINE vf V(sub)(vf a, vf b) { return _mm512_sub_ps(a, b); }
INLINE vf V(mul)(vf a, vf b) { return _mm512_mul_ps(a, b); }
INLINE vf V(div)(vf a, vf b) { return _mm512_div_ps(a, b); }
INLINE vf V(fma)(vf a, vf b, vf c) { return _mm512_fmadd_ps(a, b, c); }
INLINE vf V(fnma)(vf a, vf b, vf c) { return _mm512_fnmadd_ps(a, b, c); }
INLINE vf V(max)(vf a, vf b) { return _mm512_max_ps(a, b); }
INLINE vf V(min)(vf a, vf b) { return _mm512_min_ps(a, b); }
INLINE vf V(abs)(vf a) { return _mm512_andnot_ps(_mm512_set1_ps(-0.0f), a); }
INLINE vf V(negate)(vf a) { return _mm512_xor_ps(_mm512_set1_ps(-0.0f), a); }
INLINE vf V(nearest)(vf a) {
  return _mm512_roundscale_ps(a, _MM_FROUND_TO_NEAREST_INT | _MM_FROUND_NO_EXC);
}
INLINE vf V(where_negative)(vf condition, vf x, vf y) {
  return _mm512_mask_blend_ps(_mm512_movepi32_mask(_mm512_castps_si512(condition)), y, x);
}
INLINE vf V(times_power)(vf p, vf n) { return _mm512_scalef_ps(p, n); }
INLINE __mmask16 V(first_lanes)(size_t n) { return (__mmask16)((1u << n) - 1); }
INLINE vf V(load)(const float *p) { return _mm512_loadu_ps(p); }
INLINE vf V(load_part)(const float *p, size_t n) {
  return _mm512_maskz_loadu_ps(V(first_lanes)(n), p);
}
INLINE void V(store)(float *p, vf x) { _mm512_storeu_ps(p, x); }
INLINE void V(store_part)(float *p, size_t n, vf x) {
  _mm512_mask_storeu_ps(p, V(first_lanes)(n), x);
}
INLINE vf V(widen_bf16)(__m256i x) {
  return _mm512_castsi512_ps(_mm512_slli_epi32(_mm512_cvtepu16_epi32(x), 16));
}
INLINE vf V(load_f16)(const void *p) { return _mm512_cvtph_ps(_mm256_loadu_si256(p)); }
INLINE vf V(load_bf16)(const void *p) { return V(widen_bf16)(_mm256_loadu_si256(p)); }
INLINE vf V(load_i8)(const void *p) {
  return _mm512_cvtepi32_ps(_mm512_cvtepi8_epi32(_mm_loadu_si128(p)));
}
INLINE vf V(all_f16)(const void *p) {
  return _mm512_broadcastss_ps(_mm_cvtph_ps(_mm_cvtsi32_si128(ck_load16(p))));
}
INLINE vf V(load_f16_part)(const void *p, size_t n) {
  return _mm512_cvtph_ps(_mm256_maskz_loadu_epi16(V(first_lanes)(n), p));
}
INLINE vf V(load_bf16_part)(const void *p, size_t n) {
  return V(widen_bf16)(_mm256_maskz_loadu_epi16(V(first_lanes)(n), p));
}
INLINE float V(sum)(vf x) { return _mm512_reduce_add_ps(x); }
INLINE float V(greatest)(vf x) { return _mm512_reduce_max_ps(x); }
#define CK512_DOUBLES __m512d
INLINE __m512d V(low)(vf x) { return _mm512_cvtps_pd(_mm512_castps512_ps256(x)); }
INLINE __m512d V(high)(vf x) { return _mm512_cvtps_pd(_mm512_extractf32x8_ps(x, 1)); }
INLINE __m512d V(add_d)(__m512d a, __m512d b) { return _mm512_add_pd(a, b); }
INLINE __m512d V(sub_d)(__m512d a, __m512d b) { return _mm512_sub_pd(a, b); }
INLINE __m512d V(mul_d)(__m512d a, __m512d b) { return _mm512_mul_pd(a, b); }
INLINE __m512d V(fma_d)(__m512d a, __m512d b, __m512d c) { return _mm512_fmadd_pd(a, b, c); }
INLINE __m512d V(all_d)(double x) { return _mm512_set1_pd(x); }
INLINE vf V(join)(__m512d low, __m512d high) {
  return _mm512_insertf32x8(_mm512_castps256_ps512(_mm512_cvtpd_ps(low)), _mm512_cvtpd_ps(high), 1);
}
INLINE double V(sum_d)(__m512d x) { return _mm512_reduce_add_pd(x); }
// Within 128-bit lanes the transposing additions leave [v0 v1 v2 v3] sums; two rounds across lanes
// finish all sixteen.
INLINE vf V(add_pairs)(vf a, vf b) {
  return _mm512_add_ps(_mm512_unpacklo_ps(a, b), _mm512_unpackhi_ps(a, b));
}
INLINE vf V(add_quads)(const vf *v) {
  const __m512d a = _mm512_castps_pd(V(add_pairs)(v[0], v[1])),
                b = _mm512_castps_pd(V(add_pairs)(v[2], v[3]));
  return _mm512_add_ps(_mm512_castpd_ps(_mm512_unpacklo_pd(a, b)),
                       _mm512_castpd_ps(_mm512_unpackhi_pd(a, b)));
}
INLINE vf V(sum_each)(const vf *v) {
  const vf a = V(add_quads)(v), b = V(add_quads)(v + 4), c = V(add_quads)(v + 8),
           d = V(add_quads)(v + 12);
  const vf ab = _mm512_add_ps(_mm512_shuffle_f32x4(a, b, 0x88), _mm512_shuffle_f32x4(a, b, 0xdd));
  const vf cd = _mm512_add_ps(_mm512_shuffle_f32x4(c, d, 0x88), _mm512_shuffle_f32x4(c, d, 0xdd));
  return _mm512_add_ps(_mm512_shuffle_f32x4(ab, cd, 0x88), _mm512_shuffle_f32x4(ab, cd, 0xdd));
}
#endif

#endif

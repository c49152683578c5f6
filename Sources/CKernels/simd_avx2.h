// The vocabulary of simd.h over AVX2, eight lanes.
#ifndef CARAT_SIMD_AVX2_H
#define CARAT_SIMD_AVX2_H

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
INLINE vd V(low)(vf x) { return _mm256_cvtps_pd(_mm256_castps256_ps128(x)); }
INLINE vd V(high)(vf x) { return _mm256_cvtps_pd(_mm256_extractf128_ps(x, 1)); }
INLINE vd V(add_d)(vd a, vd b) { return _mm256_add_pd(a, b); }
INLINE vd V(sub_d)(vd a, vd b) { return _mm256_sub_pd(a, b); }
INLINE vd V(mul_d)(vd a, vd b) { return _mm256_mul_pd(a, b); }
INLINE vd V(fma_d)(vd a, vd b, vd c) { return _mm256_fmadd_pd(a, b, c); }
INLINE vd V(all_d)(double x) { return _mm256_set1_pd(x); }
INLINE vf V(join)(vd low, vd high) {
  return _mm256_set_m128(_mm256_cvtpd_ps(high), _mm256_cvtpd_ps(low));
}
INLINE double V(sum_d)(vd x) {
  const __m128d two = _mm_add_pd(_mm256_castpd256_pd128(x), _mm256_extractf128_pd(x, 1));
  return _mm_cvtsd_f64(_mm_add_sd(two, _mm_unpackhi_pd(two, two)));
}
// Sums of LANES vectors at once: lane i is the sum of v[i]'s lanes, always added in one order.
INLINE vf V(sum_each)(const vf *v) {
  const vf a = _mm256_hadd_ps(_mm256_hadd_ps(v[0], v[1]), _mm256_hadd_ps(v[2], v[3]));
  const vf b = _mm256_hadd_ps(_mm256_hadd_ps(v[4], v[5]), _mm256_hadd_ps(v[6], v[7]));
  return _mm256_add_ps(_mm256_permute2f128_ps(a, b, 0x20), _mm256_permute2f128_ps(a, b, 0x31));
}
// Even lanes a * b - c, odd lanes a * b + c.
INLINE vf V(fma_alternate)(vf a, vf b, vf c) { return _mm256_fmaddsub_ps(a, b, c); }
// LANES / 2 floats, each twice; and the neighbours of every pair changed over.
INLINE vf V(load_twice)(const float *p) {
  const __m256i twice = _mm256_setr_epi32(0, 0, 1, 1, 2, 2, 3, 3);
  return _mm256_permutevar8x32_ps(_mm256_castps128_ps256(_mm_loadu_ps(p)), twice);
}
INLINE vf V(swap_pairs)(vf x) { return _mm256_permute_ps(x, 0xb1); }
// Greatest magnitude of 32 values, as an integer: ordered, and above infinity for a NaN.
INLINE uint32_t V(greatest_bits)(const float *x) {
  const __m256i mask = _mm256_set1_epi32(0x7fffffff);
  __m256i bits = _mm256_setzero_si256();
  for (int i = 0; i < 32; i += 8) {
    bits =
        _mm256_max_epu32(bits, _mm256_and_si256(_mm256_loadu_si256((const void *)(x + i)), mask));
  }
  const __m128i four =
      _mm_max_epu32(_mm256_castsi256_si128(bits), _mm256_extracti128_si256(bits, 1));
  const __m128i two = _mm_max_epu32(four, _mm_shuffle_epi32(four, 0x4e));
  return (uint32_t)_mm_cvtsi128_si32(_mm_max_epu32(two, _mm_shuffle_epi32(two, 0xb1)));
}
// 32 values times `factor` to signed bytes, ties to even.
INLINE ck_bytes32 V(rounded)(const float *x, float factor) {
  __m256i w[4];
  for (int i = 0; i < 4; i++)
    w[i] = _mm256_cvtps_epi32(_mm256_mul_ps(_mm256_loadu_ps(x + 8 * i), _mm256_set1_ps(factor)));
  const __m256i packed =
      _mm256_packs_epi16(_mm256_packs_epi32(w[0], w[1]), _mm256_packs_epi32(w[2], w[3]));
  return _mm256_permutevar8x32_epi32(packed, _mm256_setr_epi32(0, 4, 1, 5, 2, 6, 3, 7));
}

#endif

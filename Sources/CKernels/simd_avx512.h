// The vocabulary of simd.h over AVX-512, sixteen lanes.
#ifndef CARAT_SIMD_AVX512_H
#define CARAT_SIMD_AVX512_H

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
INLINE vd V(low)(vf x) { return _mm512_cvtps_pd(_mm512_castps512_ps256(x)); }
INLINE vd V(high)(vf x) { return _mm512_cvtps_pd(_mm512_extractf32x8_ps(x, 1)); }
INLINE vd V(add_d)(vd a, vd b) { return _mm512_add_pd(a, b); }
INLINE vd V(sub_d)(vd a, vd b) { return _mm512_sub_pd(a, b); }
INLINE vd V(mul_d)(vd a, vd b) { return _mm512_mul_pd(a, b); }
INLINE vd V(fma_d)(vd a, vd b, vd c) { return _mm512_fmadd_pd(a, b, c); }
INLINE vd V(all_d)(double x) { return _mm512_set1_pd(x); }
INLINE vf V(join)(vd low, vd high) {
  return _mm512_insertf32x8(_mm512_castps256_ps512(_mm512_cvtpd_ps(low)), _mm512_cvtpd_ps(high), 1);
}
INLINE double V(sum_d)(vd x) { return _mm512_reduce_add_pd(x); }
// Within 128-bit lanes the transposing additions leave [v0 v1 v2 v3] sums; two rounds across lanes
// finish all sixteen.
INLINE vf V(add_pairs)(vf a, vf b) {
  return _mm512_add_ps(_mm512_unpacklo_ps(a, b), _mm512_unpackhi_ps(a, b));
}
INLINE vf V(add_quads)(const vf *v) {
  const vd a = _mm512_castps_pd(V(add_pairs)(v[0], v[1])),
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
INLINE vf V(fma_alternate)(vf a, vf b, vf c) { return _mm512_fmaddsub_ps(a, b, c); }
INLINE vf V(load_twice)(const float *p) {
  const __m512i twice = _mm512_setr_epi32(0, 0, 1, 1, 2, 2, 3, 3, 4, 4, 5, 5, 6, 6, 7, 7);
  return _mm512_permutexvar_ps(twice, _mm512_castps256_ps512(_mm256_loadu_ps(p)));
}
INLINE vf V(swap_pairs)(vf x) { return _mm512_permute_ps(x, 0xb1); }
INLINE uint32_t V(greatest_bits)(const float *x) {
  const __m512i mask = _mm512_set1_epi32(0x7fffffff);
  const __m512i a = _mm512_and_si512(_mm512_loadu_si512(x), mask),
                b = _mm512_and_si512(_mm512_loadu_si512(x + 16), mask);
  return _mm512_reduce_max_epu32(_mm512_max_epu32(a, b));
}
INLINE ck_bytes32 V(rounded)(const float *x, float factor) {
  const __m512 factors = _mm512_set1_ps(factor);
  const __m128i low =
      _mm512_cvtepi32_epi8(_mm512_cvtps_epi32(_mm512_mul_ps(_mm512_loadu_ps(x), factors)));
  const __m128i high =
      _mm512_cvtepi32_epi8(_mm512_cvtps_epi32(_mm512_mul_ps(_mm512_loadu_ps(x + 16), factors)));
  return _mm256_inserti128_si256(_mm256_castsi128_si256(low), high, 1);
}

#endif

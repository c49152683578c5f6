// rope for one vector width. Halves are two plain streams; adjacent pairs are swapped within the
// vector and cosines doubled up.
INLINE void V(rotate)(float *a, float *b, vf cosine, vf sine) {
  const vf x = V(load)(a), y = V(load)(b);
  V(store)(a, V(fnma)(y, sine, V(mul)(x, cosine)));
  V(store)(b, V(fma)(x, sine, V(mul)(y, cosine)));
}

INLINE void V(rotate_adjacent)(float *x, const float *cosine, const float *sine) {
#if CK_SIMD == 256
  const __m256i twice = _mm256_setr_epi32(0, 0, 1, 1, 2, 2, 3, 3);
  const vf c = _mm256_permutevar8x32_ps(_mm256_castps128_ps256(_mm_loadu_ps(cosine)), twice);
  const vf s = _mm256_permutevar8x32_ps(_mm256_castps128_ps256(_mm_loadu_ps(sine)), twice);
  const vf pairs = V(load)(x), swapped = _mm256_permute_ps(pairs, 0xb1);
  V(store)(x, _mm256_fmaddsub_ps(pairs, c, _mm256_mul_ps(swapped, s)));
#else
  const __m512i twice = _mm512_setr_epi32(0, 0, 1, 1, 2, 2, 3, 3, 4, 4, 5, 5, 6, 6, 7, 7);
  const vf c = _mm512_permutexvar_ps(twice, _mm512_castps256_ps512(_mm256_loadu_ps(cosine)));
  const vf s = _mm512_permutexvar_ps(twice, _mm512_castps256_ps512(_mm256_loadu_ps(sine)));
  const vf pairs = V(load)(x), swapped = _mm512_permute_ps(pairs, 0xb1);
  V(store)(x, _mm512_fmaddsub_ps(pairs, c, _mm512_mul_ps(swapped, s)));
#endif
}

TARGET static void V(rope)(ck_rope_pairing pairing, size_t pairs, const float *cosine,
                           const float *sine, float *x) {
  size_t i = 0;
  if (pairing == CK_ROPE_HALVES) {
    for (; i + LANES <= pairs; i += LANES)
      V(rotate)(x + i, x + pairs + i, V(load)(cosine + i), V(load)(sine + i));
  } else {
    for (; i + LANES / 2 <= pairs; i += LANES / 2)
      V(rotate_adjacent)(x + 2 * i, cosine + i, sine + i);
  }
  rope_pairs(pairing, i, pairs, cosine, sine, x);
}

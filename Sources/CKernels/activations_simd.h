// quantize_activations for one vector width; the same bits as activations.c.
//
// Sums: vpsadbw against zero adds eight unsigned bytes; with 128 added to each signed byte, sixteen come out 16 * 128 too large.

// Greatest magnitude of 32 values, as an integer: ordered, and above infinity for a NaN.
INLINE uint32_t V(greatest_bits)(const float *x) {
#if CK_SIMD == 256
  const __m256i mask = _mm256_set1_epi32(0x7fffffff);
  __m256i bits = _mm256_setzero_si256();
  for (int i = 0; i < 32; i += 8) {
    bits = _mm256_max_epu32(bits, _mm256_and_si256(_mm256_loadu_si256((const void *)(x + i)), mask));
  }
  const __m128i four = _mm_max_epu32(_mm256_castsi256_si128(bits), _mm256_extracti128_si256(bits, 1));
  const __m128i two = _mm_max_epu32(four, _mm_shuffle_epi32(four, 0x4e));
  return (uint32_t)_mm_cvtsi128_si32(_mm_max_epu32(two, _mm_shuffle_epi32(two, 0xb1)));
#else
  const __m512i mask = _mm512_set1_epi32(0x7fffffff);
  const __m512i a = _mm512_and_si512(_mm512_loadu_si512(x), mask), b = _mm512_and_si512(_mm512_loadu_si512(x + 16), mask);
  return _mm512_reduce_max_epu32(_mm512_max_epu32(a, b));
#endif
}

// 32 scaled values to bytes, ties to even.
INLINE __m256i V(rounded)(const float *x, float inverse) {
#if CK_SIMD == 256
  __m256i w[4];
  for (int i = 0; i < 4; i++) w[i] = _mm256_cvtps_epi32(_mm256_mul_ps(_mm256_loadu_ps(x + 8 * i), _mm256_set1_ps(inverse)));
  const __m256i packed = _mm256_packs_epi16(_mm256_packs_epi32(w[0], w[1]), _mm256_packs_epi32(w[2], w[3]));
  return _mm256_permutevar8x32_epi32(packed, _mm256_setr_epi32(0, 4, 1, 5, 2, 6, 3, 7));
#else
  const __m512 factor = _mm512_set1_ps(inverse);
  const __m128i low = _mm512_cvtepi32_epi8(_mm512_cvtps_epi32(_mm512_mul_ps(_mm512_loadu_ps(x), factor)));
  const __m128i high = _mm512_cvtepi32_epi8(_mm512_cvtps_epi32(_mm512_mul_ps(_mm512_loadu_ps(x + 16), factor)));
  return _mm256_inserti128_si256(_mm256_castsi128_si256(low), high, 1);
#endif
}

TARGET static void V(quantize_activations)(size_t n, const float *x, int8_t *q, float *scales, int16_t *sums) {
  for (size_t g = 0; g < n / 32; g++, x += 32, q += 32, sums += 2) {
    const group_scale s = scale_of(V(greatest_bits)(x));
    scales[g] = s.scale;
    const __m256i bytes = s.inverse != 0 ? V(rounded)(x, s.inverse) : _mm256_setzero_si256();
    _mm256_storeu_si256((void *)q, bytes);
    const __m256i eights = _mm256_sad_epu8(_mm256_xor_si256(bytes, _mm256_set1_epi8(-128)), _mm256_setzero_si256());
    const __m256i pairs = _mm256_add_epi64(eights, _mm256_shuffle_epi32(eights, 0x4e));
    sums[0] = (int16_t)(_mm_cvtsi128_si32(_mm256_castsi256_si128(pairs)) - 16 * 128);
    sums[1] = (int16_t)(_mm_cvtsi128_si32(_mm256_extracti128_si256(pairs, 1)) - 16 * 128);
  }
}

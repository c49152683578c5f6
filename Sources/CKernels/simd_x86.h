// What the vocabularies of AVX2 and AVX-512 share.
#ifndef CARAT_SIMD_X86_H
#define CARAT_SIMD_X86_H

#include <immintrin.h>

// 32 signed bytes.
typedef __m256i ck_bytes32;

// Stores them, and the sum of each sixteen. vpsadbw against zero adds eight unsigned bytes; with
// 128 added to each signed byte, sixteen come out 16 * 128 too large.
static inline __attribute__((always_inline, target("avx2"))) void ck_store_with_sums(
    int8_t *q, int16_t *sums, ck_bytes32 bytes) {
  _mm256_storeu_si256((void *)q, bytes);
  const __m256i eights =
      _mm256_sad_epu8(_mm256_xor_si256(bytes, _mm256_set1_epi8(-128)), _mm256_setzero_si256());
  const __m256i pairs = _mm256_add_epi64(eights, _mm256_shuffle_epi32(eights, 0x4e));
  sums[0] = (int16_t)(_mm_cvtsi128_si32(_mm256_castsi256_si128(pairs)) - 16 * 128);
  sums[1] = (int16_t)(_mm_cvtsi128_si32(_mm256_extracti128_si256(pairs, 1)) - 16 * 128);
}

#endif

#include "digests.h"

#if defined(__x86_64__)

#include <cpuid.h>
#include <immintrin.h>

#define CD_TARGET __attribute__((target("sha,sse4.1,ssse3")))

cd_code cd_best_code(void) {
  unsigned a, b, c, d;
  if (!__get_cpuid(1, &a, &b, &c, &d)) return cd_code_scalar;
  // SSSE3 and SSE4.1.
  if (!(c & 1u << 9) || !(c & 1u << 19)) return cd_code_scalar;
  if (!__get_cpuid_count(7, 0, &a, &b, &c, &d)) return cd_code_scalar;
  return b & 1u << 29 ? cd_code_instructions : cd_code_scalar;
}

// The instructions keep the eight words as two registers, a b e f and c d g h from the highest lane
// down, and do two rounds with the sums of words and constants in the lowest two lanes.
CD_TARGET void cd_sha256_blocks_instructions(
    uint32_t state[8], const uint8_t *data, size_t blocks) {
  const __m128i swap = _mm_set_epi64x(0x0c0d0e0f08090a0bll, 0x0405060700010203ll);
  __m128i dcba = _mm_loadu_si128((const __m128i *)state);
  __m128i hgfe = _mm_loadu_si128((const __m128i *)(state + 4));
  __m128i cdab = _mm_shuffle_epi32(dcba, 0xb1), efgh = _mm_shuffle_epi32(hgfe, 0x1b);
  __m128i abef = _mm_alignr_epi8(cdab, efgh, 8), cdgh = _mm_blend_epi16(efgh, cdab, 0xf0);
  for (; blocks > 0; blocks--, data += 64) {
    const __m128i abef_before = abef, cdgh_before = cdgh;
    __m128i words[4];
    for (int i = 0; i < 4; i++) {
      words[i] = _mm_shuffle_epi8(_mm_loadu_si128((const __m128i *)(data + 16 * i)), swap);
    }
#pragma GCC unroll 16
    for (int i = 0; i < 16; i++) {
      __m128i now = words[i & 3];
      __m128i sums = _mm_add_epi32(
          now, _mm_loadu_si128((const __m128i *)(cd_sha256_constants + 4 * i)));
      cdgh = _mm_sha256rnds2_epu32(cdgh, abef, sums);
      abef = _mm_sha256rnds2_epu32(abef, cdgh, _mm_shuffle_epi32(sums, 0x0e));
      // The four words that come sixteen later.
      __m128i last = words[(i + 3) & 3];
      __m128i next = _mm_sha256msg1_epu32(now, words[(i + 1) & 3]);
      next = _mm_add_epi32(next, _mm_alignr_epi8(last, words[(i + 2) & 3], 4));
      words[i & 3] = _mm_sha256msg2_epu32(next, last);
    }
    abef = _mm_add_epi32(abef, abef_before);
    cdgh = _mm_add_epi32(cdgh, cdgh_before);
  }
  __m128i feba = _mm_shuffle_epi32(abef, 0x1b), dchg = _mm_shuffle_epi32(cdgh, 0xb1);
  _mm_storeu_si128((__m128i *)state, _mm_blend_epi16(feba, dchg, 0xf0));
  _mm_storeu_si128((__m128i *)(state + 4), _mm_alignr_epi8(dchg, feba, 8));
}

// Four rounds at once: words a b c d in one register, from the highest lane down, and e in the
// highest lane of another.
CD_TARGET void cd_sha1_blocks_instructions(uint32_t state[5], const uint8_t *data, size_t blocks) {
  const __m128i swap = _mm_set_epi64x(0x0001020304050607ll, 0x08090a0b0c0d0e0fll);
  __m128i abcd = _mm_shuffle_epi32(_mm_loadu_si128((const __m128i *)state), 0x1b);
  __m128i e = _mm_set_epi32((int)state[4], 0, 0, 0);
  for (; blocks > 0; blocks--, data += 64) {
    const __m128i abcd_before = abcd, e_before = e;
    __m128i words[4];
    for (int i = 0; i < 4; i++) {
      words[i] = _mm_shuffle_epi8(_mm_loadu_si128((const __m128i *)(data + 16 * i)), swap);
    }
    __m128i previous = abcd;
#pragma GCC unroll 20
    for (int i = 0; i < 20; i++) {
      __m128i now = words[i & 3];
      // After the first four rounds the e of the next ones is the a of four rounds before, rotated.
      __m128i sums = i == 0 ? _mm_add_epi32(e, now) : _mm_sha1nexte_epu32(previous, now);
      previous = abcd;
      switch (i / 5) {
      case 0: abcd = _mm_sha1rnds4_epu32(abcd, sums, 0); break;
      case 1: abcd = _mm_sha1rnds4_epu32(abcd, sums, 1); break;
      case 2: abcd = _mm_sha1rnds4_epu32(abcd, sums, 2); break;
      default: abcd = _mm_sha1rnds4_epu32(abcd, sums, 3); break;
      }
      // The four words that come sixteen later.
      __m128i next = _mm_sha1msg1_epu32(now, words[(i + 1) & 3]);
      next = _mm_xor_si128(next, words[(i + 2) & 3]);
      words[i & 3] = _mm_sha1msg2_epu32(next, words[(i + 3) & 3]);
    }
    e = _mm_sha1nexte_epu32(previous, e_before);
    abcd = _mm_add_epi32(abcd, abcd_before);
  }
  _mm_storeu_si128((__m128i *)state, _mm_shuffle_epi32(abcd, 0x1b));
  state[4] = (uint32_t)_mm_extract_epi32(e, 3);
}

#endif

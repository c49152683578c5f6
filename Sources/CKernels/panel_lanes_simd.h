// The same bytes of LANES rows of quantised weights side by side, for one vector width.
//
// Sixteen bytes of each row are four 32-bit lanes; transposing them puts the same four bytes of all
// rows side by side in one vector, which is the order that the product wants. Headers are
// transposed likewise, so scales are decoded for all rows at once. No load goes past the block that
// it is in: the shortest block is longer than the sixteen bytes of a load.

#if CK_SIMD == 128
#include "panel_lanes_neon.h"
#else
// Sixteen bytes at `offset` of rows i, i + 4, ... one row to each 128 bits.
INLINE vi V(rows_at)(const unsigned char *const *rows, size_t offset, int i) {
#if CK_SIMD == 256
  const __m128i a = _mm_loadu_si128((const void *)(rows[i] + offset));
  const __m128i b = _mm_loadu_si128((const void *)(rows[i + 4] + offset));
  return _mm256_inserti128_si256(_mm256_castsi128_si256(a), b, 1);
#else
  const __m128i a = _mm_loadu_si128((const void *)(rows[i] + offset));
  const __m128i b = _mm_loadu_si128((const void *)(rows[i + 4] + offset));
  const __m128i c = _mm_loadu_si128((const void *)(rows[i + 8] + offset));
  const __m128i d = _mm_loadu_si128((const void *)(rows[i + 12] + offset));
  const __m512i ab = _mm512_inserti32x4(_mm512_castsi128_si512(a), b, 1);
  return _mm512_inserti32x4(_mm512_inserti32x4(ab, c, 2), d, 3);
#endif
}

#if CK_SIMD == 256
#define OP(name) _mm256_##name
#define LOGIC(name) _mm256_##name##_si256
#else
#define OP(name) _mm512_##name
#define LOGIC(name) _mm512_##name##_si512
#endif
INLINE vi V (and)(vi a, vi b) { return LOGIC (and)(a, b); }
INLINE vi V(or)(vi a, vi b) { return LOGIC(or)(a, b); }
INLINE vi V(xor)(vi a, vi b) { return LOGIC(xor)(a, b); }
INLINE vi V(bytes)(int b) { return OP(set1_epi8)((char)b); }
INLINE vi V(words)(int w) { return OP(set1_epi32)(w); }
// Shifts of whole lanes; count is a constant, and negative shifts go the other way.
INLINE vi V(right)(vi a, int count) {
  return count >= 0 ? OP(srli_epi32)(a, (unsigned)count) : OP(slli_epi32)(a, (unsigned)-count);
}
INLINE vi V(right_signed)(vi a, int count) { return OP(srai_epi32)(a, (unsigned)count); }
// Bits first...first + count - 1 of each byte.
INLINE vi V(bits)(vi a, int first, int count) {
  return V (and)(V(right)(a, first), V(bytes)((1 << count) - 1));
}
INLINE vf V(to_float)(vi a) { return OP(cvtepi32_ps)(a); }
// Unsigned times signed bytes, two neighbouring products added, as 16 bits; pairs of those, as 32.
INLINE vi V(multiply_pairs)(vi u, vi x) { return OP(maddubs_epi16)(u, x); }
INLINE vi V(add_pairs_of_16)(vi a, vi b) { return OP(add_epi16)(a, b); }
INLINE vi V(widen_pairs)(vi a) { return OP(madd_epi16)(a, OP(set1_epi16)(1)); }
INLINE vi V(add_words)(vi a, vi b) { return OP(add_epi32)(a, b); }
INLINE void V(store_bytes)(uint8_t *p, vi a) {
#if CK_SIMD == 256
  _mm256_storeu_si256((void *)p, a);
#else
  _mm512_storeu_si512((void *)p, a);
#endif
}

// out[j], lane r: bytes 4 j...4 j + 3 of the sixteen at `offset` of row r. What is not used of it
// is not computed.
INLINE void V(transpose)(const unsigned char *const *rows, size_t offset, vi *out) {
  const vi a = V(rows_at)(rows, offset, 0), b = V(rows_at)(rows, offset, 1);
  const vi c = V(rows_at)(rows, offset, 2), d = V(rows_at)(rows, offset, 3);
  const vi ab = OP(unpacklo_epi32)(a, b), cd = OP(unpacklo_epi32)(c, d);
  const vi ab2 = OP(unpackhi_epi32)(a, b), cd2 = OP(unpackhi_epi32)(c, d);
  out[0] = OP(unpacklo_epi64)(ab, cd);
  out[1] = OP(unpackhi_epi64)(ab, cd);
  out[2] = OP(unpacklo_epi64)(ab2, cd2);
  out[3] = OP(unpackhi_epi64)(ab2, cd2);
}
#undef OP
#undef LOGIC

// The low 16 bits of every lane, as halves, to float.
INLINE vf V(halves)(vi a) {
#if CK_SIMD == 256
  const vi packed =
      _mm256_packus_epi32(_mm256_and_si256(a, _mm256_set1_epi32(0xffff)), _mm256_setzero_si256());
  return _mm256_cvtph_ps(_mm256_castsi256_si128(_mm256_permute4x64_epi64(packed, 0x08)));
#else
  return _mm512_cvtph_ps(_mm512_cvtepi32_epi16(a));
#endif
}

// Sets bit 4 of each byte of u whose value's bit is set in the row's 32 fifth bits; u holds values
// 4 j...4 j + 3 of each row.
INLINE vi V(with_fifth_bits)(vi u, vi bits, int j) {
  const int byte = j / 2;
  const int select = byte * 0x01010101;
  const int mask = j % 2 == 0 ? 0x08040201 : (int)0x80402010;
#if CK_SIMD == 256
  const __m128i lanes =
      _mm_add_epi32(_mm_set1_epi32(select), _mm_setr_epi32(0, 0x04040404, 0x08080808, 0x0c0c0c0c));
  const vi spread = _mm256_shuffle_epi8(bits, _mm256_broadcastsi128_si256(lanes)),
           masks = _mm256_set1_epi32(mask);
  const vi set = _mm256_cmpeq_epi8(_mm256_and_si256(spread, masks), masks);
  return _mm256_or_si256(u, _mm256_and_si256(set, _mm256_set1_epi8(16)));
#else
  const __m128i lanes =
      _mm_add_epi32(_mm_set1_epi32(select), _mm_setr_epi32(0, 0x04040404, 0x08080808, 0x0c0c0c0c));
  const vi spread = _mm512_shuffle_epi8(bits, _mm512_broadcast_i32x4(lanes));
  return _mm512_mask_add_epi8(u, _mm512_test_epi8_mask(spread, _mm512_set1_epi32(mask)), u,
                              _mm512_set1_epi8(16));
#endif
}
#endif

// Byte b of every lane, unsigned bits first...first + count - 1, or the whole byte with its sign,
// as floats.
INLINE vf V(field)(vi a, int first, int count) {
  return V(to_float)(V (and)(V(right)(a, first), V(words)((1 << count) - 1)));
}
INLINE vf V(signed_byte)(vi a, int b) {
  return V(to_float)(V(right_signed)(V(right)(a, 8 * b - 24), 24));
}

// Bits 4 and up of each byte from `bits`, shifted right by `shift` and masked.
INLINE vi V(with_high)(vi u, vi bits, int shift, int mask) {
  return V(or)(u, V (and)(V(right)(bits, shift), V(bytes)(mask)));
}

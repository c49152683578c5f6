// Rows of quantised weights, LANES at a time, unpacked into a panel; see panel_simd.h for the layout.
//
// Sixteen bytes of each row are four 32-bit lanes; transposing them puts the same four bytes of all rows side by side in one vector, which is
// the order that the product wants. Headers are transposed likewise, so scales are decoded for all rows at once.
// No load goes past the block that it is in: the shortest block is longer than the sixteen bytes of a load.

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
INLINE vi V(and)(vi a, vi b) { return LOGIC(and)(a, b); }
INLINE vi V(or)(vi a, vi b) { return LOGIC(or)(a, b); }
INLINE vi V(bytes)(int b) { return OP(set1_epi8)((char)b); }
INLINE vi V(words)(int w) { return OP(set1_epi32)(w); }
// Shifts of whole lanes; count is a constant, and negative shifts go the other way.
INLINE vi V(right)(vi a, int count) {
  return count >= 0 ? OP(srli_epi32)(a, (unsigned)count) : OP(slli_epi32)(a, (unsigned)-count);
}
INLINE vf V(to_float)(vi a) { return OP(cvtepi32_ps)(a); }
INLINE void V(store_bytes)(uint8_t *p, vi a) {
#if CK_SIMD == 256
  _mm256_storeu_si256((void *)p, a);
#else
  _mm512_storeu_si512((void *)p, a);
#endif
}

// out[j], lane r: bytes 4 j...4 j + 3 of the sixteen at `offset` of row r. What is not used of it is not computed.
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
  const vi packed = _mm256_packus_epi32(_mm256_and_si256(a, _mm256_set1_epi32(0xffff)), _mm256_setzero_si256());
  return _mm256_cvtph_ps(_mm256_castsi256_si128(_mm256_permute4x64_epi64(packed, 0x08)));
#else
  return _mm512_cvtph_ps(_mm512_cvtepi32_epi16(a));
#endif
}

// Sets bit 4 of each byte of u whose value's bit is set in the row's 32 fifth bits; u holds values 4 j...4 j + 3 of each row.
INLINE vi V(with_fifth_bits)(vi u, vi bits, int j) {
  const int byte = j / 2;
  const int select = byte * 0x01010101;
  const int mask = j % 2 == 0 ? 0x08040201 : (int)0x80402010;
#if CK_SIMD == 256
  const __m128i lanes = _mm_add_epi32(_mm_set1_epi32(select), _mm_setr_epi32(0, 0x04040404, 0x08080808, 0x0c0c0c0c));
  const vi spread = _mm256_shuffle_epi8(bits, _mm256_broadcastsi128_si256(lanes)), masks = _mm256_set1_epi32(mask);
  const vi set = _mm256_cmpeq_epi8(_mm256_and_si256(spread, masks), masks);
  return _mm256_or_si256(u, _mm256_and_si256(set, _mm256_set1_epi8(16)));
#else
  const __m128i lanes = _mm_add_epi32(_mm_set1_epi32(select), _mm_setr_epi32(0, 0x04040404, 0x08080808, 0x0c0c0c0c));
  const vi spread = _mm512_shuffle_epi8(bits, _mm512_broadcast_i32x4(lanes));
  return _mm512_mask_add_epi8(u, _mm512_test_epi8_mask(spread, _mm512_set1_epi32(mask)), u, _mm512_set1_epi8(16));
#endif
}

// Byte b of every lane, unsigned bits first...first + count - 1, or the whole byte with its sign, as floats.
INLINE vf V(field)(vi a, int first, int count) { return V(to_float)(V(and)(V(right)(a, first), V(words)((1 << count) - 1))); }
INLINE vf V(signed_byte)(vi a, int b) {
#if CK_SIMD == 256
  return V(to_float)(_mm256_srai_epi32(V(right)(a, 8 * b - 24), 24));
#else
  return V(to_float)(_mm512_srai_epi32(V(right)(a, 8 * b - 24), 24));
#endif
}

// Sixteen bytes of nibbles to values 4 (low + j) and 4 (high + j) of their groups.
INLINE void V(store_nibbles)(const vi *t, uint8_t *low, uint8_t *high) {
  const vi mask = V(bytes)(15);
  for (int j = 0; j < 4; j++) {
    V(store_bytes)(low + 64 * j, V(and)(t[j], mask));
    V(store_bytes)(high + 64 * j, V(and)(V(right)(t[j], 4), mask));
  }
}

// Each of the functions below unpacks groups first...first + count - 1 (whole super-blocks for K formats). `signed_bytes` leaves Q8_0's bytes as
// they are instead of adding 128.
INLINE void V(unpack_q4_0)(const unsigned char *const *rows, size_t first, size_t count, bool signed_bytes, uint8_t *u,
                           float *d, float *m) {
  (void)signed_bytes, (void)m;
  for (size_t g = 0; g < count; g++, u += 512, d += 16) {
    const size_t block = (first + g) * sizeof(ck_q4_0);
    vi head[4], t[4];
    V(transpose)(rows, block, head);
    V(store)(d, V(halves)(head[0]));
    V(transpose)(rows, block + 2, t);
    V(store_nibbles)(t, u, u + 256);
  }
}

INLINE void V(unpack_q4_1)(const unsigned char *const *rows, size_t first, size_t count, bool signed_bytes, uint8_t *u,
                           float *d, float *m) {
  (void)signed_bytes;
  for (size_t g = 0; g < count; g++, u += 512, d += 16, m += 16) {
    const size_t block = (first + g) * sizeof(ck_q4_1);
    vi head[4], t[4];
    V(transpose)(rows, block, head);
    V(store)(d, V(halves)(head[0]));
    V(store)(m, V(halves)(V(right)(head[0], 16)));
    V(transpose)(rows, block + 4, t);
    V(store_nibbles)(t, u, u + 256);
  }
}

INLINE void V(store_fives)(const vi *t, vi bits, uint8_t *u) {
  const vi mask = V(bytes)(15);
  UNROLL for (int j = 0; j < 4; j++) {
    V(store_bytes)(u + 64 * j, V(with_fifth_bits)(V(and)(t[j], mask), bits, j));
    V(store_bytes)(u + 64 * j + 256, V(with_fifth_bits)(V(and)(V(right)(t[j], 4), mask), bits, j + 4));
  }
}

INLINE void V(unpack_q5_0)(const unsigned char *const *rows, size_t first, size_t count, bool signed_bytes, uint8_t *u,
                           float *d, float *m) {
  (void)signed_bytes, (void)m;
  for (size_t g = 0; g < count; g++, u += 512, d += 16) {
    const size_t block = (first + g) * sizeof(ck_q5_0);
    vi head[4], t[4];
    V(transpose)(rows, block, head);
    V(store)(d, V(halves)(head[0]));
    V(transpose)(rows, block + 6, t);
    V(store_fives)(t, V(or)(V(right)(head[0], 16), V(right)(head[1], -16)), u);
  }
}

INLINE void V(unpack_q5_1)(const unsigned char *const *rows, size_t first, size_t count, bool signed_bytes, uint8_t *u,
                           float *d, float *m) {
  (void)signed_bytes;
  for (size_t g = 0; g < count; g++, u += 512, d += 16, m += 16) {
    const size_t block = (first + g) * sizeof(ck_q5_1);
    vi head[4], t[4];
    V(transpose)(rows, block, head);
    V(store)(d, V(halves)(head[0]));
    V(store)(m, V(halves)(V(right)(head[0], 16)));
    V(transpose)(rows, block + 8, t);
    V(store_fives)(t, head[1], u);
  }
}

INLINE void V(unpack_q8_0)(const unsigned char *const *rows, size_t first, size_t count, bool signed_bytes, uint8_t *u,
                           float *d, float *m) {
  (void)m;
  for (size_t g = 0; g < count; g++, u += 512, d += 16) {
    const size_t block = (first + g) * sizeof(ck_q8_0);
    vi head[4], t[8];
    V(transpose)(rows, block, head);
    V(store)(d, V(halves)(head[0]));
    V(transpose)(rows, block + 2, t);
    V(transpose)(rows, block + 18, t + 4);
    for (int j = 0; j < 8; j++) {
#if CK_SIMD == 256
      V(store_bytes)(u + 64 * j, signed_bytes ? t[j] : _mm256_xor_si256(t[j], V(bytes)(0x80)));
#else
      V(store_bytes)(u + 64 * j, signed_bytes ? t[j] : _mm512_xor_si512(t[j], V(bytes)(0x80)));
#endif
    }
  }
}

// Scales and mins of Q4_K and Q5_K from their first sixteen bytes: d and dmin, then the 6-bit fields of ck_k_scale_min.
INLINE void V(k_scale_mins)(const unsigned char *const *rows, size_t block, float *d, float *m) {
  vi head[4];
  V(transpose)(rows, block, head);
  const vf scale = V(halves)(head[0]), min = V(negate)(V(halves)(V(right)(head[0], 16)));
  UNROLL for (int j = 0; j < 4; j++) {
    V(store)(d + 16 * j, V(mul)(scale, V(field)(head[1], 8 * j, 6)));
    V(store)(m + 16 * j, V(mul)(min, V(field)(head[2], 8 * j, 6)));
    const vi nibble = V(words)(15), pair = V(words)(0x30);
    const vi s = V(or)(V(and)(V(right)(head[3], 8 * j), nibble), V(and)(V(right)(head[1], 8 * j + 2), pair));
    const vi n = V(or)(V(and)(V(right)(head[3], 8 * j + 4), nibble), V(and)(V(right)(head[2], 8 * j + 2), pair));
    V(store)(d + 16 * (j + 4), V(mul)(scale, V(to_float)(s)));
    V(store)(m + 16 * (j + 4), V(mul)(min, V(to_float)(n)));
  }
}

INLINE void V(unpack_q4_k)(const unsigned char *const *rows, size_t first, size_t count, bool signed_bytes, uint8_t *u,
                           float *d, float *m) {
  (void)signed_bytes;
  for (size_t g = 0; g < count; g += 8, d += 128, m += 128) {
    const size_t block = (first + g) / 8 * sizeof(ck_q4_k);
    V(k_scale_mins)(rows, block, d, m);
    for (size_t pair = 0; pair < 4; pair++, u += 1024) {
      vi t[8];
      V(transpose)(rows, block + 16 + 32 * pair, t);
      V(transpose)(rows, block + 32 + 32 * pair, t + 4);
      V(store_nibbles)(t, u, u + 512);
      V(store_nibbles)(t + 4, u + 256, u + 768);
    }
  }
}

// Bits 4 and up of each byte from `bits`, shifted right by `shift` and masked.
INLINE vi V(with_high)(vi u, vi bits, int shift, int mask) { return V(or)(u, V(and)(V(right)(bits, shift), V(bytes)(mask))); }

INLINE void V(unpack_q5_k)(const unsigned char *const *rows, size_t first, size_t count, bool signed_bytes, uint8_t *u,
                           float *d, float *m) {
  (void)signed_bytes;
  const vi mask = V(bytes)(15);
  for (size_t g = 0; g < count; g += 8, d += 128, m += 128, u += 4096) {
    const size_t block = (first + g) / 8 * sizeof(ck_q5_k);
    V(k_scale_mins)(rows, block, d, m);
    for (size_t half = 0; half < 2; half++) {
      vi high[4];
      V(transpose)(rows, block + 16 + 16 * half, high);
      UNROLL for (int pair = 0; pair < 4; pair++) {
        vi t[4];
        V(transpose)(rows, block + 48 + 32 * (size_t)pair + 16 * half, t);
        uint8_t *out = u + 1024 * pair + 256 * half;
        UNROLL for (int j = 0; j < 4; j++) {
          V(store_bytes)(out + 64 * j, V(with_high)(V(and)(t[j], mask), high[j], 2 * pair - 4, 16));
          V(store_bytes)(out + 64 * j + 512, V(with_high)(V(and)(V(right)(t[j], 4), mask), high[j], 2 * pair - 3, 16));
        }
      }
    }
  }
}

INLINE void V(unpack_q6_k)(const unsigned char *const *rows, size_t first, size_t count, bool signed_bytes, uint8_t *u,
                           float *d, float *m) {
  (void)signed_bytes, (void)m;
  const vi mask = V(bytes)(15);
  for (size_t g = 0; g < count; g += 8, d += 256, u += 4096) {
    const size_t block = (first + g) / 8 * sizeof(ck_q6_k);
    vi scales[4], tail[4];
    V(transpose)(rows, block + 192, scales);
    V(transpose)(rows, block + 194, tail);
    const vf scale = V(halves)(V(right)(tail[3], 16));
    UNROLL for (int j = 0; j < 16; j++) V(store)(d + 16 * j, V(mul)(scale, V(signed_byte)(scales[j / 4], j % 4)));
    // Sixteen values of each of the four groups of a half come from 16 bytes of qh and twice 16 of ql.
    for (size_t part = 0; part < 4; part++) {
      const size_t half = part / 2, side = part % 2;
      vi high[4], a[4], b[4];
      V(transpose)(rows, block + 128 + 32 * half + 16 * side, high);
      V(transpose)(rows, block + 64 * half + 16 * side, a);
      V(transpose)(rows, block + 64 * half + 32 + 16 * side, b);
      uint8_t *out = u + 2048 * half + 256 * side;
      UNROLL for (int j = 0; j < 4; j++) {
        V(store_bytes)(out + 64 * j, V(with_high)(V(and)(a[j], mask), high[j], -4, 0x30));
        V(store_bytes)(out + 64 * j + 512, V(with_high)(V(and)(b[j], mask), high[j], -2, 0x30));
        V(store_bytes)(out + 64 * j + 1024, V(with_high)(V(and)(V(right)(a[j], 4), mask), high[j], 0, 0x30));
        V(store_bytes)(out + 64 * j + 1536, V(with_high)(V(and)(V(right)(b[j], 4), mask), high[j], 2, 0x30));
      }
    }
  }
}

INLINE void V(unpack_q2_k)(const unsigned char *const *rows, size_t first, size_t count, bool signed_bytes, uint8_t *u,
                           float *d, float *m) {
  (void)signed_bytes;
  for (size_t g = 0; g < count; g += 8, d += 256, m += 256, u += 4096) {
    const size_t block = (first + g) / 8 * sizeof(ck_q2_k);
    vi scales[4], tail[4];
    V(transpose)(rows, block, scales);
    V(transpose)(rows, block + 68, tail);
    const vf scale = V(halves)(tail[3]), min = V(negate)(V(halves)(V(right)(tail[3], 16)));
    UNROLL for (int j = 0; j < 16; j++) {
      V(store)(d + 16 * j, V(mul)(scale, V(field)(scales[j / 4], j % 4 * 8, 4)));
      V(store)(m + 16 * j, V(mul)(min, V(field)(scales[j / 4], j % 4 * 8 + 4, 4)));
    }
    for (size_t part = 0; part < 4; part++) {
      vi t[4];
      V(transpose)(rows, block + 16 + 16 * part, t);
      uint8_t *out = u + 2048 * (part / 2) + 256 * (part % 2);
      UNROLL for (int n = 0; n < 4; n++) {
        UNROLL for (int j = 0; j < 4; j++) V(store_bytes)(out + 512 * n + 64 * j, V(and)(V(right)(t[j], 2 * n), V(bytes)(3)));
      }
    }
  }
}

// The sixteen scales of Q3_K (see ck_q3_k_scales) from its last sixteen bytes, which begin two bytes before them and end with d.
INLINE void V(q3_k_scales)(const unsigned char *const *rows, size_t block, float *d) {
  vi tail[4], s[3];
  V(transpose)(rows, block + 94, tail);
  const vf scale = V(halves)(V(right)(tail[3], 16));
  for (int i = 0; i < 3; i++) s[i] = V(or)(V(right)(tail[i], 16), V(right)(tail[i + 1], -16));
  UNROLL for (int j = 0; j < 16; j++) {
    const vf low = V(field)(s[j % 8 / 4], j % 4 * 8 + j / 8 * 4, 4), high = V(field)(s[2], j % 4 * 8 + j / 4 * 2, 2);
    V(store)(d + 16 * j, V(mul)(scale, V(sub)(V(fma)(high, V(all)(16), low), V(all)(32))));
  }
}

INLINE void V(unpack_q3_k)(const unsigned char *const *rows, size_t first, size_t count, bool signed_bytes, uint8_t *u,
                           float *d, float *m) {
  (void)signed_bytes, (void)m;
  for (size_t g = 0; g < count; g += 8, d += 256, u += 4096) {
    const size_t block = (first + g) / 8 * sizeof(ck_q3_k);
    V(q3_k_scales)(rows, block, d);
    for (size_t side = 0; side < 2; side++) {
      vi high[4];
      V(transpose)(rows, block + 16 * side, high);
      UNROLL for (int half = 0; half < 2; half++) {
        vi t[4];
        V(transpose)(rows, block + 32 + 32 * (size_t)half + 16 * side, t);
        uint8_t *out = u + 2048 * half + 256 * side;
        UNROLL for (int n = 0; n < 4; n++) {
          UNROLL for (int j = 0; j < 4; j++) {
            const vi low = V(and)(V(right)(t[j], 2 * n), V(bytes)(3));
            V(store_bytes)(out + 512 * n + 64 * j, V(with_high)(low, high[j], 4 * half + n - 2, 4));
          }
        }
      }
    }
  }
}

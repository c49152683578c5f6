// Super-blocks of 256 values (K formats), LANES rows at a time; see panel_blocks_simd.h. Fours are
// j = 0...63.

// Scales and mins of Q4_K and Q5_K from their first sixteen bytes: d and dmin, then the 6-bit
// fields of ck_k_scale_min.
PANEL_INLINE void P(k_scale_mins)(const unsigned char *const *rows, size_t block, float *d,
                                  float *m) {
  vi head[4];
  V(transpose)(rows, block, head);
  const vf scale = V(halves)(head[0]), min = V(negate)(V(halves)(V(right)(head[0], 16)));
  UNROLL for (int j = 0; j < 4; j++) {
    V(store)(d + 16 * j, V(mul)(scale, V(field)(head[1], 8 * j, 6)));
    V(store)(m + 16 * j, V(mul)(min, V(field)(head[2], 8 * j, 6)));
    const vi nibble = V(words)(15), pair = V(words)(0x30);
    const vi s = V(or)(V (and)(V(right)(head[3], 8 * j), nibble),
                       V (and)(V(right)(head[1], 8 * j + 2), pair));
    const vi n = V(or)(V (and)(V(right)(head[3], 8 * j + 4), nibble),
                       V (and)(V(right)(head[2], 8 * j + 2), pair));
    V(store)(d + 16 * (j + 4), V(mul)(scale, V(to_float)(s)));
    V(store)(m + 16 * (j + 4), V(mul)(min, V(to_float)(n)));
  }
}

PANEL_INLINE void P(block_q4_k)(const unsigned char *const *rows, size_t block, P(sink) *s,
                                float *d, float *m) {
  P(k_scale_mins)(rows, block, d, m);
  UNROLL for (int pair = 0; pair < 4; pair++) {
    vi t[8];
    P(values)(s, rows, block + 16 + 32 * (size_t)pair, t);
    P(values)(s, rows, block + 32 + 32 * (size_t)pair, t + 4);
    P(emit_nibbles)(s, t, 16 * pair, 16 * pair + 8);
    P(emit_nibbles)(s, t + 4, 16 * pair + 4, 16 * pair + 12);
  }
}

PANEL_INLINE void P(block_q5_k)(const unsigned char *const *rows, size_t block, P(sink) *s,
                                float *d, float *m) {
  P(k_scale_mins)(rows, block, d, m);
  UNROLL for (int half = 0; half < 2; half++) {
    vi high[4];
    P(values)(s, rows, block + 16 + 16 * (size_t)half, high);
    UNROLL for (int pair = 0; pair < 4; pair++) {
      vi t[4];
      P(values)(s, rows, block + 48 + 32 * (size_t)pair + 16 * (size_t)half, t);
      const int four = 16 * pair + 4 * half;
      UNROLL for (int j = 0; j < 4; j++) {
        P(emit)(s, four + j, V(with_high)(V(bits)(t[j], 0, 4), high[j], 2 * pair - 4, 16));
        P(emit)(s, four + j + 8,
                V(with_high)(V(bits)(t[j], 4, 4), high[j], 2 * pair - 3, 16));
      }
    }
  }
}

// Sixteen values of each of the four groups of a half come from 16 bytes of qh and twice 16 of ql.
PANEL_INLINE void P(block_q6_k)(const unsigned char *const *rows, size_t block, P(sink) *s,
                                float *d, float *m) {
  (void)m;
  vi scales[4], tail[4];
  V(transpose)(rows, block + 192, scales);
  V(transpose)(rows, block + 194, tail);
  const vf scale = V(halves)(V(right)(tail[3], 16));
  UNROLL for (int j = 0; j < 16; j++)
    V(store)(d + CK_TILE * j, V(mul)(scale, V(signed_byte)(scales[j / 4], j % 4)));
  UNROLL for (int part = 0; part < 4; part++) {
    const int half = part / 2, side = part % 2, four = 32 * half + 4 * side;
    const size_t at = block + 16 * (size_t)side;
    vi high[4], a[4], b[4];
    P(values)(s, rows, at + 128 + 32 * (size_t)half, high);
    P(values)(s, rows, at + 64 * (size_t)half, a);
    P(values)(s, rows, at + 64 * (size_t)half + 32, b);
    UNROLL for (int j = 0; j < 4; j++) {
      P(emit)(s, four + j, V(with_high)(V(bits)(a[j], 0, 4), high[j], -4, 0x30));
      P(emit)(s, four + j + 8, V(with_high)(V(bits)(b[j], 0, 4), high[j], -2, 0x30));
      P(emit)(s, four + j + 16,
              V(with_high)(V(bits)(a[j], 4, 4), high[j], 0, 0x30));
      P(emit)(s, four + j + 24,
              V(with_high)(V(bits)(b[j], 4, 4), high[j], 2, 0x30));
    }
  }
}

PANEL_INLINE void P(block_q2_k)(const unsigned char *const *rows, size_t block, P(sink) *s,
                                float *d, float *m) {
  vi scales[4], tail[4];
  V(transpose)(rows, block, scales);
  V(transpose)(rows, block + 68, tail);
  const vf scale = V(halves)(tail[3]), min = V(negate)(V(halves)(V(right)(tail[3], 16)));
  UNROLL for (int j = 0; j < 16; j++) {
    V(store)(d + CK_TILE * j, V(mul)(scale, V(field)(scales[j / 4], j % 4 * 8, 4)));
    V(store)(m + CK_TILE * j, V(mul)(min, V(field)(scales[j / 4], j % 4 * 8 + 4, 4)));
  }
  UNROLL for (int part = 0; part < 4; part++) {
    vi t[4];
    P(values)(s, rows, block + 16 + 16 * (size_t)part, t);
    UNROLL for (int n = 0; n < 4; n++) {
      UNROLL for (int j = 0; j < 4; j++)
        P(emit)(s, 32 * (part / 2) + 4 * (part % 2) + 8 * n + j,
                V(bits)(t[j], 2 * n, 2));
    }
  }
}

// The sixteen scales of Q3_K (see ck_q3_k_scales) from its last sixteen bytes, which begin two
// bytes before them and end with d.
PANEL_INLINE void P(q3_k_scales)(const unsigned char *const *rows, size_t block, float *d) {
  vi tail[4], s[3];
  V(transpose)(rows, block + 94, tail);
  const vf scale = V(halves)(V(right)(tail[3], 16));
  for (int i = 0; i < 3; i++) s[i] = V(or)(V(right)(tail[i], 16), V(right)(tail[i + 1], -16));
  UNROLL for (int j = 0; j < 16; j++) {
    const vf low = V(field)(s[j % 8 / 4], j % 4 * 8 + j / 8 * 4, 4),
             high = V(field)(s[2], j % 4 * 8 + j / 4 * 2, 2);
    V(store)(d + 16 * j, V(mul)(scale, V(sub)(V(fma)(high, V(all)(16), low), V(all)(32))));
  }
}

PANEL_INLINE void P(block_q3_k)(const unsigned char *const *rows, size_t block, P(sink) *s,
                                float *d, float *m) {
  (void)m;
  P(q3_k_scales)(rows, block, d);
  UNROLL for (int side = 0; side < 2; side++) {
    vi high[4];
    P(values)(s, rows, block + 16 * (size_t)side, high);
    UNROLL for (int half = 0; half < 2; half++) {
      vi t[4];
      P(values)(s, rows, block + 32 + 32 * (size_t)half + 16 * (size_t)side, t);
      UNROLL for (int n = 0; n < 4; n++) {
        UNROLL for (int j = 0; j < 4; j++) {
          const vi low = V(bits)(t[j], 2 * n, 2);
          P(emit)(s, 32 * half + 8 * n + 4 * side + j,
                  V(with_high)(low, high[j], 4 * half + n - 2, 4));
        }
      }
    }
  }
}

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

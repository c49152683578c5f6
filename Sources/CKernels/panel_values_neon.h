// How ARM reads the values of four rows, and what becomes of them; see panel_blocks_simd.h.
//
// Sixteen bytes of four rows are four vectors, in one of three orders:
//   fours      vector j has values 4 j...4 j + 3 of every row: a panel for products by lane
//   eights     vector j has values 8 (j / 2)... of rows 2 (j % 2) and the next: a panel for vmmla,
//              which multiplies two rows of weights with two of activations
//   sixteens   vector j is row j: what one row of activations multiplies at once. Adding the four
//              lanes of four rows afterwards takes three instructions, transposing them eight.
// Unpacking treats bytes alike, so only these functions know the order. Weights count as signed:
// all formats but Q8_0 have at most 63, and Q8_0 is signed in the file.

PANEL_INLINE void P(values)(const P(sink) *s, const unsigned char *const *rows, size_t offset,
                            vi *out) {
  if (s->multiplies) {
    UNROLL for (int j = 0; j < 4; j++) out[j] = V(load_bytes)(rows[j] + offset);
  } else if (PANEL_RUN == 4) {
    V(transpose)(rows, offset, out);
  } else {
    const vi a = V(load_bytes)(rows[0] + offset), b = V(load_bytes)(rows[1] + offset);
    const vi c = V(load_bytes)(rows[2] + offset), d = V(load_bytes)(rows[3] + offset);
    out[0] = V(low_pairs)(a, b);
    out[1] = V(low_pairs)(c, d);
    out[2] = V(high_pairs)(a, b);
    out[3] = V(high_pairs)(c, d);
  }
}

// Sixteen products, added to the four lanes of `sum`. Two fit 16 bits: 2 * 128 * 127 < 2^15.
PANEL_INLINE vi P(dot16)(vi sum, vi weights, int8x16_t x) {
  const int8x16_t w = vreinterpretq_s8_s32(weights);
#if CK_DOT >= 1
  return vdotq_s32(sum, w, x);
#else
  return vpadalq_s16(sum, vmlal_high_s8(vmull_s8(vget_low_s8(w), vget_low_s8(x)), w, x));
#endif
}

// Lane r of the result: the sum of row r's lanes.
PANEL_INLINE vi P(add_lanes)(const vi *rows) {
  return vpaddq_s32(vpaddq_s32(rows[0], rows[1]), vpaddq_s32(rows[2], rows[3]));
}

// Vector j of the block. Those of one scale come in ascending order.
PANEL_INLINE void P(emit)(P(sink) *s, int j, vi weights) {
  if (!s->multiplies) {
    const int place = PANEL_RUN == 4 ? 4 * CK_TILE * j : 8 * CK_TILE * (j / 2) + j % 2 * 16;
    V(store_bytes)(s->u + place, weights);
    return;
  }
  const int part = j / s->steps, row = j % 4;
  vi *sums = s->rows[part];
  const vi sum = j % s->steps < 4 ? V(words)(0) : sums[row];
  sums[row] = P(dot16)(sum, weights, vld1q_s8(s->q + 4 * (j - row)));
  P(look_ahead)(s);
  if (j % s->steps == s->steps - 1)
    s->dot[part] = vaddq_s32(s->dot[part], P(add_lanes)(sums));
}

// Sets bit 4 of each byte of vector j whose value's bit is set in its row's 32 fifth bits, lane r
// of `bits`: each byte looks up the eight bits that its own is one of.
PANEL_INLINE vi P(with_fifth_bits)(const P(sink) *s, vi u, vi bits, int j) {
  uint8x16_t index, own = vreinterpretq_u8_u64(vdupq_n_u64(0x8040201008040201));
  if (s->multiplies) {
    const uint8_t first = (uint8_t)(j % 4 * 4 + j / 4 * 2);
    index = vcombine_u8(vdup_n_u8(first), vdup_n_u8(first + 1));
  } else if (PANEL_RUN == 4) {
    const uint32x4_t rows = {0, 0x04040404, 0x08080808, 0x0c0c0c0c};
    index = vreinterpretq_u8_u32(vaddq_u32(rows, vdupq_n_u32((uint32_t)(j / 2) * 0x01010101)));
    own = vreinterpretq_u8_u32(vdupq_n_u32(j % 2 == 0 ? 0x08040201 : 0x80402010));
  } else {
    const uint8_t first = (uint8_t)(j % 2 * 8 + j / 2);
    index = vcombine_u8(vdup_n_u8(first), vdup_n_u8(first + 4));
  }
  const uint8x16_t set = vtstq_u8(vqtbl1q_u8(vreinterpretq_u8_s32(bits), index), own);
  return V(or)(u, vreinterpretq_s32_u8(vandq_u8(set, vdupq_n_u8(16))));
}

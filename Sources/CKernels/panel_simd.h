// Products of a panel of CK_TILE unpacked weight rows with rows of activations, for one vector width and one way to multiply bytes.
//
// A panel holds, for each group of 32 values, u[8][CK_TILE][4]: four values of every row side by side, so that one instruction multiplies four
// activations, repeated in every lane, with the weights of all rows and adds within lanes. No sum across lanes is ever needed: each lane is
// an output. Beside it lie d[parts][CK_TILE] and, for formats with offsets, m[parts][CK_TILE]; parts is 2 where scales are per 16 values.
//
// One row of activations is served block by block while the panel is still in the first-level cache; many rows share a whole panel. Both run
// the same arithmetic in the same order, so an output has the same bits however many rows it is computed with.
//
// Bytes: vpdpbusd takes unsigned weights as they are. Without it, vpmaddubsw adds two products in 16 bits: weights up to 127 cannot overflow;
// Q8_0's signed bytes go through |w| * (x with w's sign), at most 2 * 128 * 127 < 2^15.
// Defines before inclusion: P(name), PANEL_TARGET, CK_VNNI (0 or 1).

#define PANEL_INLINE static inline __attribute__((always_inline)) PANEL_TARGET

PANEL_INLINE vi P(dot4)(vi sum, vi u, vi x, bool signed_bytes) {
#if CK_VNNI
  (void)signed_bytes;
  return _mm512_dpbusd_epi32(sum, u, x);
#elif CK_SIMD == 512
  if (signed_bytes) {
    x = _mm512_mask_sub_epi8(x, _mm512_movepi8_mask(u), _mm512_setzero_si512(), x);
    u = _mm512_abs_epi8(u);
  }
  return _mm512_add_epi32(sum, _mm512_madd_epi16(_mm512_maddubs_epi16(u, x), _mm512_set1_epi16(1)));
#else
  if (signed_bytes) {
    x = _mm256_sign_epi8(x, u);
    u = _mm256_abs_epi8(u);
  }
  return _mm256_add_epi32(sum, _mm256_madd_epi16(_mm256_maddubs_epi16(u, x), _mm256_set1_epi16(1)));
#endif
}

PANEL_INLINE vi P(load_bytes)(const uint8_t *p) {
#if CK_SIMD == 256
  return _mm256_loadu_si256((const void *)p);
#else
  return _mm512_loadu_si512((const void *)p);
#endif
}

PANEL_INLINE vi P(four)(const int8_t *q) {
  int four;
  memcpy(&four, q, sizeof four);
  return V(words)(four);
}

// What a format asks of the product; every field is a constant where it is used.
typedef struct {
  int parts;
  bool has_offset, signed_bytes;
} P(kind);

// Adds `groups` groups' products for `rows` rows of x and LANES outputs to sums, CK_TILE floats a row.
PANEL_INLINE void P(multiply_rows)(P(kind) kind, int rows, int zero, size_t groups, const uint8_t *u, const float *d,
                                   const float *m, const int8_t *q, const float *scales, const int16_t *x_sums, size_t k,
                                   float *sums) {
  vf total[8];
  UNROLL for (int r = 0; r < rows; r++) total[r] = V(load)(sums + CK_TILE * r);
  for (size_t g = 0; g < groups; g++) {
    vf group[8];
    UNROLL for (int p = 0; p < kind.parts; p++, d += CK_TILE) {
      vi dot[8];
      int x_sum[8];
      UNROLL for (int r = 0; r < rows; r++) {
        const int16_t *s = x_sums + (size_t)r * (k / 16) + 2 * g;
        x_sum[r] = kind.parts == 2 ? s[p] : s[0] + s[1];
        dot[r] = kind.has_offset || kind.signed_bytes ? V(words)(0) : V(words)(-zero * x_sum[r]);
      }
      const int steps = 8 / kind.parts;
      UNROLL for (int j = 0; j < steps; j++, u += 4 * CK_TILE) {
        const vi weights = P(load_bytes)(u);
        UNROLL for (int r = 0; r < rows; r++) {
          dot[r] = P(dot4)(dot[r], weights, P(four)(q + (size_t)r * k + 32 * g + (size_t)(4 * (p * steps + j))), kind.signed_bytes);
        }
      }
      const vf scale = V(load)(d);
      UNROLL for (int r = 0; r < rows; r++) {
        const vf product = V(to_float)(dot[r]);
        group[r] = p == 0 ? V(mul)(product, scale) : V(fma)(product, scale, group[r]);
        if (kind.has_offset) group[r] = V(fma)(V(load)(m), V(to_float)(V(words)(x_sum[r])), group[r]);
      }
      if (kind.has_offset) m += CK_TILE;
    }
    UNROLL for (int r = 0; r < rows; r++) total[r] = V(fma)(V(all)(scales[(size_t)r * (k / 32) + g]), group[r], total[r]);
  }
  UNROLL for (int r = 0; r < rows; r++) V(store)(sums + CK_TILE * r, total[r]);
}

// The same for any number of rows up to 8, all CK_TILE outputs, and x from group `first` on.
#define MULTIPLY(name, PARTS, OFFSET, SIGNED)                                                                          \
  PANEL_TARGET static __attribute__((noinline)) void P(multiply_##name)(                                               \
      size_t rows, int zero, size_t first, size_t groups, const uint8_t *u, const float *d, const float *m,            \
      const ck_activations *x, size_t row, size_t k, float *sums) {                                                    \
    const P(kind) kind = {PARTS, OFFSET, SIGNED};                                                                      \
    const int8_t *q = x->q + row * k + 32 * first;                                                                     \
    const float *scales = x->scales + row * (k / 32) + first;                                                          \
    const int16_t *x_sums = x->sums + row * (k / 16) + 2 * first;                                                      \
    for (size_t r = 0; r < rows;) {                                                                                    \
      const size_t left = rows - r, step = left >= MOST_ROWS ? MOST_ROWS : left >= 4 ? 4 : left >= 2 ? 2 : 1;          \
      for (size_t lane = 0; lane < CK_TILE; lane += LANES) {                                                           \
        const uint8_t *lu = u + 4 * lane;                                                                              \
        const float *ld = d + lane, *lm = m + lane;                                                                    \
        float *out = sums + CK_TILE * r + lane;                                                                        \
        const int8_t *rq = q + r * k;                                                                                  \
        const float *rs = scales + r * (k / 32);                                                                       \
        const int16_t *rx = x_sums + r * (k / 16);                                                                     \
        if (step == 8) P(multiply_rows)(kind, 8, zero, groups, lu, ld, lm, rq, rs, rx, k, out);                        \
        else if (step == 4) P(multiply_rows)(kind, 4, zero, groups, lu, ld, lm, rq, rs, rx, k, out);                   \
        else if (step == 2) P(multiply_rows)(kind, 2, zero, groups, lu, ld, lm, rq, rs, rx, k, out);                   \
        else P(multiply_rows)(kind, 1, zero, groups, lu, ld, lm, rq, rs, rx, k, out);                                  \
      }                                                                                                                \
      r += step;                                                                                                       \
    }                                                                                                                  \
  }
#if CK_SIMD == 256
#define MOST_ROWS 4
#else
#define MOST_ROWS 8
#endif
MULTIPLY(plain, 1, false, false)
MULTIPLY(offset, 1, true, false)
MULTIPLY(halves, 2, false, false)
MULTIPLY(offset_halves, 2, true, false)
#if CK_VNNI
#define P_MULTIPLY_q8_0 P(multiply_plain)
#else
MULTIPLY(signed, 1, false, true)
#define P_MULTIPLY_q8_0 P(multiply_signed)
#endif

#define P_MULTIPLY_q4_0 P(multiply_plain)
#define P_MULTIPLY_q4_1 P(multiply_offset)
#define P_MULTIPLY_q5_0 P(multiply_plain)
#define P_MULTIPLY_q5_1 P(multiply_offset)
#define P_MULTIPLY_q2_k P(multiply_offset_halves)
#define P_MULTIPLY_q3_k P(multiply_halves)
#define P_MULTIPLY_q4_k P(multiply_offset)
#define P_MULTIPLY_q5_k P(multiply_offset)
#define P_MULTIPLY_q6_k P(multiply_halves)

// Stores the sums of up to 8 rows, `valid` outputs each.
PANEL_INLINE void P(store_sums)(const float *sums, size_t rows, size_t valid, float *y, size_t y_stride) {
  for (size_t r = 0; r < rows; r++) {
    if (valid == CK_TILE) {
      for (size_t lane = 0; lane < CK_TILE; lane += LANES) V(store)(y + r * y_stride + lane, V(load)(sums + CK_TILE * r + lane));
    } else {
      memcpy(y + r * y_stride, sums + CK_TILE * r, valid * sizeof(float));
    }
  }
}

// Asks for a stretch of the panel after this one. The rows of a panel lie one after another, so its bytes come in order of address, as memory
// likes them, a share with each block of the panel at hand; the sixteen rows that are read side by side are then in cache.
PANEL_INLINE void P(prefetch)(const unsigned char *panel, size_t row_bytes, size_t first, size_t count, size_t groups) {
  const size_t bytes = CK_TILE * row_bytes;
  const unsigned char *next = panel + bytes;
  for (size_t b = bytes * first / groups / 64 * 64; b < bytes * (first + count) / groups; b += 64) {
    _mm_prefetch((const char *)next + b, _MM_HINT_T0);
  }
}

#define MATMUL(name, FORMAT, VALUES)                                                                                   \
  PANEL_TARGET static __attribute__((noinline)) void P(unpack_##name)(const unsigned char *const *rows, size_t first,  \
                                                                      size_t count, uint8_t *u, float *d, float *m) {  \
    for (size_t lane = 0; lane < CK_TILE; lane += LANES) {                                                             \
      V(unpack_##name)(rows + lane, first, count, !CK_VNNI, u + 4 * lane, d + lane, m + lane);                         \
    }                                                                                                                  \
  }                                                                                                                    \
  PANEL_TARGET static void P(matmul_##name)(size_t k, size_t rows, size_t outputs, const void *w,                      \
                                            const ck_activations *x, float *y, size_t y_stride, void *scratch) {       \
    const size_t groups = k / 32, row_bytes = k / VALUES * sizeof(ck_##name);                                          \
    const int zero = ck_format_traits[FORMAT].zero;                                                                    \
    uint8_t *u = scratch;                                                                                              \
    float *d = (float *)(void *)(u + groups * 32 * CK_TILE), *m = d + groups * 2 * CK_TILE;                            \
    for (size_t o = 0; o < outputs; o += CK_TILE) {                                                                    \
      const size_t valid = outputs - o < CK_TILE ? outputs - o : CK_TILE;                                              \
      const unsigned char *panel[CK_TILE];                                                                             \
      for (size_t i = 0; i < CK_TILE; i++) {                                                                           \
        panel[i] = (const unsigned char *)w + (o + (i < valid ? i : valid - 1)) * row_bytes;                           \
      }                                                                                                                \
      if (rows <= 8) {                                                                                                 \
        float sums[8 * CK_TILE] = {0};                                                                                 \
        for (size_t first = 0; first < groups; first += 8) {                                                           \
          const size_t count = groups - first < 8 ? groups - first : 8;                                                \
          P(prefetch)(panel[0], row_bytes, first, count, groups);                                                      \
          P(unpack_##name)(panel, first, count, u, d, m);                                                              \
          P_MULTIPLY_##name(rows, zero, first, count, u, d, m, x, 0, k, sums);                                         \
        }                                                                                                              \
        P(store_sums)(sums, rows, valid, y + o, y_stride);                                                             \
        continue;                                                                                                      \
      }                                                                                                                \
      P(unpack_##name)(panel, 0, groups, u, d, m);                                                                     \
      for (size_t r = 0; r < rows; r += 8) {                                                                           \
        const size_t count = rows - r < 8 ? rows - r : 8;                                                              \
        float sums[8 * CK_TILE] = {0};                                                                                 \
        P_MULTIPLY_##name(count, zero, 0, groups, u, d, m, x, r, k, sums);                                             \
        P(store_sums)(sums, count, valid, y + r * y_stride + o, y_stride);                                             \
      }                                                                                                                \
    }                                                                                                                  \
  }
CK_QUANTIZED_FORMATS(MATMUL)

#undef MATMUL
#undef MULTIPLY
#undef MOST_ROWS
#undef PANEL_INLINE
#undef P_MULTIPLY_q4_0
#undef P_MULTIPLY_q4_1
#undef P_MULTIPLY_q5_0
#undef P_MULTIPLY_q5_1
#undef P_MULTIPLY_q8_0
#undef P_MULTIPLY_q2_k
#undef P_MULTIPLY_q3_k
#undef P_MULTIPLY_q4_k
#undef P_MULTIPLY_q5_k
#undef P_MULTIPLY_q6_k

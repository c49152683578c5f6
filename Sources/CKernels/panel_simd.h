// Products of a panel of CK_TILE unpacked weight rows with rows of activations, for one vector
// width and one way to multiply bytes.
//
// A panel holds, for each group of 32 values, u[8][CK_TILE][4]: four values of every row side by
// side, so that one instruction multiplies four activations, repeated in every lane, with the
// weights of all rows and adds within lanes. No sum across lanes is ever needed: each lane is an
// output. Beside it lie d[parts][CK_TILE] and, for formats with offsets, m[parts][CK_TILE]; parts
// is 2 where scales are per 16 values.
//
// One row of activations multiplies the values in registers, as they are unpacked, and writes no
// panel (but for super-blocks without VNNI, whose products want more registers than there are); a
// few rows are served a stretch at a time while it is still in the first-level cache; many rows
// share a whole panel. All run the same arithmetic in the same order, so an output has the same
// bits however many rows it is computed with.
//
// Bytes: vpdpbusd takes unsigned weights as they are. Without it, vpmaddubsw adds two products in
// 16 bits: weights up to 127 cannot overflow; Q8_0's signed bytes go through |w| * (x with w's
// sign), at most 2 * 128 * 127 < 2^15. On ARM both factors are signed; panel_values_neon.h and
// panel_tile_neon.h tell what else differs. Defines before inclusion: P(name), PANEL_TARGET, CK_VNNI
// (0 or 1) and, on ARM, CK_DOT (1 with dot products, 2 with i8mm).

#define ONE_ROW_IN_REGISTERS (CK_VNNI || CK_SIMD == 128)
// How many values of a row lie side by side in a panel.
#if CK_SIMD == 128 && CK_DOT == 2
#define PANEL_RUN 8
#else
#define PANEL_RUN 4
#endif

#define PANEL_INLINE static inline __attribute__((always_inline)) PANEL_TARGET

#if CK_SIMD != 128
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
#endif

PANEL_INLINE vi P(four)(const int8_t *q) {
  int four;
  memcpy(&four, q, sizeof four);
  return V(words)(four);
}

#include "panel_blocks_simd.h"
#include "panel_superblocks_simd.h"

// What a format asks of the product; every field is a constant where it is used. A group of 32
// values has `parts` scales.
typedef struct {
  int parts;
  bool has_offset, signed_bytes;
} P(kind);

// What the sums start from: formats without offsets subtract zero * sum(x) without rounding.
PANEL_INLINE vi P(first_sum)(P(kind) kind, int zero, int x_sum) {
  return V(words)(kind.has_offset || kind.signed_bytes ? 0 : -zero * x_sum);
}

PANEL_INLINE int P(part_sum)(P(kind) kind, const int16_t *x_sums, int p) {
  return kind.parts == 2 ? x_sums[p] : x_sums[0] + x_sums[1];
}

// `group` with the share of its p-th part: the one place where products are rounded before they
// meet the scale of x.
PANEL_INLINE vf P(add_part)(P(kind) kind, int p, vi dot, const float *d, const float *m, int x_sum,
                            vf group) {
  const vf product = V(to_float)(dot), scale = V(load)(d);
  group = p == 0 ? V(mul)(product, scale) : V(fma)(product, scale, group);
  return kind.has_offset ? V(fma)(V(load)(m), V(to_float)(V(words)(x_sum)), group) : group;
}

// A stretch of an unpacked panel, from group `first` of the rows on.
typedef struct {
  const uint8_t *u;
  const float *d, *m;
  size_t first, groups;
} P(stretch);

#if CK_SIMD == 128
#include "panel_tile_neon.h"
#else
// Adds `groups` groups' products for `rows` rows of x and LANES outputs to sums, CK_TILE floats a
// row.
PANEL_INLINE void P(multiply_rows)(P(kind) kind, int rows, int zero, size_t groups,
                                   const uint8_t *u, const float *d, const float *m,
                                   const int8_t *q, const float *scales, const int16_t *x_sums,
                                   size_t k, float *sums) {
  vf total[8];
  UNROLL for (int r = 0; r < rows; r++)
    total[r] = V(load)(sums + CK_TILE * r);
  for (size_t g = 0; g < groups; g++) {
    vf group[8];
    UNROLL for (int p = 0; p < kind.parts; p++, d += CK_TILE) {
      vi dot[8];
      int x_sum[8];
      UNROLL for (int r = 0; r < rows; r++) {
        x_sum[r] = P(part_sum)(kind, x_sums + (size_t)r * (k / 16) + 2 * g, p);
        dot[r] = P(first_sum)(kind, zero, x_sum[r]);
      }
      const int steps = 8 / kind.parts;
      UNROLL for (int j = 0; j < steps; j++, u += 4 * CK_TILE) {
        const vi weights = P(load_bytes)(u);
        UNROLL for (int r = 0; r < rows; r++) {
          dot[r] = P(dot4)(dot[r], weights,
                           P(four)(q + (size_t)r * k + 32 * g + (size_t)(4 * (p * steps + j))),
                           kind.signed_bytes);
        }
      }
      UNROLL for (int r = 0; r < rows; r++)
        group[r] = P(add_part)(kind, p, dot[r], d, m, x_sum[r], group[r]);
      if (kind.has_offset) m += CK_TILE;
    }
    UNROLL for (int r = 0; r < rows; r++)
      total[r] = V(fma)(V(all)(scales[(size_t)r * (k / 32) + g]), group[r], total[r]);
  }
  UNROLL for (int r = 0; r < rows; r++)
    V(store)(sums + CK_TILE * r, total[r]);
}

#if CK_SIMD == 256
#define MOST_ROWS 4
#else
#define MOST_ROWS 8
#endif

// Adds a stretch's products with up to 8 rows of x, from `row` on, to sums[row][CK_TILE].
PANEL_INLINE void P(multiply_stretch)(P(kind) kind, int zero, const P(stretch) * s,
                                      const ck_activations *x, size_t row, size_t rows, size_t k,
                                      float *sums) {
  while (rows > 0) {
    const size_t step = rows >= MOST_ROWS ? MOST_ROWS : rows >= 4 ? 4 : rows >= 2 ? 2 : 1;
    const int8_t *q = x->q + row * k + 32 * s->first;
    const float *scales = x->scales + row * (k / 32) + s->first;
    const int16_t *x_sums = x->sums + row * (k / 16) + 2 * s->first;
    for (size_t lane = 0; lane < CK_TILE; lane += LANES) {
      const uint8_t *u = s->u + 4 * lane;
      const float *d = s->d + lane, *m = s->m + lane;
      float *out = sums + lane;
      if (step == 8) P(multiply_rows)(kind, 8, zero, s->groups, u, d, m, q, scales, x_sums, k, out);
      else if (step == 4)
        P(multiply_rows)(kind, 4, zero, s->groups, u, d, m, q, scales, x_sums, k, out);
      else if (step == 2)
        P(multiply_rows)(kind, 2, zero, s->groups, u, d, m, q, scales, x_sums, k, out);
      else P(multiply_rows)(kind, 1, zero, s->groups, u, d, m, q, scales, x_sums, k, out);
    }
    row += step, rows -= step, sums += CK_TILE * step;
  }
}
#endif

#define MULTIPLY(name, PARTS, OFFSET, SIGNED)                                                     \
  PANEL_TARGET static __attribute__((noinline)) void P(multiply_##name)(                          \
      int zero, const P(stretch) * s, const ck_activations *x, size_t row, size_t rows, size_t k, \
      float *sums) {                                                                              \
    P(multiply_stretch)((P(kind)){PARTS, OFFSET, SIGNED}, zero, s, x, row, rows, k, sums);        \
  }
MULTIPLY(plain, 1, false, false)
MULTIPLY(offset, 1, true, false)
MULTIPLY(halves, 2, false, false)
MULTIPLY(offset_halves, 2, true, false)
MULTIPLY(signed, 1, false, true)

typedef void (*P(multiplier))(int zero, const P(stretch) * s, const ck_activations *x, size_t row,
                              size_t rows, size_t k, float *sums);

PANEL_INLINE P(multiplier) P(multiplier_for)(P(kind) kind) {
  if (kind.signed_bytes) return P(multiply_signed);
  if (kind.parts == 2) return kind.has_offset ? P(multiply_offset_halves) : P(multiply_halves);
  return kind.has_offset ? P(multiply_offset) : P(multiply_plain);
}

// parts, has_offset, signed_bytes
#define KIND_q4_0 1, false, false
#define KIND_q4_1 1, true, false
#define KIND_q5_0 1, false, false
#define KIND_q5_1 1, true, false
#define KIND_q8_0 1, false, !CK_VNNI
#define KIND_q2_k 2, true, false
#define KIND_q3_k 2, false, false
#define KIND_q4_k 1, true, false
#define KIND_q5_k 1, true, false
#define KIND_q6_k 2, false, false

// Stores the sums of up to 8 rows, `valid` outputs each.
PANEL_INLINE void P(store_sums)(const float *sums, size_t rows, size_t valid, float *y,
                                size_t y_stride) {
  for (size_t r = 0; r < rows; r++) {
    if (valid == CK_TILE) {
      for (size_t lane = 0; lane < CK_TILE; lane += LANES)
        V(store)(y + r * y_stride + lane, V(load)(sums + CK_TILE * r + lane));
    } else {
      memcpy(y + r * y_stride, sums + CK_TILE * r, valid * sizeof(float));
    }
  }
}

// Asks for a stretch of the panel after this one. The rows of a panel lie one after another, so its
// bytes come in order of address, as memory likes them, a share with each block of the panel at
// hand; the sixteen rows that are read side by side are then in cache.
PANEL_INLINE void P(prefetch)(const unsigned char *panel, size_t row_bytes, size_t first,
                              size_t count, size_t groups) {
  const size_t bytes = CK_TILE * row_bytes;
  const unsigned char *next = panel + bytes;
  for (size_t b = bytes * first / groups / 64 * 64; b < bytes * (first + count) / groups; b += 64) {
    ck_prefetch(next + b);
  }
}

typedef void (*P(unpacker))(const unsigned char *const *rows, size_t first, size_t count,
                            uint8_t *u, float *d, float *m);

// Up to 8 rows of x with one panel: unpack and multiply eight groups at a time, 4 KiB that stay in
// the first-level cache.
PANEL_INLINE void P(few_rows)(P(unpacker) unpack, P(multiplier) multiply, int zero,
                              const unsigned char *const *panel, size_t row_bytes, size_t k,
                              size_t rows, const ck_activations *x, uint8_t *u, float *d, float *m,
                              float *sums) {
  const size_t groups = k / 32;
  for (size_t first = 0; first < groups; first += 8) {
    const size_t count = groups - first < 8 ? groups - first : 8;
    P(prefetch)(panel[0], row_bytes, first, count, groups);
    unpack(panel, first, count, u, d, m);
    multiply(zero, &(P(stretch)){u, d, m, first, count}, x, 0, rows, k, sums);
  }
}

typedef void (*P(block))(const unsigned char *const *rows, size_t block, P(sink) *s, float *d,
                         float *m);

// One row of x with LANES rows of a panel, `ahead` being the memory to ask for meanwhile.
PANEL_INLINE void P(one_row)(P(block) unpack, P(kind) kind, int values, int bytes, int zero,
                             const unsigned char *const *rows, const char *ahead, size_t k,
                             const ck_activations *x, float *sums) {
  vf total = V(zero)();
  for (size_t i = 0; i < k / (size_t)values; i++) {
    const int16_t *x_sums = x->sums + i * (size_t)(values / 16);
    float d[16 * CK_TILE], m[16 * CK_TILE];
    vi dot[16], lanes[16][4];
    const int parts = values / 32 * kind.parts;
    UNROLL for (int p = 0; p < parts; p++) {
      const int16_t *sums_of_group = x_sums + p / kind.parts * 2;
      dot[p] = P(first_sum)(kind, zero, P(part_sum)(kind, sums_of_group, p % kind.parts));
    }
    P(sink) sink = {.multiplies = true,
                    .dot = dot,
                    .q = x->q + i * (size_t)values,
                    .steps = 8 / kind.parts,
                    .signed_bytes = kind.signed_bytes,
                    .rows = lanes,
                    .ahead = ahead,
                    .lines = (LANES * bytes + 63) / 64,
                    .fours = values / 4};
    unpack(rows, i * (size_t)bytes, &sink, d, m);
    ahead += LANES * bytes;
    UNROLL for (int g = 0; g < values / 32; g++) {
      vf group = V(zero)();
      UNROLL for (int p = 0; p < kind.parts; p++) {
        const int part = g * kind.parts + p;
        group = P(add_part)(kind, p, dot[part], d + CK_TILE * part, m + CK_TILE * part,
                            P(part_sum)(kind, x_sums + 2 * g, p), group);
      }
      total = V(fma)(V(all)(x->scales[i * (size_t)(values / 32) + (size_t)g]), group, total);
    }
  }
  V(store)(sums, total);
}

typedef void (*P(single))(int zero, const unsigned char *const *panel, size_t row_bytes, size_t k,
                          const ck_activations *x, float *sums);

PANEL_INLINE void P(matmul)(P(single) one_row, P(unpacker) unpack, P(multiplier) multiply, int zero,
                            size_t row_bytes, size_t k, size_t rows, size_t outputs, const void *w,
                            const ck_activations *x, float *y, size_t y_stride, void *scratch) {
  const size_t groups = k / 32;
  uint8_t *u = scratch;
  float *d = (float *)(void *)(u + groups * 32 * CK_TILE), *m = d + groups * 2 * CK_TILE;
  for (size_t o = 0; o < outputs; o += CK_TILE) {
    // Rows past the last one repeat it and are not stored.
    const size_t valid = outputs - o < CK_TILE ? outputs - o : CK_TILE;
    const unsigned char *panel[CK_TILE];
    for (size_t i = 0; i < CK_TILE; i++) {
      panel[i] = (const unsigned char *)w + (o + (i < valid ? i : valid - 1)) * row_bytes;
    }
    if (rows == 1 && one_row) {
      float sums[CK_TILE];
      one_row(zero, panel, row_bytes, k, x, sums);
      P(store_sums)(sums, 1, valid, y + o, y_stride);
      continue;
    }
    if (rows <= 8) {
      float sums[8 * CK_TILE] = {0};
      P(few_rows)(unpack, multiply, zero, panel, row_bytes, k, rows, x, u, d, m, sums);
      P(store_sums)(sums, rows, valid, y + o, y_stride);
      continue;
    }
    unpack(panel, 0, groups, u, d, m);
    for (size_t r = 0; r < rows; r += 8) {
      const size_t count = rows - r < 8 ? rows - r : 8;
      float sums[8 * CK_TILE] = {0};
      multiply(zero, &(P(stretch)){u, d, m, 0, groups}, x, r, count, k, sums);
      P(store_sums)(sums, count, valid, y + r * y_stride + o, y_stride);
    }
  }
}

// How far beyond the next panel one row asks for memory: the first rows of a panel are wanted as
// soon as it begins.
#define PANEL_LEAD 4096

#define MATMUL(name, FORMAT, VALUES)                                                              \
  PANEL_TARGET static __attribute__((noinline)) void P(unpack_##name)(                            \
      const unsigned char *const *rows, size_t first, size_t count, uint8_t *u, float *d,         \
      float *m) {                                                                                 \
    const size_t parts = VALUES / 32 * (P(kind)){KIND_##name}.parts;                              \
    for (size_t lane = 0; lane < CK_TILE; lane += LANES) {                                        \
      for (size_t i = 0; i < count * 32 / VALUES; i++) {                                          \
        P(sink) sink = {.u = u + CK_TILE * VALUES * i + PANEL_RUN * lane};                        \
        P(block_##name)(rows + lane, (first * 32 / VALUES + i) * sizeof(ck_##name), &sink,        \
                        d + CK_TILE * parts * i + lane, m + CK_TILE * parts * i + lane);          \
      }                                                                                           \
    }                                                                                             \
  }                                                                                               \
  PANEL_TARGET static __attribute__((noinline)) void P(one_row_##name)(                           \
      int zero, const unsigned char *const *panel, size_t row_bytes, size_t k,                    \
      const ck_activations *x, float *sums) {                                                     \
    const char *ahead = (const char *)panel[0] + CK_TILE * row_bytes + PANEL_LEAD;                \
    for (size_t lane = 0; lane < CK_TILE; lane += LANES) {                                        \
      P(one_row)(P(block_##name), (P(kind)){KIND_##name}, VALUES, sizeof(ck_##name), zero,        \
                 panel + lane, ahead + lane * row_bytes, k, x, sums + lane);                      \
    }                                                                                             \
  }                                                                                               \
  PANEL_TARGET static void P(matmul_##name)(size_t k, size_t rows, size_t outputs, const void *w, \
                                            const ck_activations *x, float *y, size_t y_stride,   \
                                            void *scratch) {                                      \
    P(matmul)(ONE_ROW_IN_REGISTERS || VALUES == 32 ? P(one_row_##name) : NULL, P(unpack_##name),  \
              P(multiplier_for)((P(kind)){KIND_##name}), ck_format_traits[FORMAT].zero,           \
              k / VALUES * sizeof(ck_##name), k, rows, outputs, w, x, y, y_stride, scratch);      \
  }
CK_QUANTIZED_FORMATS(MATMUL)

#undef MATMUL
#undef MULTIPLY
#undef MOST_ROWS
#undef PANEL_RUN
#undef ONE_ROW_IN_REGISTERS
#undef PANEL_LEAD
#undef PANEL_INLINE
#undef KIND_q4_0
#undef KIND_q4_1
#undef KIND_q5_0
#undef KIND_q5_1
#undef KIND_q8_0
#undef KIND_q2_k
#undef KIND_q3_k
#undef KIND_q4_k
#undef KIND_q5_k
#undef KIND_q6_k

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
// panel_tile_neon.h tell what else differs. Defines before inclusion, which end with it: P(name),
// PANEL_TARGET, CK_VNNI (0 or 1) or, on ARM, CK_DOT (0, 1 with dot products, 2 with i8mm).

#if CK_SIMD == 128
#define CK_VNNI 0
#endif

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
#include "formats.h"

#include "panel_products_simd.h"

// Stores the sums of some rows, `valid` outputs each.
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
PANEL_INLINE void P(prefetch)(int level, const unsigned char *panel, size_t row_bytes, size_t first,
                              size_t count, size_t groups) {
  const size_t bytes = CK_TILE * row_bytes;
  const unsigned char *next = panel + bytes;
  for (size_t b = bytes * first / groups / 64 * 64; b < bytes * (first + count) / groups; b += 64) {
    ck_prefetch(next + b, level);
  }
}

typedef void (*P(unpacker))(const unsigned char *const *rows, size_t first, size_t count,
                            uint8_t *u, float *d, float *m);

// Up to 8 rows of x with one panel: unpack and multiply eight groups at a time, 4 KiB that stay in
// the first-level cache.
PANEL_INLINE void P(few_rows)(P(unpacker) unpack, P(multiplier) multiply, int level, int zero,
                              const unsigned char *const *panel, size_t row_bytes, size_t k,
                              size_t rows, const ck_activations *x, uint8_t *u, float *d, float *m,
                              float *sums) {
  const size_t groups = k / 32;
  for (size_t first = 0; first < groups; first += 8) {
    const size_t count = groups - first < 8 ? groups - first : 8;
    P(prefetch)(level, panel[0], row_bytes, first, count, groups);
    unpack(panel, first, count, u, d, m);
    multiply(zero, &(P(stretch)){u, d, m, first, count, 1, 0, 0}, x, 0, rows, k, sums);
  }
}

typedef void (*P(block))(const unsigned char *const *rows, size_t block, P(sink) *s, float *d,
                         float *m);

// One row of x with LANES rows of a panel, `ahead` being the memory to ask for meanwhile, into the
// cache of a level.
PANEL_INLINE void P(one_row)(P(block) unpack, P(kind) kind, int values, int bytes, int level, int zero,
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
      dot[p] =
          V(words)(P(first_sum)(kind, zero, P(part_sum)(kind, sums_of_group, p % kind.parts)));
    }
    P(sink) sink = {.multiplies = true,
                    .dot = dot,
                    .q = x->q + i * (size_t)values,
                    .steps = 8 / kind.parts,
                    .signed_bytes = kind.signed_bytes,
                    .rows = lanes,
                    .ahead = ahead,
                    .level = level,
                    .lines = (LANES * bytes + 63) / 64,
                    .fours = values / 4};
    unpack(rows, i * (size_t)bytes, &sink, d, m);
    ahead += LANES * bytes;
    UNROLL for (int g = 0; g < values / 32; g++) {
      vf group = V(zero)();
      UNROLL for (int p = 0; p < kind.parts; p++) {
        const int part = g * kind.parts + p;
        const vf x_sum = V(to_float)(V(words)(P(part_sum)(kind, x_sums + 2 * g, p)));
        group = P(add_part)(kind, p, dot[part], V(load)(d + CK_TILE * part), m + CK_TILE * part,
                            x_sum, group);
      }
      total = V(fma)(V(all)(x->scales[i * (size_t)(values / 32) + (size_t)g]), group, total);
    }
  }
  V(store)(sums, total);
}

typedef void (*P(single))(int zero, const unsigned char *const *panel, size_t row_bytes, size_t k,
                          const ck_activations *x, float *sums);

// Many rows of x with one or two unpacked panels.
PANEL_INLINE void P(many_rows)(P(multiplier) multiply, int zero, const P(stretch) * s, size_t valid,
                               size_t k, size_t rows, const ck_activations *x, float *y,
                               size_t y_stride) {
  for (size_t r = 0; r < rows; r += ROWS_AT_ONCE) {
    const size_t count = rows - r < ROWS_AT_ONCE ? rows - r : ROWS_AT_ONCE;
    float sums[2 * ROWS_AT_ONCE * CK_TILE] = {0};
    multiply(zero, s, x, r, count, k, sums);
    float *out = y + r * y_stride;
    P(store_sums)(sums, count, valid < CK_TILE ? valid : CK_TILE, out, y_stride);
    if (s->panels == 2)
      P(store_sums)(sums + ROWS_AT_ONCE * CK_TILE, count, valid - CK_TILE, out + CK_TILE, y_stride);
  }
}

PANEL_INLINE void P(matmul)(P(single) one_row, P(unpacker) unpack, P(multiplier) multiply, int level,
                            int zero, size_t row_bytes, size_t k, size_t rows, size_t outputs, const void *w,
                            const ck_activations *x, float *y, size_t y_stride, void *scratch) {
  const size_t groups = k / 32;
  uint8_t *u = scratch;
  const size_t panel_bytes = groups * 32 * CK_TILE, scales = groups * 2 * CK_TILE;
  float *d = (float *)(void *)(u + 2 * panel_bytes), *m = d + 2 * scales;
  for (size_t o = 0, width; o < outputs; o += width) {
    // Two panels side by side where whole pairs are left: a value of x then serves twice as many
    // outputs for one load. They hold vectors of 16 lanes; with 8 there are registers for one.
    const size_t panels = LANES == CK_TILE && rows > 8 && outputs - o > CK_TILE ? 2 : 1;
    width = panels * CK_TILE;
    // Rows past the last one repeat it and are not stored.
    const size_t valid = outputs - o < width ? outputs - o : width;
    const unsigned char *panel[2 * CK_TILE];
    for (size_t i = 0; i < width; i++) {
      panel[i] = (const unsigned char *)w + (o + (i < valid ? i : valid - 1)) * row_bytes;
    }
    if (rows == 1 && one_row) {
      float sums[CK_TILE];
      one_row(zero, panel, row_bytes, k, x, sums);
      P(store_sums)(sums, 1, valid, y + o, y_stride);
    } else if (rows <= 8) {
      float sums[ROWS_AT_ONCE * CK_TILE] = {0};
      P(few_rows)(unpack, multiply, level, zero, panel, row_bytes, k, rows, x, u, d, m, sums);
      P(store_sums)(sums, rows, valid, y + o, y_stride);
    } else {
      const P(stretch) whole = {u, d, m, 0, groups, panels, panel_bytes, scales};
      for (size_t p = 0; p < panels; p++)
        unpack(panel + CK_TILE * p, 0, groups, u + panel_bytes * p, d + scales * p, m + scales * p);
      P(many_rows)(multiply, zero, &whole, valid, k, rows, x, y + o, y_stride);
    }
  }
}

// How far beyond the next panel one row asks for memory: the first rows of a panel are wanted as
// soon as it begins.
#define PANEL_LEAD 4096

// How a format is unpacked, and its products, which ask for memory into the cache of either level.
#define PRODUCTS(name, number, values, KIND, LEVEL)                                               \
  PANEL_TARGET static __attribute__((noinline)) void P(one_row_##LEVEL##_##name)(                 \
      int zero, const unsigned char *const *panel, size_t row_bytes, size_t k,                    \
      const ck_activations *x, float *sums) {                                                     \
    const char *ahead = (const char *)panel[0] + CK_TILE * row_bytes + PANEL_LEAD;                \
    for (size_t lane = 0; lane < CK_TILE; lane += LANES) {                                        \
      P(one_row)(P(block_##name), KIND, values, sizeof(ck_##name), LEVEL, zero, panel + lane,     \
                 ahead + lane * row_bytes, k, x, sums + lane);                                    \
    }                                                                                             \
  }                                                                                               \
  PANEL_TARGET static void P(matmul_##LEVEL##_##name)(                                            \
      size_t k, size_t rows, size_t outputs, const void *w, const ck_activations *x, float *y,    \
      size_t y_stride, void *scratch) {                                                           \
    P(matmul)(ONE_ROW_IN_REGISTERS || values == 32 ? P(one_row_##LEVEL##_##name) : NULL,          \
              P(unpack_##name), P(multiplier_for)(KIND), LEVEL, ck_format_traits[number].zero,    \
              k / values * sizeof(ck_##name), k, rows, outputs, w, x, y, y_stride, scratch);      \
  }

#define MATMUL_lanes(name, number, values, KIND)                                                  \
  PANEL_TARGET static __attribute__((noinline)) void P(unpack_##name)(                            \
      const unsigned char *const *rows, size_t first, size_t count, uint8_t *u, float *d,         \
      float *m) {                                                                                 \
    const size_t parts = values / 32 * KIND.parts;                                                \
    for (size_t lane = 0; lane < CK_TILE; lane += LANES) {                                        \
      for (size_t i = 0; i < count * 32 / values; i++) {                                          \
        P(sink) sink = {.u = u + CK_TILE * values * i + PANEL_RUN * lane};                        \
        P(block_##name)(rows + lane, (first * 32 / values + i) * sizeof(ck_##name), &sink,        \
                        d + CK_TILE * parts * i + lane, m + CK_TILE * parts * i + lane);          \
      }                                                                                           \
    }                                                                                             \
  }                                                                                               \
  PRODUCTS(name, number, values, KIND, 1)                                                         \
  PRODUCTS(name, number, values, KIND, 2)
#define MATMUL_plain(name, number, values, KIND)
#define MATMUL(name, number, values, zero, offset, parts, most, writing, kernels) \
  MATMUL_##kernels(name, number, values, ((P(kind)){KIND_OF(offset, parts, most)}))
CK_QUANTIZED_FORMATS(MATMUL)

#undef MATMUL_lanes
#undef MATMUL_plain
#undef MATMUL
#undef PRODUCTS
#undef MULTIPLY
#undef KIND_OF
#undef MOST_ROWS
#undef PANEL_RUN
#undef ONE_ROW_IN_REGISTERS
#undef ROWS_AT_ONCE
#undef SUM_GROUPS
#undef PANEL_LEAD
#undef PANEL_INLINE
#undef P
#undef PANEL_TARGET
#undef CK_VNNI
#undef CK_DOT

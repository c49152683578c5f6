// Products of unpacked panels with some rows of x; see panel_simd.h for the layout and the order.
//
// A tile of rows x vectors of outputs keeps its sums in registers. What limits it is, in turn, the
// multiplier and the loads of x: each multiplication reads four activations from memory and repeats
// them in every lane, so one vector of 16 outputs would make the loads the slower half. With 512
// bits two panels stand side by side and a value of x, once loaded, multiplies both: per group of
// 32 values, 6 rows and 32 outputs 96 products and 64 loads, against 64 and 89 for 8 rows and 16.

// What a format asks of the product; every field is a constant where it is used. A group of 32
// values has `parts` scales; `most` is the largest unsigned weight.
typedef struct {
  int parts;
  bool has_offset, signed_bytes;
  int most;
} P(kind);

// From a row of formats.h. vpdpbusd takes codes up to 255 as they are; all others take those as
// signed bytes.
#define KIND_OF(offset, parts, most) parts, offset, most == 255 && !CK_VNNI, most

// What the sums start from: formats without offsets subtract zero * sum(x) without rounding.
PANEL_INLINE int P(first_sum)(P(kind) kind, int zero, int x_sum) {
  return kind.has_offset || kind.signed_bytes ? 0 : -zero * x_sum;
}

PANEL_INLINE int P(part_sum)(P(kind) kind, const int16_t *x_sums, int p) {
  return kind.parts == 2 ? x_sums[p] : x_sums[0] + x_sums[1];
}

// `group` with the share of its p-th part: the one place where products are rounded before they
// meet the scale of x.
PANEL_INLINE vf P(add_part)(P(kind) kind, int p, vi dot, vf d, const float *m, vf x_sum,
                            vf group) {
  const vf product = V(to_float)(dot);
  group = p == 0 ? V(mul)(product, d) : V(fma)(product, d, group);
  return kind.has_offset ? V(fma)(V(load)(m), x_sum, group) : group;
}

// Groups and rows whose sums of x are brought into the form that the products want at once: whole
// tiles of 6 and of 4 rows.
#define SUM_GROUPS 64
#define ROWS_AT_ONCE 12

// What a product needs of the sums of some rows of x, of a run of groups: what each part's
// integers start from, or, for formats with offsets, the sum as a float. Made once for all lanes:
// within the product each would take four instructions.
typedef struct {
  int first[ROWS_AT_ONCE][2 * SUM_GROUPS];
  float x_sum[ROWS_AT_ONCE][2 * SUM_GROUPS];
} P(row_sums);

PANEL_INLINE void P(gather_sums)(P(kind) kind, int zero, size_t rows, size_t groups,
                                 const int16_t *x_sums, size_t k, P(row_sums) * out) {
  if (kind.signed_bytes) return;
  for (size_t r = 0; r < rows; r++, x_sums += k / 16) {
    for (size_t i = 0; i < groups * (size_t)kind.parts; i++) {
      const int x_sum = kind.parts == 2 ? x_sums[i] : x_sums[2 * i] + x_sums[2 * i + 1];
      if (kind.has_offset) out->x_sum[r][i] = (float)x_sum;
      else out->first[r][i] = -zero * x_sum;
    }
  }
}

// A stretch of one or two unpacked panels, from group `first` of the rows on. The second panel's
// values lie next_u bytes, its scales and offsets next_d floats after the first's.
typedef struct {
  const uint8_t *u;
  const float *d, *m;
  size_t first, groups;
  size_t panels, next_u, next_d;
} P(stretch);

#if CK_SIMD == 128
#include "panel_tile_neon.h"
#else
// The share of values 4 j...4 j + 3, of `steps` such fours. Without vpdpbusd, products are added as
// pairs of 16 bits for as many fours as cannot overflow, and widened then: integers, so exact.
PANEL_INLINE void P(accumulate)(P(kind) kind, int j, int steps, vi *dot, vi *pairs, vi weights,
                                vi x) {
#if CK_VNNI
  (void)j, (void)steps, (void)pairs;
  *dot = P(dot4)(*dot, weights, x, kind.signed_bytes);
#else
  if (kind.signed_bytes) {
    *dot = P(dot4)(*dot, weights, x, true);
    return;
  }
  const int room = 32767 / (2 * 127 * kind.most), run = room < steps ? room : steps;
  const vi product = V(multiply_pairs)(weights, x);
  *pairs = j % run == 0 ? product : V(add_pairs_of_16)(*pairs, product);
  if (j % run == run - 1 || j == steps - 1) *dot = V(add_words)(*dot, V(widen_pairs)(*pairs));
#endif
}

// Adds the products of `rows` rows of x, from row `row` of the sums on, with `vectors` vectors of
// outputs, `groups` groups of a stretch from its group `from` on, to sums.
PANEL_INLINE void P(multiply_rows)(P(kind) kind, int rows, int vectors, const P(stretch) * s,
                                   size_t from, size_t groups, size_t lane, const int8_t *q,
                                   const float *scales, const P(row_sums) * x_sums, size_t row,
                                   size_t k, float *sums) {
  const size_t first_part = from * (size_t)kind.parts;
  const uint8_t *u = s->u + 32 * CK_TILE * from + 4 * lane;
  const float *d = s->d + CK_TILE * first_part + lane, *m = s->m + CK_TILE * first_part + lane;
  vf total[2][8];
  UNROLL for (int v = 0; v < vectors; v++) {
    UNROLL for (int r = 0; r < rows; r++)
      total[v][r] = V(load)(sums + CK_TILE * (ROWS_AT_ONCE * v + r));
  }
  for (size_t g = 0; g < groups; g++) {
    vf group[2][8];
    UNROLL for (int p = 0; p < kind.parts; p++, d += CK_TILE) {
      const size_t part = g * (size_t)kind.parts + (size_t)p;
      vi dot[2][8], pairs[2][8];
      UNROLL for (int r = 0; r < rows; r++) {
        const vi first = kind.has_offset || kind.signed_bytes
                             ? V(words)(0)
                             : V(words)(x_sums->first[row + (size_t)r][part]);
        UNROLL for (int v = 0; v < vectors; v++)
          dot[v][r] = first;
      }
      const int steps = 8 / kind.parts;
      UNROLL for (int j = 0; j < steps; j++, u += 4 * CK_TILE) {
        vi weights[2];
        UNROLL for (int v = 0; v < vectors; v++)
          weights[v] = P(load_bytes)(u + s->next_u * (size_t)v);
        UNROLL for (int r = 0; r < rows; r++) {
          const vi four =
              P(four)(q + (size_t)r * k + 32 * g + (size_t)(4 * (p * steps + j)));
          UNROLL for (int v = 0; v < vectors; v++)
            P(accumulate)(kind, j, steps, &dot[v][r], &pairs[v][r], weights[v], four);
        }
      }
      UNROLL for (int r = 0; r < rows; r++) {
        const vf x_sum = kind.has_offset ? V(all)(x_sums->x_sum[row + (size_t)r][part]) : V(zero)();
        UNROLL for (int v = 0; v < vectors; v++) {
          const size_t next = s->next_d * (size_t)v;
          group[v][r] =
              P(add_part)(kind, p, dot[v][r], V(load)(d + next), m + next, x_sum, group[v][r]);
          if (p == kind.parts - 1) {
            const vf scale = V(all)(scales[(size_t)r * (k / 32) + g]);
            total[v][r] = V(fma)(scale, group[v][r], total[v][r]);
          }
        }
      }
      if (kind.has_offset) m += CK_TILE;
    }
  }
  UNROLL for (int v = 0; v < vectors; v++) {
    UNROLL for (int r = 0; r < rows; r++)
      V(store)(sums + CK_TILE * (ROWS_AT_ONCE * v + r), total[v][r]);
  }
}

// Most rows of a tile of one vector.
#if CK_SIMD == 256
#define MOST_ROWS 4
#else
#define MOST_ROWS 8
#endif

// Adds a stretch's products with some rows of x, from `row` on, to
// sums[panel][ROWS_AT_ONCE][CK_TILE].
PANEL_INLINE void P(multiply_stretch)(P(kind) kind, int zero, const P(stretch) * s,
                                      const ck_activations *x, size_t row, size_t rows, size_t k,
                                      float *sums) {
  for (size_t from = 0; from < s->groups; from += SUM_GROUPS) {
    const size_t groups = s->groups - from < SUM_GROUPS ? s->groups - from : SUM_GROUPS;
    const size_t group = s->first + from;
    P(row_sums) x_sums;
    P(gather_sums)(kind, zero, rows, groups, x->sums + row * (k / 16) + 2 * group, k, &x_sums);
    for (size_t r = 0, step; r < rows; r += step) {
      const size_t left = rows - r;
      const int8_t *q = x->q + (row + r) * k + 32 * group;
      const float *scales = x->scales + (row + r) * (k / 32) + group;
#define TILE(ROWS, VECTORS)                                                                   \
  P(multiply_rows)(kind, ROWS, VECTORS, s, from, groups, lane, q, scales, &x_sums, r, k, out)
      float *out = sums + CK_TILE * r;
      if (LANES == CK_TILE && s->panels == 2) {
        const size_t lane = 0;
        // Scales for each 16 values keep a third set of sums, and registers for four rows.
        const size_t most = kind.parts == 2 || kind.has_offset ? 4 : 6;
        step = left >= most ? most : left >= 4 ? 4 : left >= 2 ? 2 : 1;
        if (step == 6) TILE(6, 2);
        else if (step == 4) TILE(4, 2);
        else if (step == 2) TILE(2, 2);
        else TILE(1, 2);
        continue;
      }
      step = left >= MOST_ROWS ? MOST_ROWS : left >= 4 ? 4 : left >= 2 ? 2 : 1;
      for (size_t lane = 0; lane < CK_TILE; lane += LANES, out += LANES) {
        if (step == 8) TILE(8, 1);
        else if (step == 4) TILE(4, 1);
        else if (step == 2) TILE(2, 1);
        else TILE(1, 1);
      }
#undef TILE
    }
  }
}

#endif

#define MULTIPLY(name, ...)                                                                       \
  PANEL_TARGET static __attribute__((noinline)) void P(multiply_##name)(                          \
      int zero, const P(stretch) * s, const ck_activations *x, size_t row, size_t rows, size_t k, \
      float *sums) {                                                                              \
    P(multiply_stretch)((P(kind)){__VA_ARGS__}, zero, s, x, row, rows, k, sums);                  \
  }
#if CK_VNNI || CK_SIMD == 128
MULTIPLY(plain, 1, false, false, 255)
MULTIPLY(offset, 1, true, false, 255)
MULTIPLY(halves, 2, false, false, 255)
MULTIPLY(offset_halves, 2, true, false, 255)
#if CK_SIMD == 128
MULTIPLY(signed, 1, false, true, 255)
#endif
#else
// By the largest code; one that no format asks for is not compiled.
MULTIPLY(plain_15, 1, false, false, 15)
MULTIPLY(offset_15, 1, true, false, 15)
MULTIPLY(plain_31, 1, false, false, 31)
MULTIPLY(offset_31, 1, true, false, 31)
MULTIPLY(halves_7, 2, false, false, 7)
MULTIPLY(halves_63, 2, false, false, 63)
MULTIPLY(offset_halves_3, 2, true, false, 3)
MULTIPLY(offset_halves_63, 2, true, false, 63)
MULTIPLY(signed, 1, false, true, 255)
#endif

typedef void (*P(multiplier))(int zero, const P(stretch) * s, const ck_activations *x, size_t row,
                              size_t rows, size_t k, float *sums);

PANEL_INLINE P(multiplier) P(multiplier_for)(P(kind) kind) {
#if CK_VNNI || CK_SIMD == 128
#if CK_SIMD == 128
  if (kind.signed_bytes) return P(multiply_signed);
#endif
  if (kind.parts == 2) return kind.has_offset ? P(multiply_offset_halves) : P(multiply_halves);
  return kind.has_offset ? P(multiply_offset) : P(multiply_plain);
#else
  if (kind.signed_bytes) return P(multiply_signed);
  if (kind.parts == 2) {
    if (kind.has_offset)
      return kind.most <= 3 ? P(multiply_offset_halves_3) : P(multiply_offset_halves_63);
    return kind.most <= 7 ? P(multiply_halves_7) : P(multiply_halves_63);
  }
  if (kind.has_offset) return kind.most <= 15 ? P(multiply_offset_15) : P(multiply_offset_31);
  return kind.most <= 15 ? P(multiply_plain_15) : P(multiply_plain_31);
#endif
}

// Products of an unpacked panel with rows of activations on ARM; see panel_simd.h.
//
// Eight outputs and up to four rows of x (two without dot products) stay in registers. What differs
// between the instruction sets is how a part's integer sums come about:
//   NEON       vmlal: two products of each four side by side in 16 bits. 8 of at most 31 * 127 fit,
//              and 4 of at most 63 * 127; of Q8_0's, 2.
//   dotprod    vdot by lane: four values of four rows with one of the fours of x's sixteen
//   i8mm       vmmla: eight values of two rows with eight of two rows of x, four sums
// The sums are exact, so all three give the same bits.

#if CK_DOT == 0
#define TILE_ROWS 2
#else
#define TILE_ROWS 4
#endif

#if CK_DOT == 0
// Adds a part's products to dot[row][vector of outputs].
PANEL_INLINE void P(dot_part)(P(kind) kind, int rows, const uint8_t *u, const int8_t *q, size_t k,
                              vi (*dot)[2]) {
  const int steps = 8 / kind.parts, chain = kind.signed_bytes ? 2 : steps;
  int16x8_t low[TILE_ROWS][2], high[TILE_ROWS][2];
  int32x4_t low_sum[TILE_ROWS][2], high_sum[TILE_ROWS][2];
  UNROLL for (int j = 0; j < steps; j++) {
    int8x16_t w[2];
    UNROLL for (int v = 0; v < 2; v++)
      w[v] = vreinterpretq_s8_s32(V(load_bytes)(u + 4 * CK_TILE * j + 16 * v));
    UNROLL for (int r = 0; r < rows; r++) {
      const int8x16_t x = vreinterpretq_s8_s32(P(four)(q + (size_t)r * k + 4 * j));
      UNROLL for (int v = 0; v < 2; v++) {
        const int8x8_t w_low = vget_low_s8(w[v]), x_low = vget_low_s8(x);
        const bool first = j % chain == 0, last = j % chain == chain - 1;
        low[r][v] = first ? vmull_s8(w_low, x_low) : vmlal_s8(low[r][v], w_low, x_low);
        high[r][v] = first ? vmull_high_s8(w[v], x) : vmlal_high_s8(high[r][v], w[v], x);
        if (!last) continue;
        low_sum[r][v] =
            j < chain ? vpaddlq_s16(low[r][v]) : vpadalq_s16(low_sum[r][v], low[r][v]);
        high_sum[r][v] =
            j < chain ? vpaddlq_s16(high[r][v]) : vpadalq_s16(high_sum[r][v], high[r][v]);
      }
    }
  }
  UNROLL for (int r = 0; r < rows; r++) {
    UNROLL for (int v = 0; v < 2; v++)
      dot[r][v] = vaddq_s32(dot[r][v], vpaddq_s32(low_sum[r][v], high_sum[r][v]));
  }
}
#elif CK_DOT == 1
// The lane must be a constant where the intrinsic is written.
PANEL_INLINE vi P(dot_lane)(vi sum, int8x16_t w, int8x16_t x, int lane) {
  switch (lane) {
    case 0: return vdotq_laneq_s32(sum, w, x, 0);
    case 1: return vdotq_laneq_s32(sum, w, x, 1);
    case 2: return vdotq_laneq_s32(sum, w, x, 2);
    default: return vdotq_laneq_s32(sum, w, x, 3);
  }
}

PANEL_INLINE void P(dot_part)(P(kind) kind, int rows, const uint8_t *u, const int8_t *q, size_t k,
                              vi (*dot)[2]) {
  int8x16_t x[TILE_ROWS];
  UNROLL for (int j = 0; j < 8 / kind.parts; j++) {
    if (j % 4 == 0) {
      UNROLL for (int r = 0; r < rows; r++) x[r] = vld1q_s8(q + (size_t)r * k + 4 * j);
    }
    UNROLL for (int v = 0; v < 2; v++) {
      const int8x16_t w = vreinterpretq_s8_s32(V(load_bytes)(u + 4 * CK_TILE * j + 16 * v));
      UNROLL for (int r = 0; r < rows; r++) dot[r][v] = P(dot_lane)(dot[r][v], w, x[r], j % 4);
    }
  }
}
#else
// Four sums of a square start from those of their two rows, which are the same for every output. A
// lone row is multiplied twice, and one of its results left.
PANEL_INLINE void P(dot_part)(P(kind) kind, int rows, const uint8_t *u, const int8_t *q, size_t k,
                              vi (*dot)[2]) {
  const int pairs = (rows + 1) / 2;
  vi squares[TILE_ROWS / 2][4];
  UNROLL for (int p = 0; p < pairs; p++) {
    const int next = 2 * p + 1 < rows ? 2 * p + 1 : 2 * p;
    UNROLL for (int o = 0; o < 4; o++)
      squares[p][o] = V(low_pairs)(dot[2 * p][0], dot[next][0]);
  }
  UNROLL for (int j = 0; j < 2 / kind.parts; j++) {
    vi x[TILE_ROWS / 2][2];
    UNROLL for (int p = 0; p < pairs; p++) {
      const int8_t *row = q + (size_t)(2 * p) * k + 16 * j;
      const vi a = V(load_bytes)(row), b = V(load_bytes)(2 * p + 1 < rows ? row + k : row);
      x[p][0] = V(low_pairs)(a, b);
      x[p][1] = V(high_pairs)(a, b);
    }
    UNROLL for (int e = 0; e < 2; e++) {
      UNROLL for (int o = 0; o < 4; o++) {
        const vi w = V(load_bytes)(u + 8 * CK_TILE * (2 * j + e) + 16 * o);
        UNROLL for (int p = 0; p < pairs; p++)
          squares[p][o] = vmmlaq_s32(squares[p][o], vreinterpretq_s8_s32(x[p][e]),
                                     vreinterpretq_s8_s32(w));
      }
    }
  }
  UNROLL for (int r = 0; r < rows; r++) {
    UNROLL for (int v = 0; v < 2; v++) {
      const vi a = squares[r / 2][2 * v], b = squares[r / 2][2 * v + 1];
      dot[r][v] = r % 2 == 0 ? V(low_pairs)(a, b) : V(high_pairs)(a, b);
    }
  }
}
#endif

// Adds the products of `rows` rows of x, from row `row` of the sums on, with eight outputs,
// `groups` groups of a stretch from its group `from` on, to sums.
PANEL_INLINE void P(multiply_tile)(P(kind) kind, int rows, const P(stretch) * s, size_t from,
                                   size_t groups, size_t lane, const int8_t *q, const float *scales,
                                   const P(row_sums) * x_sums, size_t row, size_t k, float *sums) {
  const size_t first_part = from * (size_t)kind.parts;
  const uint8_t *u = s->u + 32 * CK_TILE * from + PANEL_RUN * lane;
  const float *d = s->d + CK_TILE * first_part + lane, *m = s->m + CK_TILE * first_part + lane;
  vf total[TILE_ROWS][2];
  UNROLL for (int r = 0; r < rows; r++) {
    UNROLL for (int v = 0; v < 2; v++) total[r][v] = V(load)(sums + CK_TILE * r + LANES * v);
  }
  for (size_t g = 0; g < groups; g++) {
    vf group[TILE_ROWS][2];
    UNROLL for (int p = 0; p < kind.parts; p++) {
      const size_t part = g * (size_t)kind.parts + (size_t)p;
      vi dot[TILE_ROWS][2];
      UNROLL for (int r = 0; r < rows; r++) {
        const bool none = kind.has_offset || kind.signed_bytes;
        dot[r][0] = dot[r][1] = V(words)(none ? 0 : x_sums->first[row + (size_t)r][part]);
      }
      P(dot_part)(kind, rows, u, q + 32 * g + 32 / kind.parts * p, k, dot);
      UNROLL for (int r = 0; r < rows; r++) {
        const vf x_sum = kind.has_offset ? V(all)(x_sums->x_sum[row + (size_t)r][part]) : V(zero)();
        UNROLL for (int v = 0; v < 2; v++)
          group[r][v] = P(add_part)(kind, p, dot[r][v], V(load)(d + LANES * v), m + LANES * v,
                                    x_sum, group[r][v]);
      }
      u += 32 / kind.parts * CK_TILE, d += CK_TILE, m += CK_TILE;
    }
    UNROLL for (int r = 0; r < rows; r++) {
      const vf scale = V(all)(scales[(size_t)r * (k / 32) + g]);
      UNROLL for (int v = 0; v < 2; v++) total[r][v] = V(fma)(scale, group[r][v], total[r][v]);
    }
  }
  UNROLL for (int r = 0; r < rows; r++) {
    UNROLL for (int v = 0; v < 2; v++) V(store)(sums + CK_TILE * r + LANES * v, total[r][v]);
  }
}

// Adds a stretch's products with some rows of x, from `row` on, to sums[row][CK_TILE].
PANEL_INLINE void P(multiply_stretch)(P(kind) kind, int zero, const P(stretch) * s,
                                      const ck_activations *x, size_t row, size_t rows, size_t k,
                                      float *sums) {
  for (size_t from = 0; from < s->groups; from += SUM_GROUPS) {
    const size_t groups = s->groups - from < SUM_GROUPS ? s->groups - from : SUM_GROUPS;
    const size_t group = s->first + from;
    P(row_sums) x_sums;
    P(gather_sums)(kind, zero, rows, groups, x->sums + row * (k / 16) + 2 * group, k, &x_sums);
    for (size_t r = 0, step; r < rows; r += step) {
      step = rows - r >= TILE_ROWS ? TILE_ROWS : rows - r >= 2 ? 2 : 1;
      const int8_t *q = x->q + (row + r) * k + 32 * group;
      const float *scales = x->scales + (row + r) * (k / 32) + group;
      float *out = sums + CK_TILE * r;
      for (size_t lane = 0; lane < CK_TILE; lane += 2 * LANES, out += 2 * LANES) {
#define TILE(ROWS) \
  P(multiply_tile)(kind, ROWS, s, from, groups, lane, q, scales, &x_sums, r, k, out)
        if (step == TILE_ROWS) TILE(TILE_ROWS);
        else if (step == 2) TILE(2);
        else TILE(1);
#undef TILE
      }
    }
  }
}
#undef TILE_ROWS

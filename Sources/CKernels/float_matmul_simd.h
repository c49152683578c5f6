// Float matrix products for one vector width; see float_matmul.c.

// Elements i... of a row of weights, as floats; n < LANES loads a part.
INLINE vf V(weights)(ck_format format, const unsigned char *row, size_t i, size_t n) {
  const bool whole = n >= LANES;
  switch (format) {
    case CK_F16: row += 2 * i; return whole ? V(load_f16)(row) : V(load_f16_part)(row, n);
    case CK_BF16: row += 2 * i; return whole ? V(load_bf16)(row) : V(load_bf16_part)(row, n);
    default: {
      const float *p = (const float *)(const void *)(row + 4 * i);
      return whole ? V(load)(p) : V(load_part)(p, n);
    }
  }
}

// One vector's share of outputs x rows dot products.
INLINE void V(tile_step)(ck_format format, size_t i, size_t n, int outputs, int rows,
                         const unsigned char *const *w, const float *x, size_t k, vf *lanes) {
  vf xs[6];
  UNROLL for (int r = 0; r < rows; r++) {
    const float *p = x + (size_t)r * k + i;
    xs[r] = n >= LANES ? V(load)(p) : V(load_part)(p, n);
  }
  UNROLL for (int o = 0; o < outputs; o++) {
    const vf weights = V(weights)(format, w[o], i, n);
    UNROLL for (int r = 0; r < rows; r++)
      lanes[r * outputs + o] = V(fma)(weights, xs[r], lanes[r * outputs + o]);
  }
}

// Asks for the share of the next eight rows of weights that matches one step of these: 8 * LANES
// elements, in order of address. Rows of halves are short pages, which the hardware follows badly
// (a quarter faster with this, from memory); for F32 it does well alone.
INLINE void V(prefetch)(int level, ck_format format, const unsigned char *w, size_t row_bytes,
                        size_t i) {
  const size_t bytes = format == CK_F32 ? 4 : 2;
  const unsigned char *next = w + 8 * row_bytes + 8 * bytes * i;
  UNROLL for (size_t b = 0; b < 8 * bytes * LANES; b += 64)
    ck_prefetch(next + b, level);
}

// `valid` of the tile's outputs exist; the others repeat the last row of weights and are not
// stored.
INLINE void V(tile)(int level, ck_format format, size_t k, int outputs, int rows, const unsigned char *w,
                    size_t row_bytes, size_t valid, const float *x, float *y, size_t y_stride) {
  enum { most = 32 };
  const unsigned char *weights[8];
  for (int o = 0; o < outputs; o++)
    weights[o] = w + ((size_t)o < valid ? (size_t)o : valid - 1) * row_bytes;
  vf lanes[most];
  UNROLL for (int l = 0; l < most; l++)
    lanes[l] = V(zero)();
  size_t i = 0;
  for (; i + LANES <= k; i += LANES) {
    if (outputs == 8 && format != CK_F32) V(prefetch)(level, format, w, row_bytes, i);
    V(tile_step)(format, i, LANES, outputs, rows, weights, x, k, lanes);
  }
  if (i < k) V(tile_step)(format, i, k - i, outputs, rows, weights, x, k, lanes);
  float sums[most];
  UNROLL for (int l = 0; l < outputs * rows; l += LANES)
    V(store)(sums + l, V(sum_each)(lanes + l));
  for (int r = 0; r < rows; r++) {
    for (size_t o = 0; o < valid; o++)
      y[(size_t)r * y_stride + o] = sums[(size_t)(r * outputs) + o];
  }
}

// Row counts that fit the register file with four outputs; one or two rows take eight outputs, to
// keep enough sums in flight.
#if CK_SIMD == 256
#define MOST_ROWS 3
#define ROW_BLOCKS(X) X(3, 4) X(2, 4) X(1, 8)
#else
#define MOST_ROWS 6
#define ROW_BLOCKS(X) X(6, 4) X(4, 4) X(2, 8) X(1, 8)
#endif

// Rows of x that stay in the second-level cache while all weights pass by.
INLINE size_t V(rows_at_once)(size_t k) {
  const size_t fit = (512 * 1024) / (k * sizeof(float) + 1);
  return fit < 2 * MOST_ROWS ? 2 * MOST_ROWS : fit / MOST_ROWS * MOST_ROWS;
}

INLINE void V(matmul_rows)(int level, ck_format format, size_t bytes, int rows, int outputs_at_once, size_t k,
                           size_t outputs, const unsigned char *w, const float *x, float *y,
                           size_t y_stride) {
  const size_t step = (size_t)outputs_at_once;
  for (size_t o = 0; o < outputs; o += step) {
    V(tile)(level, format, k, outputs_at_once, rows, w + o * k * bytes, k * bytes,
            outputs - o < step ? outputs - o : step, x, y + o, y_stride);
  }
}

INLINE void V(matmul_float)(int level, ck_format format, size_t bytes, size_t k, size_t rows, size_t outputs,
                            const unsigned char *w, const float *x, float *y, size_t y_stride) {
  const size_t at_once = V(rows_at_once)(k);
  for (size_t first = 0; first < rows; first += at_once) {
    const size_t last = rows - first < at_once ? rows : first + at_once;
    for (size_t o = 0; o < outputs; o += 8) {
      const size_t count = outputs - o < 8 ? outputs - o : 8;
      const unsigned char *weights = w + o * k * bytes;
      size_t r = first;
#define BLOCK(ROWS, OUTPUTS)                                                   \
  for (; r + ROWS <= last; r += ROWS) {                                        \
    V(matmul_rows)(level, format, bytes, ROWS, OUTPUTS, k, count, weights, x + r * k, \
                   y + r * y_stride + o, y_stride);                            \
  }
      ROW_BLOCKS(BLOCK)
#undef BLOCK
    }
  }
}

#define MATMUL(name, FORMAT, BYTES, LEVEL)                                                        \
  TARGET static void V(matmul_##LEVEL##_##name)(size_t k, size_t rows, size_t outputs,            \
                                                const void *w, const ck_activations *x, float *y, \
                                                size_t y_stride, void *scratch) {                 \
    (void)scratch;                                                                                \
    V(matmul_float)(LEVEL, FORMAT, BYTES, k, rows, outputs, w, x->f32, y, y_stride);              \
  }
MATMUL(f32, CK_F32, 4, 1)
MATMUL(f16, CK_F16, 2, 1)
MATMUL(bf16, CK_BF16, 2, 1)
MATMUL(f16, CK_F16, 2, 2)
MATMUL(bf16, CK_BF16, 2, 2)
#undef MATMUL
#undef MOST_ROWS
#undef ROW_BLOCKS

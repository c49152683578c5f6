// Matrix products of BF16 weights with activations rounded to BF16, for machines that multiply
// pairs of BF16 (AVX512-BF16's vdpbf16ps): nearly twice the rate of products in float, and the
// arithmetic that BF16 checkpoints are trained and published with.
//
// As in panel_simd.h, sixteen rows of weights stand side by side: a lane is an output, one
// instruction adds two products to each, and no sum across lanes is needed. Few rows of x multiply
// the weights in registers, as they are transposed; many share unpacked panels of a stretch of k,
// [pair][CK_TILE][2], and a tile of 8 rows x 2 panels stays in registers. An output is summed over
// pairs in ascending order in either case, so it has the same bits.
//
// vdpbf16ps rounds each sum to nearest even and takes subnormal numbers as 0.
#include "bf16_matmul.h"

#include "half.h"

#if defined(__x86_64__)
#define CK_SIMD 512
#include "simd.h"

#define BF16_TARGET \
  __attribute__((target("avx2,fma,f16c,avx512f,avx512bw,avx512vl,avx512dq,avx512bf16")))
#define BF16_INLINE static inline __attribute__((always_inline)) BF16_TARGET

// Rows of x are padded with zeros to whole groups, so that only weights have tails.
static size_t padded(size_t k) { return (k + CK_BF16_GROUP - 1) / CK_BF16_GROUP * CK_BF16_GROUP; }

BF16_TARGET static void round_bf16(size_t n, const float *x, uint16_t *y) {
  size_t i = 0;
  for (; i + 16 <= n; i += 16)
    _mm256_storeu_si256((void *)(y + i), (__m256i)_mm512_cvtneps_pbh(_mm512_loadu_ps(x + i)));
  for (; i < padded(n); i += 16) {
    const __mmask16 part = (__mmask16)(n > i ? (1u << (n - i)) - 1 : 0);
    const __m512 last = _mm512_maskz_loadu_ps(part, x + (n > i ? i : 0));
    _mm256_storeu_si256((void *)(y + i), (__m256i)_mm512_cvtneps_pbh(last));
  }
}

BF16_INLINE vf add_pairs(vf sum, vi weights, vi x) {
  return _mm512_dpbf16_ps(sum, (__m512bh)weights, (__m512bh)x);
}

BF16_INLINE vi pair(const uint16_t *x) {
  int two;
  memcpy(&two, x, sizeof two);
  return _mm512_set1_epi32(two);
}

// A group of 32 values, from the i-th on, of sixteen rows: out[j] holds values 2 j and 2 j + 1 of
// each. Values past the end of the rows are 0.
//
// A line of each row is read at once. Rows of a power of two bytes fall into the same set of the
// first-level cache, which holds twelve: read in quarters, each would come four times.
BF16_INLINE void group(const unsigned char *const *rows, size_t i, size_t k, vi *out) {
  const __mmask32 part = k - i >= 32 ? ~(__mmask32)0 : ((__mmask32)1 << (k - i)) - 1;
  vi quads[4][4];
  UNROLL for (int q = 0; q < 4; q++) {
    vi row[4];
    UNROLL for (int r = 0; r < 4; r++)
      row[r] = _mm512_maskz_loadu_epi16(part, rows[4 * q + r] + 2 * i);
    const vi a = _mm512_unpacklo_epi32(row[0], row[1]), b = _mm512_unpacklo_epi32(row[2], row[3]);
    const vi c = _mm512_unpackhi_epi32(row[0], row[1]), d = _mm512_unpackhi_epi32(row[2], row[3]);
    quads[q][0] = _mm512_unpacklo_epi64(a, b);
    quads[q][1] = _mm512_unpackhi_epi64(a, b);
    quads[q][2] = _mm512_unpacklo_epi64(c, d);
    quads[q][3] = _mm512_unpackhi_epi64(c, d);
  }
  // quads[q][c] has pair 4 l + c of rows 4 q...4 q + 3 in its l-th quarter.
  UNROLL for (int c = 0; c < 4; c++) {
    const vi low = _mm512_shuffle_i32x4(quads[0][c], quads[1][c], 0x44),
             high = _mm512_shuffle_i32x4(quads[0][c], quads[1][c], 0xee),
             low2 = _mm512_shuffle_i32x4(quads[2][c], quads[3][c], 0x44),
             high2 = _mm512_shuffle_i32x4(quads[2][c], quads[3][c], 0xee);
    out[c] = _mm512_shuffle_i32x4(low, low2, 0x88);
    out[4 + c] = _mm512_shuffle_i32x4(low, low2, 0xdd);
    out[8 + c] = _mm512_shuffle_i32x4(high, high2, 0x88);
    out[12 + c] = _mm512_shuffle_i32x4(high, high2, 0xdd);
  }
}

// Some rows of x with sixteen rows of weights, in registers. `ahead`: memory to ask for meanwhile.
BF16_INLINE void few_rows(int rows, int level, size_t k, const unsigned char *const *w,
                          const char *ahead, const uint16_t *x, size_t x_stride, float *sums) {
  vf total[4];
  UNROLL for (int r = 0; r < rows; r++)
    total[r] = ck512_zero();
  for (size_t i = 0; i < k; i += 32) {
    vi weights[16];
    group(w, i, k, weights);
    UNROLL for (int j = 0; j < 16; j++) {
      ck_prefetch(ahead + 64 * j, level);
      UNROLL for (int r = 0; r < rows; r++) {
        const vi two = pair(x + (size_t)r * x_stride + i + 2 * (size_t)j);
        total[r] = add_pairs(total[r], weights[j], two);
      }
    }
    ahead += 1024;
  }
  UNROLL for (int r = 0; r < rows; r++)
    ck512_store(sums + CK_TILE * r, total[r]);
}

// Values first...first + count - 1 of sixteen rows to a panel.
BF16_TARGET static void unpack(const unsigned char *const *rows, size_t first, size_t count,
                               size_t k, uint16_t *u) {
  for (size_t i = 0; i < count; i += 32, u += 32 * CK_TILE) {
    vi weights[16];
    group(rows, first + i, k, weights);
    UNROLL for (int j = 0; j < 16; j++)
      _mm512_storeu_si512(u + 2 * CK_TILE * j, weights[j]);
  }
}

// Adds the products of `rows` rows of x with `panels` panels to sums[panel][8][CK_TILE].
BF16_INLINE void multiply(int rows, int panels, size_t count, const uint16_t *u, size_t next,
                          const uint16_t *x, size_t x_stride, float *sums) {
  vf total[2][8];
  UNROLL for (int p = 0; p < panels; p++) {
    UNROLL for (int r = 0; r < rows; r++)
      total[p][r] = ck512_load(sums + CK_TILE * (8 * p + r));
  }
  for (size_t i = 0; i < count; i += 2, u += 2 * CK_TILE) {
    vi weights[2];
    UNROLL for (int p = 0; p < panels; p++)
      weights[p] = _mm512_loadu_si512(u + next * (size_t)p);
    UNROLL for (int r = 0; r < rows; r++) {
      const vi two = pair(x + (size_t)r * x_stride + i);
      UNROLL for (int p = 0; p < panels; p++)
        total[p][r] = add_pairs(total[p][r], weights[p], two);
    }
  }
  UNROLL for (int p = 0; p < panels; p++) {
    UNROLL for (int r = 0; r < rows; r++)
      ck512_store(sums + CK_TILE * (8 * p + r), total[p][r]);
  }
}

#define MULTIPLY(ROWS)                                                                            \
  BF16_TARGET static __attribute__((noinline)) void multiply_##ROWS(                              \
      size_t panels, size_t count, const uint16_t *u, size_t next, const uint16_t *x,             \
      size_t x_stride, float *sums) {                                                             \
    if (panels == 2) multiply(ROWS, 2, count, u, next, x, x_stride, sums);                        \
    else multiply(ROWS, 1, count, u, next, x, x_stride, sums);                                    \
  }
MULTIPLY(8)
MULTIPLY(4)
MULTIPLY(2)
MULTIPLY(1)

// Sums of the outputs from y, or to it: the first `valid` of up to two panels.
static void move_sums(bool load, float *sums, size_t rows, size_t valid, float *y,
                      size_t y_stride) {
  for (size_t first = 0; first < valid; first += CK_TILE) {
    const size_t count = valid - first < CK_TILE ? valid - first : CK_TILE;
    for (size_t r = 0; r < rows; r++) {
      float *sum = sums + CK_TILE * (8 * (first / CK_TILE) + r), *out = y + r * y_stride + first;
      if (load) memcpy(sum, out, count * sizeof(float));
      else memcpy(out, sum, count * sizeof(float));
    }
  }
}

static void many_rows(size_t k, size_t rows, size_t valid, const unsigned char *const *w,
                      const ck_activations *x, float *y, size_t y_stride, uint16_t *u) {
  const size_t panels = valid > CK_TILE ? 2 : 1, stride = padded(k);
  for (size_t first = 0; first < k; first += CK_BF16_STRETCH) {
    const size_t left = stride - first, count = left < CK_BF16_STRETCH ? left : CK_BF16_STRETCH;
    const size_t next = CK_TILE * count;
    for (size_t p = 0; p < panels; p++) unpack(w + CK_TILE * p, first, count, k, u + next * p);
    for (size_t r = 0, step; r < rows; r += step) {
      const size_t rest = rows - r;
      const uint16_t *x_r = x->bf16 + r * stride + first;
      float sums[2 * 8 * CK_TILE] = {0}, *out = y + r * y_stride;
      step = rest >= 8 ? 8 : rest >= 4 ? 4 : rest >= 2 ? 2 : 1;
      if (first > 0) move_sums(true, sums, step, valid, out, y_stride);
      if (step == 8) multiply_8(panels, count, u, next, x_r, stride, sums);
      else if (step == 4) multiply_4(panels, count, u, next, x_r, stride, sums);
      else if (step == 2) multiply_2(panels, count, u, next, x_r, stride, sums);
      else multiply_1(panels, count, u, next, x_r, stride, sums);
      move_sums(false, sums, step, valid, out, y_stride);
    }
  }
}

// How far beyond the next panel few rows ask for memory; see panel_simd.h.
#define LEAD 4096

BF16_INLINE void matmul(int level, size_t k, size_t rows, size_t outputs, const void *weights,
                        const ck_activations *x, float *y, size_t y_stride, void *scratch) {
  for (size_t o = 0, width; o < outputs; o += width) {
    const size_t left = outputs - o;
    width = rows > 4 && left > CK_TILE ? 2 * CK_TILE : CK_TILE;
    // Rows past the last one repeat it and are not stored.
    const size_t valid = left < width ? left : width;
    const unsigned char *w[2 * CK_TILE];
    for (size_t i = 0; i < width; i++)
      w[i] = (const unsigned char *)weights + 2 * k * (o + (i < valid ? i : valid - 1));
    if (rows > 4) {
      many_rows(k, rows, valid, w, x, y + o, y_stride, scratch);
      continue;
    }
    float sums[4 * CK_TILE];
    const char *ahead = (const char *)w[0] + 2 * k * CK_TILE + LEAD;
    const size_t stride = padded(k);
    if (rows == 1) few_rows(1, level, k, w, ahead, x->bf16, stride, sums);
    else if (rows == 2) few_rows(2, level, k, w, ahead, x->bf16, stride, sums);
    else if (rows == 3) few_rows(3, level, k, w, ahead, x->bf16, stride, sums);
    else few_rows(4, level, k, w, ahead, x->bf16, stride, sums);
    for (size_t r = 0; r < rows; r++)
      memcpy(y + r * y_stride + o, sums + CK_TILE * r, valid * sizeof(float));
  }
}

#define MATMUL(LEVEL)                                                                             \
  BF16_TARGET static void matmul_##LEVEL(size_t k, size_t rows, size_t outputs, const void *w,    \
                                         const ck_activations *x, float *y, size_t y_stride,      \
                                         void *scratch) {                                         \
    matmul(LEVEL, k, rows, outputs, w, x, y, y_stride, scratch);                                  \
  }
MATMUL(1)
MATMUL(2)
#endif

// Replaces what ck_install_float_matmul chose.
void ck_install_bf16_matmul(ck_kernels *table, ck_isa isa) {
  table->round_bf16 = CK_FROM_X86(isa, CK_AVX512_BF16, round_bf16, NULL);
  table->matmul[CK_BF16] =
      CK_FROM_X86(isa, CK_AVX512_BF16, table->prefetch_level == 1 ? matmul_1 : matmul_2,
                  table->matmul[CK_BF16]);
}

// Matrix products of F32, F16 and BF16 weights with float activations, accumulated in float.
//
// The plain twin keeps eight partial sums a dot product, which halves the error's growth eightfold
// and lets a compiler use vectors. The vector kernels keep a tile of outputs x rows of sums in
// registers, each in as many lanes as a vector has; a weight is widened once for all rows of the
// tile, and one transposing reduction ends the tile. A sum's order is the same in every tile shape,
// so an output's bits depend neither on how many rows it is computed with nor on where the outputs
// are cut. AVX512-BF16's vdpbf16ps would round activations to 8 bits of precision; it is not used.
#include "tables.h"
#include "half.h"

#if defined(__clang__)
#pragma STDC FP_CONTRACT OFF
#endif

CK_INLINE float weight_f32(const unsigned char *w, size_t i) { return ck_load32(w + 4 * i); }
CK_INLINE float weight_f16(const unsigned char *w, size_t i) {
  return ck_half_to_float(ck_load16(w + 2 * i));
}
CK_INLINE float weight_bf16(const unsigned char *w, size_t i) {
  return ck_bf16_to_float(ck_load16(w + 2 * i));
}

CK_INLINE float sum_lanes(const float *l) {
  return ((l[0] + l[4]) + (l[2] + l[6])) + ((l[1] + l[5]) + (l[3] + l[7]));
}

#define SCALAR(name, BYTES)                                                                  \
  static void matmul_##name##_scalar(size_t k, size_t rows, size_t outputs, const void *w,   \
                                     const ck_activations *x, float *y, size_t y_stride,     \
                                     void *scratch) {                                        \
    (void)scratch;                                                                           \
    for (size_t o = 0; o < outputs; o++) {                                                   \
      const unsigned char *row = (const unsigned char *)w + o * k * BYTES;                   \
      for (size_t r = 0; r < rows; r++) {                                                    \
        const float *x_r = x->f32 + r * k;                                                   \
        float lanes[8] = {0};                                                                \
        size_t i = 0;                                                                        \
        for (; i + 8 <= k; i += 8) {                                                         \
          for (size_t l = 0; l < 8; l++) lanes[l] += weight_##name(row, i + l) * x_r[i + l]; \
        }                                                                                    \
        for (; i < k; i++) lanes[i % 8] += weight_##name(row, i) * x_r[i];                   \
        y[r * y_stride + o] = sum_lanes(lanes);                                              \
      }                                                                                      \
    }                                                                                        \
  }
SCALAR(f32, 4)
SCALAR(f16, 2)
SCALAR(bf16, 2)

#define CK_BODY "float_matmul_simd.h"
#include "each_width.h"

void ck_install_float_matmul(ck_kernels *table, ck_isa isa) {
  const bool is_first = table->prefetch_level == 1;
  table->matmul[CK_F32] = CK_WIDEST(isa, matmul_f32_scalar, matmul_1_f32);
  table->matmul[CK_F16] = is_first ? CK_WIDEST(isa, matmul_f16_scalar, matmul_1_f16)
                                   : CK_WIDEST(isa, matmul_f16_scalar, matmul_2_f16);
  table->matmul[CK_BF16] = is_first ? CK_WIDEST(isa, matmul_bf16_scalar, matmul_1_bf16)
                                    : CK_WIDEST(isa, matmul_bf16_scalar, matmul_2_bf16);
}

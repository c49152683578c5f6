// Matrix products of quantised weights with quantised activations.
//
// With w = d (u - zero) + m and x = s q, a group of 32 values contributes  s * (d * (u . q - zero *
// sum(q)) + m * sum(q)). u . q and the sums are exact integers; only the outer multiplications
// round. See panel_simd.h for how the vector kernels order the work; this file has the plain twin,
// which unpacks a weight row block by block and serves all rows of x from it.
#include "formats.h"
#include "tables.h"

#if defined(__clang__)
#pragma STDC FP_CONTRACT OFF
#endif

// One block's share of the products with each row of x.
CK_INLINE void accumulate_block(const ck_unpacked *b, size_t values, int zero, size_t first,
                                size_t k, size_t rows, const ck_activations *x, float *y,
                                size_t y_stride) {
  for (size_t r = 0; r < rows; r++) {
    const int8_t *q = x->q + r * k + first;
    const float *scales = x->scales + (r * k + first) / 32;
    const int16_t *sums = x->sums + (r * k + first) / 16;
    float y_r = y[r * y_stride];
    for (size_t g = 0; g < values / 16; g += 2) {
      float part = 0;
      for (size_t h = g; h < g + 2; h++) {
        int32_t dot = -zero * sums[h];
        for (size_t i = 16 * h; i < 16 * h + 16; i++) dot += (int32_t)b->u[i] * q[i];
        part += b->d[h] * (float)dot + b->m[h] * (float)sums[h];
      }
      y_r += scales[g / 2] * part;
    }
    y[r * y_stride] = y_r;
  }
}

#define SCALAR(name, number, values, ...)                                                  \
  static void matmul_##name##_scalar(size_t k, size_t rows, size_t outputs, const void *w, \
                                     const ck_activations *x, float *y, size_t y_stride,   \
                                     void *scratch) {                                      \
    const ck_##name *blocks = w;                                                           \
    (void)scratch;                                                                         \
    for (size_t o = 0; o < outputs; o++) {                                                 \
      for (size_t r = 0; r < rows; r++) y[r * y_stride + o] = 0;                           \
      for (size_t i = 0; i < k; i += values) {                                             \
        ck_unpacked b;                                                                     \
        ck_unpack_##name(blocks++, &b);                                                    \
        accumulate_block(&b, values, ck_format_traits[number].zero, i, k, rows, x, y + o,  \
                         y_stride);                                                        \
      }                                                                                    \
    }                                                                                      \
  }
CK_QUANTIZED_FORMATS(SCALAR)

// Each inclusion of panel_simd.h is one way to multiply bytes; CK_BEST_PANEL of ladder.h chooses.
#if defined(__x86_64__)
#define CK_SIMD 256
#include "simd.h"
#include "panel_lanes_simd.h"
#define P(name) ck_avx2_##name
#define PANEL_TARGET TARGET
#define CK_VNNI 0
#include "panel_simd.h"
#undef CK_SIMD

#define CK_SIMD 512
#include "simd.h"
#include "panel_lanes_simd.h"
#define P(name) ck_avx512_##name
#define PANEL_TARGET TARGET
#define CK_VNNI 0
#include "panel_simd.h"

#define P(name) ck_vnni_##name
#define PANEL_TARGET \
  __attribute__((target("avx2,fma,f16c,avx512f,avx512bw,avx512vl,avx512dq,avx512vnni")))
#define CK_VNNI 1
#include "panel_simd.h"
#undef CK_SIMD
#elif defined(CK_ARM64)
#define CK_SIMD 128
#include "simd.h"
#include "panel_lanes_simd.h"
#define P(name) ck_neon_##name
#define PANEL_TARGET TARGET
#define CK_DOT 0
#include "panel_simd.h"

#define P(name) ck_dotprod_##name
#define PANEL_TARGET __attribute__((target("arch=armv8.2-a+dotprod")))
#define CK_DOT 1
#include "panel_simd.h"

#define P(name) ck_i8mm_##name
#define PANEL_TARGET __attribute__((target("arch=armv8.2-a+dotprod+i8mm")))
#define CK_DOT 2
#include "panel_simd.h"
#undef CK_SIMD
#endif

void ck_install_quantized_matmul(ck_kernels *table, ck_isa isa) {
  const bool is_first = table->prefetch_level == 1;
#define INSTALL_plain(name, number) table->matmul[number] = matmul_##name##_scalar;
#define INSTALL_lanes(name, number)                                                            \
  table->matmul[number] = is_first                                                            \
                              ? CK_BEST_PANEL(isa, matmul_##name##_scalar, matmul_1_##name)   \
                              : CK_BEST_PANEL(isa, matmul_##name##_scalar, matmul_2_##name);
#define INSTALL(name, number, values, zero, offset, parts, most, writing, kernels) \
  INSTALL_##kernels(name, number)
  CK_QUANTIZED_FORMATS(INSTALL)
}

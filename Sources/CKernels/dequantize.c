// Blocks and half floats to float.
//
// The bodies are plain C over the unpackers of unpack.h; the same bodies are compiled once more for
// AVX2 and AVX-512, where the compiler's vectoriser does the rest. On ARM the plain bodies have
// vectors already; only halves have an instruction of their own. Every operation is exactly rounded
// and none is contracted, so all tables give equal bits.
#include <string.h>

#include "tables.h"
#include "unpack.h"

#if defined(__clang__)
#pragma STDC FP_CONTRACT OFF
#endif

const ck_traits ck_format_traits[CK_FORMAT_LIMIT] = {
    [CK_F32] = {1, 4, 0, false},       [CK_F16] = {1, 2, 0, false},
    [CK_BF16] = {1, 2, 0, false},      [CK_Q4_0] = {32, 18, 8, false},
    [CK_Q4_1] = {32, 20, 0, true},     [CK_Q5_0] = {32, 22, 16, false},
    [CK_Q5_1] = {32, 24, 0, true},     [CK_Q8_0] = {32, 34, 128, false},
    [CK_Q2_K] = {256, 84, 0, true},    [CK_Q3_K] = {256, 110, 4, false},
    [CK_Q4_K] = {256, 144, 0, true},   [CK_Q5_K] = {256, 176, 0, true},
    [CK_Q6_K] = {256, 210, 32, false},
};

CK_INLINE void ck_f32_body(size_t n, const void *source, float *destination) {
  memcpy(destination, source, n * sizeof(float));
}

CK_INLINE void ck_f16_body(size_t n, const void *source, float *destination) {
  const unsigned char *s = source;
  for (size_t i = 0; i < n; i++) destination[i] = ck_half_to_float(ck_load16(s + 2 * i));
}

CK_INLINE void ck_bf16_body(size_t n, const void *source, float *destination) {
  const unsigned char *s = source;
  for (size_t i = 0; i < n; i++) destination[i] = ck_bf16_to_float(ck_load16(s + 2 * i));
}

// Compile-time constants of the format reach this through inlining.
CK_INLINE void ck_affine(const ck_unpacked *b, int values, int zero, bool has_offset, float *out) {
  for (int g = 0; g < values / 16; g++) {
    for (int i = 16 * g; i < 16 * g + 16; i++) {
      const float scaled = b->d[g] * (float)((int)b->u[i] - zero);
      out[i] = has_offset ? scaled + b->m[g] : scaled;
    }
  }
}

#define ZERO_q4_0 8, false
#define ZERO_q4_1 0, true
#define ZERO_q5_0 16, false
#define ZERO_q5_1 0, true
#define ZERO_q8_0 128, false
#define ZERO_q2_k 0, true
#define ZERO_q3_k 4, false
#define ZERO_q4_k 0, true
#define ZERO_q5_k 0, true
#define ZERO_q6_k 32, false

#define BODY(name, FORMAT, VALUES)                                                    \
  CK_INLINE void ck_##name##_body(size_t n, const void *source, float *destination) { \
    const ck_##name *blocks = source;                                                 \
    for (size_t i = 0; i < n / VALUES; i++) {                                         \
      ck_unpacked b;                                                                  \
      ck_unpack_##name(blocks + i, &b);                                               \
      ck_affine(&b, VALUES, ZERO_##name, destination + i * VALUES);                   \
    }                                                                                 \
  }
CK_QUANTIZED_FORMATS(BODY)

#define ALL_FORMATS(X) \
  X(f32, CK_F32, 1) X(f16, CK_F16, 1) X(bf16, CK_BF16, 1) CK_QUANTIZED_FORMATS(X)

#define SCALAR(name, FORMAT, VALUES)                                                         \
  static void dequantize_##name##_scalar(size_t n, const void *source, float *destination) { \
    ck_##name##_body(n, source, destination);                                                \
  }
ALL_FORMATS(SCALAR)

#define CK_BODY "dequantize_simd.h"
#include "each_width.h"

void ck_install_dequantize(ck_kernels *table, ck_isa isa) {
#define INSTALL(name, FORMAT, VALUES) \
  table->dequantize[FORMAT] = CK_WIDEST(isa, dequantize_##name##_scalar, dequantize_##name);
  ALL_FORMATS(INSTALL)
}

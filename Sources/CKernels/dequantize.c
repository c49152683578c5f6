// Blocks and half floats to float.
//
// The bodies are plain C over each format's ck_unpack_NAME; the same bodies are compiled once more
// for each width of vectors, where the compiler's vectoriser does the rest. Every operation is
// exactly rounded and none is contracted, so all tables give equal bits.
#include "formats.h"
#include "tables.h"

#if defined(__clang__)
#pragma STDC FP_CONTRACT OFF
#endif

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

#define BODY(name, number, values, zero, offset, ...)                                 \
  CK_INLINE void ck_##name##_body(size_t n, const void *source, float *destination) { \
    const ck_##name *blocks = source;                                                 \
    for (size_t i = 0; i < n / values; i++) {                                         \
      ck_unpacked b;                                                                  \
      ck_unpack_##name(blocks + i, &b);                                               \
      ck_affine(&b, values, zero, offset, destination + i * values);                  \
    }                                                                                 \
  }
CK_QUANTIZED_FORMATS(BODY)

#define SCALAR(name, ...)                                                                    \
  static void dequantize_##name##_scalar(size_t n, const void *source, float *destination) { \
    ck_##name##_body(n, source, destination);                                                \
  }
CK_FLOAT_FORMATS(SCALAR)
CK_QUANTIZED_FORMATS(SCALAR)

#define CK_BODY "dequantize_simd.h"
#include "each_width.h"

void ck_install_dequantize(ck_kernels *table, ck_isa isa) {
#define INSTALL(name, number, ...) \
  table->dequantize[number] = CK_WIDEST(isa, dequantize_##name##_scalar, dequantize_##name);
  CK_FLOAT_FORMATS(INSTALL)
  CK_QUANTIZED_FORMATS(INSTALL)
}

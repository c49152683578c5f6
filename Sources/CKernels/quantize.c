// Floats to half floats and to blocks, bit for bit as ggml's reference rounds them: each
// format's ck_quantize_NAME.
//
// Inputs that are not finite give some valid block, never undefined behaviour. F16 uses the
// processor's conversion where there is one; BF16 and Q8_0, which a cache of keys and values is
// written in, are compiled once more for wider vectors. All tables give equal bits.
#include "formats.h"
#include "tables.h"

#if defined(__clang__)
#pragma STDC FP_CONTRACT OFF
#endif

static void quantize_f32(size_t n, const float *x, void *destination) {
  memcpy(destination, x, n * sizeof(float));
}

CK_INLINE void store16(void *destination, size_t i, uint16_t value) {
  memcpy((unsigned char *)destination + 2 * i, &value, sizeof value);
}

static void quantize_f16(size_t n, const float *x, void *destination) {
  for (size_t i = 0; i < n; i++) store16(destination, i, ck_float_to_half(x[i]));
}

CK_INLINE void ck_quantize_bf16(size_t n, const float *x, void *destination) {
  for (size_t i = 0; i < n; i++) store16(destination, i, ck_float_to_bf16(x[i]));
}

#define PLAIN(name)                                                          \
  static void quantize_##name(size_t n, const float *x, void *destination) { \
    ck_quantize_##name(n, x, destination);                                   \
  }
#define PLAIN_read(name)
#define PLAIN_written(name) PLAIN(name)
#define PLAIN_ROW(name, number, values, zero, offset, parts, most, writing, ...) PLAIN_##writing(name)
PLAIN(bf16)
CK_QUANTIZED_FORMATS(PLAIN_ROW)

#if defined(__x86_64__)
#define CK_SIMD 256
#include "simd.h"
TARGET static void quantize_f16_avx2(size_t n, const float *x, void *destination) {
  unsigned char *p = destination;
  size_t i = 0;
  for (; i + 8 <= n; i += 8) {
    _mm_storeu_si128((void *)(p + 2 * i),
                     _mm256_cvtps_ph(_mm256_loadu_ps(x + i), _MM_FROUND_TO_NEAREST_INT));
  }
  for (; i < n; i++) store16(p, i, ck_float_to_half(x[i]));
}
#undef CK_SIMD

#define AVX2(name)                                                                            \
  TARGET static void quantize_##name##_avx2(size_t n, const float *x, void *destination) { \
    ck_quantize_##name(n, x, destination);                                                 \
  }
AVX2(bf16)
AVX2(q8_0)
#elif defined(CK_ARM64)
#define CK_SIMD 128
#include "simd.h"
// The other formats are left to the compiler: NEON is in what every ARM of 64 bits has.
TARGET static void quantize_f16_neon(size_t n, const float *x, void *destination) {
  unsigned char *p = destination;
  size_t i = 0;
  for (; i + LANES <= n; i += LANES)
    vst1_u8(p + 2 * i, vreinterpret_u8_f16(vcvt_f16_f32(ck128_load(x + i))));
  for (; i < n; i++) store16(p, i, ck_float_to_half(x[i]));
}
#undef CK_SIMD
#endif

void ck_install_quantize(ck_kernels *table, ck_isa isa) {
  table->quantize[CK_F32] = quantize_f32;
  table->quantize[CK_F16] =
      CK_FROM_X86(isa, CK_AVX2, quantize_f16_avx2,
                  CK_FROM_ARM(isa, CK_NEON, quantize_f16_neon, quantize_f16));
  table->quantize[CK_BF16] = CK_FROM_X86(isa, CK_AVX2, quantize_bf16_avx2, quantize_bf16);
#define INSTALL_read(name, number)
#define INSTALL_written(name, number) table->quantize[number] = quantize_##name;
#define INSTALL(name, number, values, zero, offset, parts, most, writing, ...) \
  INSTALL_##writing(name, number)
  CK_QUANTIZED_FORMATS(INSTALL)
  table->quantize[CK_Q8_0] = CK_FROM_X86(isa, CK_AVX2, quantize_q8_0_avx2, quantize_q8_0);
}

// Floats to half floats and to blocks of 32 (Q4_0, Q4_1, Q5_0, Q5_1, Q8_0), bit for bit as ggml's
// reference rounds them.
//
// A symmetric format takes the value of greatest magnitude to its lowest code; an affine one spans
// minimum to maximum. Codes are rounded half up by adding 0.5 and truncating. Q8_0 rounds halves
// away from zero. Inputs that are not finite give some valid block, never undefined behaviour. F16
// uses the processor's conversion where there is one; BF16 and Q8_0, which a cache of keys and
// values is written in, are compiled once more for wider vectors. All tables give equal bits.
#include <math.h>

#include "quantize.h"
#include "tables.h"
#include "unpack.h"

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

CK_INLINE void bf16_body(size_t n, const float *x, void *destination) {
  for (size_t i = 0; i < n; i++) store16(destination, i, ck_float_to_bf16(x[i]));
}

CK_INLINE float reciprocal(float d) { return d != 0 ? 1 / d : 0; }

// trunc(x) into 0...limit; NaN gives 0.
CK_INLINE uint8_t code(float x, int limit) {
  if (!(x > 0)) return 0;
  return x >= (float)limit ? (uint8_t)limit : (uint8_t)x;
}

// The value of greatest magnitude, with its sign; the first of equals.
CK_INLINE float extreme(const float *x, int n) {
  float magnitude = 0, value = 0;
  for (int i = 0; i < n; i++) {
    if (magnitude < fabsf(x[i])) {
      magnitude = fabsf(x[i]);
      value = x[i];
    }
  }
  return value;
}

CK_INLINE void range(const float *x, int n, float *low, float *high) {
  *low = *high = x[0];
  for (int i = 1; i < n; i++) {
    if (x[i] < *low) *low = x[i];
    if (x[i] > *high) *high = x[i];
  }
}

CK_INLINE void pack_nibbles(const uint8_t *u, uint8_t *qs) {
  for (int i = 0; i < 16; i++) qs[i] = (uint8_t)((u[i] & 15) | u[i + 16] << 4);
}

CK_INLINE void pack_fifth_bits(const uint8_t *u, uint8_t *qh) {
  memset(qh, 0, 4);
  for (int i = 0; i < 32; i++) qh[i / 8] |= (uint8_t)((u[i] >> 4 & 1) << (i % 8));
}

// Codes of a symmetric block: x / d + zero, 0...2 zero - 1. Returns d.
CK_INLINE float symmetric_codes(const float *x, int zero, uint8_t *u) {
  const float d = extreme(x, 32) / (float)-zero;
  const float inverse = reciprocal(d);
  for (int i = 0; i < 32; i++) u[i] = code(x[i] * inverse + ((float)zero + 0.5f), 2 * zero - 1);
  return d;
}

// Codes of an affine block: (x - low) / d, 0...limit. Returns d.
CK_INLINE float affine_codes(const float *x, int limit, uint8_t *u, float *low) {
  float high;
  range(x, 32, low, &high);
  const float d = (high - *low) / (float)limit;
  const float inverse = reciprocal(d);
  for (int i = 0; i < 32; i++) u[i] = code((x[i] - *low) * inverse + 0.5f, limit);
  return d;
}

static void quantize_q4_0(size_t n, const float *x, void *destination) {
  ck_q4_0 *b = destination;
  for (size_t i = 0; i < n / 32; i++, b++, x += 32) {
    uint8_t u[32];
    b->d = ck_float_to_half(symmetric_codes(x, 8, u));
    pack_nibbles(u, b->qs);
  }
}

static void quantize_q5_0(size_t n, const float *x, void *destination) {
  ck_q5_0 *b = destination;
  for (size_t i = 0; i < n / 32; i++, b++, x += 32) {
    uint8_t u[32];
    b->d = ck_float_to_half(symmetric_codes(x, 16, u));
    pack_nibbles(u, b->qs);
    pack_fifth_bits(u, b->qh);
  }
}

static void quantize_q4_1(size_t n, const float *x, void *destination) {
  ck_q4_1 *b = destination;
  for (size_t i = 0; i < n / 32; i++, b++, x += 32) {
    uint8_t u[32];
    float low;
    b->d = ck_float_to_half(affine_codes(x, 15, u, &low));
    b->m = ck_float_to_half(low);
    pack_nibbles(u, b->qs);
  }
}

static void quantize_q5_1(size_t n, const float *x, void *destination) {
  ck_q5_1 *b = destination;
  for (size_t i = 0; i < n / 32; i++, b++, x += 32) {
    uint8_t u[32];
    float low;
    b->d = ck_float_to_half(affine_codes(x, 31, u, &low));
    b->m = ck_float_to_half(low);
    pack_nibbles(u, b->qs);
    pack_fifth_bits(u, b->qh);
  }
}

// Nearest, halves away from zero, within -127...127; NaN gives -127. Adding the float below one
// half keeps 0.49999997 from rounding up.
CK_INLINE int8_t signed_code(float x) {
  const float bounded = x > -127 ? (x < 127 ? x : 127) : -127;
  return (int8_t)(int)(bounded + copysignf(0x1.fffffep-2f, bounded));
}

CK_INLINE void q8_0_body(size_t n, const float *x, void *destination) {
  ck_q8_0 *b = destination;
  for (size_t i = 0; i < n / 32; i++, b++, x += 32) {
    uint32_t bits = 0;
    for (int j = 0; j < 32; j++) {
      const uint32_t magnitude = ck_bits(x[j]) & 0x7fffffff;
      bits = magnitude > bits ? magnitude : bits;
    }
    const float d = ck_float(bits) / 127;
    const float inverse = reciprocal(d);
    b->d = ck_float_to_half(d);
    for (int j = 0; j < 32; j++) b->qs[j] = signed_code(x[j] * inverse);
  }
}

#define SCALAR(name)                                                         \
  static void quantize_##name(size_t n, const float *x, void *destination) { \
    name##_body(n, x, destination);                                          \
  }
SCALAR(bf16)
SCALAR(q8_0)

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
    name##_body(n, x, destination);                                                           \
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
  table->quantize[CK_Q4_0] = quantize_q4_0;
  table->quantize[CK_Q4_1] = quantize_q4_1;
  table->quantize[CK_Q5_0] = quantize_q5_0;
  table->quantize[CK_Q5_1] = quantize_q5_1;
  table->quantize[CK_Q8_0] = CK_FROM_X86(isa, CK_AVX2, quantize_q8_0_avx2, quantize_q8_0);
  table->quantize[CK_Q4_K] = ck_quantize_q4_k;
  table->quantize[CK_Q5_K] = ck_quantize_q5_k;
  table->quantize[CK_Q6_K] = ck_quantize_q6_k;
}

// Half and brain floats to and from float, one value at a time, in integer arithmetic and exact
// float operations.
#ifndef CARAT_HALF_H
#define CARAT_HALF_H

#include <math.h>
#include <string.h>

#include "CKernels.h"

#define CK_INLINE static inline __attribute__((always_inline))

CK_INLINE float ck_float(uint32_t bits) {
  float x;
  memcpy(&x, &bits, sizeof x);
  return x;
}

CK_INLINE uint32_t ck_bits(float x) {
  uint32_t bits;
  memcpy(&bits, &x, sizeof bits);
  return bits;
}

CK_INLINE uint16_t ck_load16(const void *p) {
  uint16_t x;
  memcpy(&x, p, sizeof x);
  return x;
}

CK_INLINE float ck_load32(const void *p) {
  float x;
  memcpy(&x, p, sizeof x);
  return x;
}

// A half's exponent and mantissa, moved up 13 bits, are a float 2^112 too small; multiplying puts
// subnormals right as well. Infinity and NaN (exponent 31) need the float's exponent 255; a NaN
// turns quiet, as vcvtph2ps does.
CK_INLINE float ck_half_to_float(uint16_t h) {
  const uint32_t sign = (uint32_t)(h & 0x8000) << 16;
  const uint32_t magnitude = (uint32_t)(h & 0x7fff) << 13;
  if (magnitude > 0x0f800000) return ck_float(sign | 0x70000000 | magnitude | 0x7fc00000);
  if (magnitude == 0x0f800000) return ck_float(sign | 0x7f800000);
  return ck_float(sign | ck_bits(ck_float(magnitude) * 0x1p112f));
}

// Nearest half, ties to even. Below 2^-14 the sum with 0.5 puts the float's last bit at 2^-24, a
// subnormal half's step.
CK_INLINE uint16_t ck_float_to_half(float x) {
  const uint32_t bits = ck_bits(x);
  const uint32_t sign = bits >> 16 & 0x8000;
  const uint32_t magnitude = bits & 0x7fffffff;
  if (magnitude > 0x7f800000) return (uint16_t)(sign | 0x7e00 | (magnitude >> 13 & 0x3ff));
  if (magnitude >= 0x47800000) return (uint16_t)(sign | 0x7c00);
  if (magnitude < 0x38800000)
    return (uint16_t)(sign | (ck_bits(ck_float(magnitude) + 0.5f) - 0x3f000000));
  const uint32_t rounded = magnitude - 0x38000000 + 0xfff + (magnitude >> 13 & 1);
  return (uint16_t)(sign | rounded >> 13);
}

CK_INLINE float ck_bf16_to_float(uint16_t b) { return ck_float((uint32_t)b << 16); }

// Nearest brain float, ties to even; a NaN turns quiet and keeps its sign.
CK_INLINE uint16_t ck_float_to_bf16(float x) {
  const uint32_t bits = ck_bits(x);
  if ((bits & 0x7fffffff) > 0x7f800000) return (uint16_t)(bits >> 16 | 0x40);
  return (uint16_t)((bits + 0x7fff + (bits >> 16 & 1)) >> 16);
}

#endif

// A row of activations to signed bytes: groups of 32, scale = max|x| / 127, ties to even, with sums
// of 16 for the offsets of weights.
//
// A group with an infinity or a NaN gets the scale NaN, so that every product with it shows. A
// group below 2^-110 is zero.
#include <math.h>

#include "tables.h"
#include "half.h"

#if defined(__clang__)
#pragma STDC FP_CONTRACT OFF
#endif

typedef struct {
  float scale, inverse;
} group_scale;

// From the greatest magnitude's bits. The inverse is 0 where no byte but 0 is wanted.
CK_INLINE group_scale scale_of(uint32_t bits) {
  const float greatest = ck_float(bits);
  if (bits >= 0x7f800000) return (group_scale){NAN, 0};
  return greatest >= 0x1p-110f ? (group_scale){greatest / 127, 127 / greatest}
                               : (group_scale){0, 0};
}

static void quantize_activations_scalar(size_t n, const float *x, int8_t *q, float *scales,
                                        int16_t *sums) {
  for (size_t g = 0; g < n / 32; g++, x += 32, q += 32, sums += 2) {
    // As integers, magnitudes are ordered and NaN is above infinity.
    uint32_t bits = 0;
    for (int i = 0; i < 32; i++) {
      const uint32_t magnitude = ck_bits(x[i]) & 0x7fffffff;
      if (magnitude > bits) bits = magnitude;
    }
    const group_scale s = scale_of(bits);
    scales[g] = s.scale;
    sums[0] = sums[1] = 0;
    for (int i = 0; i < 32; i++) {
      const float scaled = s.inverse != 0 ? x[i] * s.inverse : 0;
      q[i] = (int8_t)((scaled + 12582912.0f) - 12582912.0f);
      sums[i / 16] = (int16_t)(sums[i / 16] + q[i]);
    }
  }
}

#define CK_BODY "activations_simd.h"
#include "each_width.h"

void ck_install_activations(ck_kernels *table, ck_isa isa) {
  table->quantize_activations = CK_WIDEST(isa, quantize_activations_scalar, quantize_activations);
}

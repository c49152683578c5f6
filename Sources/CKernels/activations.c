// A row of activations to signed bytes: groups of 32, scale = max|x| / 127, ties to even, with sums of 16 for the offsets of weights.
//
// A group with an infinity or a NaN gets the scale NaN, so that every product with it shows. A group below 2^-110 is zero.
#include <math.h>

#include "tables.h"
#include "unpack.h"

#if defined(__clang__)
#pragma STDC FP_CONTRACT OFF
#endif

static const float smallest = 0x1p-110f;

static void quantize_activations_scalar(size_t n, const float *x, int8_t *q, float *scales, int16_t *sums) {
  for (size_t g = 0; g < n / 32; g++, x += 32, q += 32, sums += 2) {
    // As integers, magnitudes are ordered and NaN is above infinity.
    uint32_t bits = 0;
    for (int i = 0; i < 32; i++) {
      const uint32_t magnitude = ck_bits(x[i]) & 0x7fffffff;
      if (magnitude > bits) bits = magnitude;
    }
    const bool finite = bits < 0x7f800000;
    const float greatest = ck_float(bits);
    const float inverse = finite && greatest >= smallest ? 127 / greatest : 0;
    scales[g] = !finite ? NAN : greatest >= smallest ? greatest / 127 : 0;
    sums[0] = sums[1] = 0;
    for (int i = 0; i < 32; i++) {
      const float scaled = finite ? x[i] * inverse : 0;
      q[i] = (int8_t)((scaled + 12582912.0f) - 12582912.0f);
      sums[i / 16] = (int16_t)(sums[i / 16] + q[i]);
    }
  }
}

void ck_install_activations(ck_kernels *table, ck_isa isa) {
  (void)isa;
  table->quantize_activations = quantize_activations_scalar;
}

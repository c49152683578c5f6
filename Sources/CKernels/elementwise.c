// Sums and multiples of rows. A NaN in `maximum` is ignored; the maximum of nothing is -infinity.
#include <math.h>

#include "tables.h"

#if defined(__clang__)
#pragma STDC FP_CONTRACT OFF
#endif

static void add_scalar(size_t n, const float *x, float *y) {
  for (size_t i = 0; i < n; i++) y[i] += x[i];
}

static void add_scaled_scalar(size_t n, float a, const float *x, float *y) {
  for (size_t i = 0; i < n; i++) y[i] += a * x[i];
}

static void scale_scalar(size_t n, float a, float *x) {
  for (size_t i = 0; i < n; i++) x[i] *= a;
}

static float maximum_scalar(size_t n, const float *x) {
  float greatest = -INFINITY;
  for (size_t i = 0; i < n; i++) greatest = x[i] > greatest ? x[i] : greatest;
  return greatest;
}

#if defined(__x86_64__)
#define CK_SIMD 256
#include "simd.h"
#include "elementwise_simd.h"
#undef CK_SIMD
#define CK_SIMD 512
#include "simd.h"
#include "elementwise_simd.h"
#undef CK_SIMD
#elif defined(CK_ARM64)
#define CK_SIMD 128
#include "simd.h"
#include "elementwise_simd.h"
#undef CK_SIMD
#endif

void ck_install_elementwise(ck_kernels *table, ck_isa isa) {
  table->add = add_scalar;
  table->add_scaled = add_scaled_scalar;
  table->scale = scale_scalar;
  table->maximum = maximum_scalar;
#if defined(__x86_64__)
  if (ck_x86_at_least(isa, CK_AVX2)) {
    table->add = ck256_add_;
    table->add_scaled = ck256_add_scaled;
    table->scale = ck256_scale;
    table->maximum = ck256_maximum;
  }
  if (ck_x86_at_least(isa, CK_AVX512)) {
    table->add = ck512_add_;
    table->add_scaled = ck512_add_scaled;
    table->scale = ck512_scale;
    table->maximum = ck512_maximum;
  }
#elif defined(CK_ARM64)
  if (ck_arm_at_least(isa, CK_NEON)) {
    table->add = ck128_add_;
    table->add_scaled = ck128_add_scaled;
    table->scale = ck128_scale;
    table->maximum = ck128_maximum;
  }
#else
  (void)isa;
#endif
}

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

#define CK_BODY "elementwise_simd.h"
#include "each_width.h"

void ck_install_elementwise(ck_kernels *table, ck_isa isa) {
  table->add = CK_WIDEST(isa, add_scalar, add_);
  table->add_scaled = CK_WIDEST(isa, add_scaled_scalar, add_scaled);
  table->scale = CK_WIDEST(isa, scale_scalar, scale);
  table->maximum = CK_WIDEST(isa, maximum_scalar, maximum);
}

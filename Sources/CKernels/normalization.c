// RMSNorm (Zhang and Sennrich 2019) and LayerNorm (Ba, Kiros and Hinton 2016) of one row.
//
// Sums run in double, so that the row's length does not show in the result; the variance is taken
// around the mean in a second pass.
#include <math.h>

#include "tables.h"

static void rms_norm_scalar(size_t n, const float *x, const float *weight, float weight_offset,
                            float epsilon, float *y) {
  double squares = 0;
  for (size_t i = 0; i < n; i++) squares += (double)x[i] * (double)x[i];
  const float factor = (float)(1 / sqrt(squares / (double)n + (double)epsilon));
  for (size_t i = 0; i < n; i++) {
    const float normal = x[i] * factor;
    y[i] = weight ? normal * (weight[i] + weight_offset) : normal;
  }
}

static void layer_norm_scalar(size_t n, const float *x, const float *weight, const float *bias,
                              float epsilon, float *y) {
  double sum = 0;
  for (size_t i = 0; i < n; i++) sum += (double)x[i];
  const double mean = sum / (double)n;
  double squares = 0;
  for (size_t i = 0; i < n; i++) squares += ((double)x[i] - mean) * ((double)x[i] - mean);
  const double factor = 1 / sqrt(squares / (double)n + (double)epsilon);
  for (size_t i = 0; i < n; i++) {
    const float normal = (float)(((double)x[i] - mean) * factor);
    const float weighted = weight ? normal * weight[i] : normal;
    y[i] = bias ? weighted + bias[i] : weighted;
  }
}

#define CK_BODY "normalization_simd.h"
#include "each_width.h"

void ck_install_normalization(ck_kernels *table, ck_isa isa) {
  table->rms_norm = CK_WIDEST(isa, rms_norm_scalar, rms_norm);
  table->layer_norm = CK_WIDEST(isa, layer_norm_scalar, layer_norm);
}

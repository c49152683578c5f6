// Softmax of one row and the sum of exponentials, both totalled in double: 262,144 float terms
// would lose digits otherwise.
//
// A row of -infinity alone has no softmax and gives NaN, as does a row with a NaN or +infinity.
#include <math.h>

#include "tables.h"

static double sum_exp_scalar(size_t n, const float *x, float shift, float factor) {
  double sum = 0;
  for (size_t i = 0; i < n; i++) sum += (double)expf((x[i] - shift) * factor);
  return sum;
}

static void softmax_scalar(size_t n, float *x) {
  float greatest = -INFINITY;
  for (size_t i = 0; i < n; i++) greatest = x[i] > greatest ? x[i] : greatest;
  double sum = 0;
  for (size_t i = 0; i < n; i++) {
    x[i] = expf(x[i] - greatest);
    sum += (double)x[i];
  }
  const float factor = (float)(1 / sum);
  for (size_t i = 0; i < n; i++) x[i] *= factor;
}

#if defined(__x86_64__)
#define CK_SIMD 256
#include "simd.h"
#include "math_simd.h"
#include "softmax_simd.h"
#undef CK_SIMD
#define CK_SIMD 512
#include "simd.h"
#include "math_simd.h"
#include "softmax_simd.h"
#undef CK_SIMD
#elif defined(CK_ARM64)
#define CK_SIMD 128
#include "simd.h"
#include "math_simd.h"
#include "softmax_simd.h"
#undef CK_SIMD
#endif

void ck_install_softmax(ck_kernels *table, ck_isa isa) {
  table->sum_exp = sum_exp_scalar;
  table->softmax = softmax_scalar;
#if defined(__x86_64__)
  if (ck_x86_at_least(isa, CK_AVX2)) {
    table->sum_exp = ck256_sum_exp;
    table->softmax = ck256_softmax;
  }
  if (ck_x86_at_least(isa, CK_AVX512)) {
    table->sum_exp = ck512_sum_exp;
    table->softmax = ck512_softmax;
  }
#elif defined(CK_ARM64)
  if (ck_arm_at_least(isa, CK_NEON)) {
    table->sum_exp = ck128_sum_exp;
    table->softmax = ck128_softmax;
  }
#else
  (void)isa;
#endif
}

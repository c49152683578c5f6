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

#define CK_BODY "softmax_simd.h"
#include "each_width.h"

void ck_install_softmax(ck_kernels *table, ck_isa isa) {
  table->sum_exp = CK_WIDEST(isa, sum_exp_scalar, sum_exp);
  table->softmax = CK_WIDEST(isa, softmax_scalar, softmax);
}

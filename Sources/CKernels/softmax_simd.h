// sum_exp and softmax for one vector width; totals in double as in softmax.c.
#include "math_simd.h"

// exp of a part of a row, with zero in the lanes past its end.
INLINE vf V(exp_part)(const float *x, size_t n, vf shift, vf factor) {
  float part[LANES] = {0};
  V(store_part)(part, n, V(exp)(V(mul)(V(sub)(V(load_part)(x, n), shift), factor)));
  return V(load)(part);
}

TARGET static double V(sum_exp)(size_t n, const float *x, float shift, float factor) {
  const vf shifts = V(all)(shift), factors = V(all)(factor);
  vd low = V(all_d)(0), high = V(all_d)(0);
  for (size_t i = 0; i < n; i += LANES) {
    const vf e = i + LANES <= n ? V(exp)(V(mul)(V(sub)(V(load)(x + i), shifts), factors))
                                : V(exp_part)(x + i, n - i, shifts, factors);
    low = V(add_d)(low, V(low)(e));
    high = V(add_d)(high, V(high)(e));
  }
  return V(sum_d)(V(add_d)(low, high));
}

TARGET static void V(softmax)(size_t n, float *x) {
  float greatest = -INFINITY;
  vf lanes = V(all)(greatest);
  size_t i = 0;
  for (; i + LANES <= n; i += LANES) lanes = V(max)(V(load)(x + i), lanes);
  greatest = V(greatest)(lanes);
  for (; i < n; i++) greatest = x[i] > greatest ? x[i] : greatest;

  const vf shift = V(all)(greatest), one = V(all)(1);
  vd low = V(all_d)(0), high = V(all_d)(0);
  for (i = 0; i < n; i += LANES) {
    const bool whole = i + LANES <= n;
    const vf e =
        whole ? V(exp)(V(sub)(V(load)(x + i), shift)) : V(exp_part)(x + i, n - i, shift, one);
    low = V(add_d)(low, V(low)(e));
    high = V(add_d)(high, V(high)(e));
    if (whole) V(store)(x + i, e);
    else V(store_part)(x + i, n - i, e);
  }
  const vf factor = V(all)((float)(1 / V(sum_d)(V(add_d)(low, high))));
  for (i = 0; i + LANES <= n; i += LANES) V(store)(x + i, V(mul)(V(load)(x + i), factor));
  if (i < n) V(store_part)(x + i, n - i, V(mul)(V(load_part)(x + i, n - i), factor));
}

// rms_norm and layer_norm for one vector width; sums in double as in normalization.c.

// Sum of (x - shift)^power over the row, power 1 or 2.
INLINE double V(moment)(size_t n, const float *x, double shift, int power) {
  const vd center = V(all_d)(shift);
  vd low = V(all_d)(0), high = V(all_d)(0);
  size_t i = 0;
  for (; i + LANES <= n; i += LANES) {
    const vf v = V(load)(x + i);
    const vd a = V(sub_d)(V(low)(v), center), b = V(sub_d)(V(high)(v), center);
    low = power == 2 ? V(fma_d)(a, a, low) : V(add_d)(a, low);
    high = power == 2 ? V(fma_d)(b, b, high) : V(add_d)(b, high);
  }
  double rest = 0;
  for (; i < n; i++) {
    const double a = (double)x[i] - shift;
    rest += power == 2 ? a * a : a;
  }
  return V(sum_d)(V(add_d)(low, high)) + rest;
}

TARGET static void V(rms_norm)(size_t n, const float *x, const float *weight, float weight_offset,
                               float epsilon, float *y) {
  const double squares = V(moment)(n, x, 0, 2);
  const float factor = (float)(1 / sqrt(squares / (double)n + (double)epsilon));
  const vf factors = V(all)(factor), offsets = V(all)(weight_offset);
  size_t i = 0;
  for (; i + LANES <= n; i += LANES) {
    const vf normal = V(mul)(V(load)(x + i), factors);
    V(store)(y + i, weight ? V(mul)(normal, V(add)(V(load)(weight + i), offsets)) : normal);
  }
  for (; i < n; i++) {
    const float normal = x[i] * factor;
    y[i] = weight ? normal * (weight[i] + weight_offset) : normal;
  }
}

// Weight and bias of one vector or part of one.
INLINE vf V(affine)(vf normal, bool has_weight, vf weight, bool has_bias, vf bias) {
  const vf weighted = has_weight ? V(mul)(normal, weight) : normal;
  return has_bias ? V(add)(weighted, bias) : weighted;
}

TARGET static void V(layer_norm)(size_t n, const float *x, const float *weight, const float *bias,
                                 float epsilon, float *y) {
  const double mean = V(moment)(n, x, 0, 1) / (double)n;
  const double factor = 1 / sqrt(V(moment)(n, x, mean, 2) / (double)n + (double)epsilon);
  const vd means = V(all_d)(mean), factors = V(all_d)(factor);
  for (size_t i = 0; i < n; i += LANES) {
    const size_t part = n - i < LANES ? n - i : LANES;
    const vf v = V(load_part)(x + i, part);
    const vd low = V(mul_d)(V(sub_d)(V(low)(v), means), factors);
    const vd high = V(mul_d)(V(sub_d)(V(high)(v), means), factors);
    const vf w = weight ? V(load_part)(weight + i, part) : V(zero)();
    const vf b = bias ? V(load_part)(bias + i, part) : V(zero)();
    V(store_part)(y + i, part, V(affine)(V(join)(low, high), weight, w, bias, b));
  }
}

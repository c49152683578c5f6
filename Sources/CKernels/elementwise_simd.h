// add, add_scaled, scale and maximum for one vector width.
TARGET static void V(add_)(size_t n, const float *x, float *y) {
  size_t i = 0;
  for (; i + LANES <= n; i += LANES) V(store)(y + i, V(add)(V(load)(y + i), V(load)(x + i)));
  for (; i < n; i++) y[i] += x[i];
}

TARGET static void V(add_scaled)(size_t n, float a, const float *x, float *y) {
  const vf factor = V(all)(a);
  size_t i = 0;
  for (; i + LANES <= n; i += LANES)
    V(store)(y + i, V(fma)(factor, V(load)(x + i), V(load)(y + i)));
  if (i < n)
    V(store_part)(y + i, n - i,
                  V(fma)(factor, V(load_part)(x + i, n - i), V(load_part)(y + i, n - i)));
}

TARGET static void V(scale)(size_t n, float a, float *x) {
  const vf factor = V(all)(a);
  size_t i = 0;
  for (; i + LANES <= n; i += LANES) V(store)(x + i, V(mul)(factor, V(load)(x + i)));
  for (; i < n; i++) x[i] *= a;
}

TARGET static float V(maximum)(size_t n, const float *x) {
  vf lanes = V(all)(-INFINITY);
  size_t i = 0;
  for (; i + LANES <= n; i += LANES) lanes = V(max)(V(load)(x + i), lanes);
  float greatest = V(greatest)(lanes);
  for (; i < n; i++) greatest = x[i] > greatest ? x[i] : greatest;
  return greatest;
}

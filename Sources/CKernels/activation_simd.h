// gate and softcap for one vector width; see activation.c.
#include "math_simd.h"

INLINE vf V(activate)(ck_activation activation, vf x) {
  switch (activation) {
    case CK_SILU: return V(logistic_gate)(x, x);
    case CK_GELU_TANH: return V(gelu_tanh)(x);
    case CK_GELU_ERF: return V(gelu_erf)(x);
    case CK_RELU: return V(max)(x, V(zero)());
    case CK_GELU_SIGMOID: return V(logistic_gate)(x, V(mul)(x, V(all)(1.702f)));
  }
  return x;
}

INLINE void V(gate_all)(ck_activation activation, size_t n, const float *gate, const float *up,
                        float *y) {
  size_t i = 0;
  for (; i + LANES <= n; i += LANES) {
    const vf a = V(activate)(activation, V(load)(gate + i));
    V(store)(y + i, up ? V(mul)(a, V(load)(up + i)) : a);
  }
  if (i < n) {
    const vf a = V(activate)(activation, V(load_part)(gate + i, n - i));
    V(store_part)(y + i, n - i, up ? V(mul)(a, V(load_part)(up + i, n - i)) : a);
  }
}

TARGET static void V(gate)(ck_activation activation, size_t n, const float *gate, const float *up,
                           float *y) {
  switch (activation) {
    case CK_SILU: V(gate_all)(CK_SILU, n, gate, up, y); break;
    case CK_GELU_TANH: V(gate_all)(CK_GELU_TANH, n, gate, up, y); break;
    case CK_GELU_ERF: V(gate_all)(CK_GELU_ERF, n, gate, up, y); break;
    case CK_RELU: V(gate_all)(CK_RELU, n, gate, up, y); break;
    case CK_GELU_SIGMOID: V(gate_all)(CK_GELU_SIGMOID, n, gate, up, y); break;
  }
}

INLINE vf V(softcap_vector)(vf x, vf cap) { return V(mul)(cap, V(tanh)(V(div)(x, cap))); }

TARGET static void V(softcap)(size_t n, float cap, float *x) {
  const vf caps = V(all)(cap);
  size_t i = 0;
  for (; i + LANES <= n; i += LANES) V(store)(x + i, V(softcap_vector)(V(load)(x + i), caps));
  if (i < n) V(store_part)(x + i, n - i, V(softcap_vector)(V(load_part)(x + i, n - i), caps));
}

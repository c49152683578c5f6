// Activations of gated and plain feed-forward layers, and the soft cap on logits.
#include <math.h>

#include "tables.h"

static float activate_scalar(ck_activation activation, float x) {
  switch (activation) {
    case CK_SILU: return x / (1 + expf(-x));
    case CK_GELU_TANH: return 0.5f * x * (1 + tanhf(0.79788456080286535588f * (x + 0.044715f * x * x * x)));
    case CK_GELU_ERF: return 0.5f * x * (1 + erff(x * 0.70710678118654752440f));
    case CK_RELU: return x > 0 ? x : 0;
    case CK_GELU_SIGMOID: return x / (1 + expf(-1.702f * x));
  }
  return x;
}

static void gate_scalar(ck_activation activation, size_t n, const float *gate, const float *up, float *y) {
  for (size_t i = 0; i < n; i++) {
    const float a = activate_scalar(activation, gate[i]);
    y[i] = up ? a * up[i] : a;
  }
}

static void softcap_scalar(size_t n, float cap, float *x) {
  for (size_t i = 0; i < n; i++) x[i] = cap * tanhf(x[i] / cap);
}

void ck_install_activation(ck_kernels *table, ck_isa isa) {
  (void)isa;
  table->gate = gate_scalar;
  table->softcap = softcap_scalar;
}

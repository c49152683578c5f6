// Activations of gated and plain feed-forward layers, and the soft cap on logits.
//
// GELU (Hendrycks and Gimpel 2016) is x times a probability. Both forms are computed as that
// product, (1 + tanh(u)) / 2 being 1 / (1 + exp(-2u)), so that the negative tail keeps its relative
// accuracy where 1 + tanh and 1 + erf would cancel. softcap needs cap > 0.
#include <math.h>

#include "tables.h"

static float activate_scalar(ck_activation activation, float x) {
  switch (activation) {
    case CK_SILU: return x / (1 + expf(-x));
    case CK_GELU_TANH:
      return x / (1 + expf(-1.59576912160573071176f * (x + 0.044715f * x * x * x)));
    case CK_GELU_ERF: return 0.5f * x * erfcf(x * -0.70710678118654752440f);
    case CK_RELU: return x > 0 ? x : 0;
    case CK_GELU_SIGMOID: return x / (1 + expf(-1.702f * x));
  }
  return x;
}

static void gate_scalar(ck_activation activation, size_t n, const float *gate, const float *up,
                        float *y) {
  for (size_t i = 0; i < n; i++) {
    const float a = activate_scalar(activation, gate[i]);
    y[i] = up ? a * up[i] : a;
  }
}

static void softcap_scalar(size_t n, float cap, float *x) {
  for (size_t i = 0; i < n; i++) x[i] = cap * tanhf(x[i] / cap);
}

#define CK_BODY "activation_simd.h"
#include "each_width.h"

void ck_install_activation(ck_kernels *table, ck_isa isa) {
  table->gate = CK_WIDEST(isa, gate_scalar, gate);
  table->softcap = CK_WIDEST(isa, softcap_scalar, softcap);
}

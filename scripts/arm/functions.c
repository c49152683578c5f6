// Activation functions, the soft cap and exponentials, against double arithmetic.
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "check.h"

static double exactly(ck_activation activation, double x) {
  switch (activation) {
    case CK_SILU: return x / (1 + exp(-x));
    case CK_GELU_TANH:
      return x / (1 + exp(-2 * sqrt(2 / 3.14159265358979323846) * (x + 0.044715 * x * x * x)));
    case CK_GELU_ERF: return 0.5 * x * erfc(-x * sqrt(0.5));
    case CK_RELU: return x > 0 ? x : 0;
    case CK_GELU_SIGMOID: return x / (1 + exp(-1.702 * x));
  }
  return x;
}

static const struct {
  ck_activation activation;
  const char *name;
  double tolerance;
} functions[] = {
    {CK_SILU, "SiLU", 4e-7},
    {CK_GELU_TANH, "GELU by tanh", 4e-6},
    {CK_GELU_ERF, "GELU by erf", 4e-6},
    {CK_RELU, "ReLU", 0},
    {CK_GELU_SIGMOID, "GELU by sigmoid", 4e-6},
};

// Within -6...6 errors are relative; beyond, a tail below 1e-8 only has to stay that small.
static void check_gate(const ck_kernels *table) {
  enum { n = 12001 };
  static float x[n], y[n];
  for (size_t i = 0; i < n; i++) x[i] = ((float)i - 6000) * 2e-3f;
  for (size_t f = 0; f < 5; f++) {
    table->gate(functions[f].activation, n, x, NULL, y);
    for (size_t i = 0; i < n; i++) {
      const double expected = exactly(functions[f].activation, (double)x[i]);
      const double allowed = functions[f].tolerance * fabs(expected);
      expect(within((double)y[i], expected, fmax(allowed, fabsf(x[i]) > 6 ? 2e-8 : 0)),
             "%s of %g is %g, not %g", functions[f].name, (double)x[i], (double)y[i], expected);
    }
    for (size_t count = 1; count <= 40; count++) {
      float *gate = guarded(count * sizeof *gate, 0), *up = guarded(count * sizeof *up, 0);
      float *gated = guarded(count * sizeof *gated, 0);
      random_floats(count, 4, gate);
      random_floats(count, 1, up);
      table->gate(functions[f].activation, count, gate, NULL, y);
      table->gate(functions[f].activation, count, gate, up, gated);
      for (size_t i = 0; i < count; i++)
        expect(within((double)gated[i], (double)(y[i] * up[i]), 1e-6 * fabs((double)y[i])),
               "%s, element %zu of %zu", functions[f].name, i, count);
      release(gate);
      release(up);
      release(gated);
    }
    const float odd[] = {1000, -1000, NAN, 0, -0.0f};
    table->gate(functions[f].activation, 5, odd, NULL, y);
    expect(y[0] == 1000 && y[1] == 0 && y[3] == 0 && y[4] == 0, "%s far out", functions[f].name);
    expect(isnan(y[2]) || functions[f].activation == CK_RELU, "%s of NaN", functions[f].name);
  }
}

static void check_softcap(const ck_kernels *table) {
  enum { n = 4006 };
  float x[n], y[n];
  for (size_t i = 0; i < n; i++) x[i] = ((float)i - 2000) * 0.12f;
  const float odd[] = {1e-6f, -1e-20f, 1e30f, -1e30f, 0, INFINITY};
  memcpy(x + n - 6, odd, sizeof odd);
  for (float cap = 30; cap <= 50; cap += 20) {
    memcpy(y, x, sizeof y);
    table->softcap(n, cap, y);
    for (size_t i = 0; i < n; i++) {
      const double expected = (double)cap * tanh((double)x[i] / (double)cap);
      expect(within((double)y[i], expected, 5e-7 * fabs(expected)), "softcap of %g", (double)x[i]);
    }
  }
}

static void check_exponential(const ck_kernels *table) {
  for (int step = -8730; step <= 8872; step += 3) {
    const float x = (float)step / 100;
    const double expected = exp((double)x);
    expect(within(table->sum_exp(1, &x, 0, 1), expected, 2e-7 * expected), "exp of %g", (double)x);
  }
  const float odd[] = {-110, -INFINITY, 0, 90, INFINITY, NAN, -95};
  expect(table->sum_exp(1, odd, 0, 1) == 0 && table->sum_exp(1, odd + 1, 0, 1) == 0, "exp to zero");
  expect(table->sum_exp(1, odd + 2, 0, 1) == 1, "exp of zero");
  expect(isinf(table->sum_exp(1, odd + 3, 0, 1)) && isinf(table->sum_exp(1, odd + 4, 0, 1)),
         "exp to infinity");
  expect(isnan(table->sum_exp(1, odd + 5, 0, 1)), "exp of NaN");
  expect(within(table->sum_exp(1, odd + 6, 0, 1), exp(-95), 0x1p-149), "exp below normal floats");
}

// 262,144 terms lose less than 1e-6.
static void check_long_sum(const ck_kernels *table) {
  enum { n = 262144 - 3 };
  float *x = guarded(n * sizeof *x, 0);
  random_floats(n, 12, x);
  double expected = 0;
  for (size_t i = 0; i < n; i++) expected += exp(((double)x[i] - 9) * 0.5);
  expect(within(table->sum_exp(n, x, 9, 0.5f), expected, 1e-6 * expected), "a long sum");
  release(x);
}

void check_functions(const ck_kernels *table) {
  seed(4);
  check_gate(table);
  check_softcap(table);
  check_exponential(table);
  check_long_sum(table);
}

// Norms, rotations, sums and softmax of rows of every length, against double arithmetic.
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "check.h"

enum { most = 2051 };

static void check_norms(const ck_kernels *table, size_t n, float *x, float *weight, float *bias,
                        float *y) {
  for (float center = 0; center <= 1000; center += 1000) {
    for (size_t i = 0; i < n; i++) x[i] = random_float(center > 0 ? 1 : 50) + center;
    double sum = 0, squares = 0, variance = 0;
    for (size_t i = 0; i < n; i++) {
      sum += (double)x[i];
      squares += (double)x[i] * (double)x[i];
    }
    const double mean = sum / (double)n;
    for (size_t i = 0; i < n; i++) variance += ((double)x[i] - mean) * ((double)x[i] - mean);
    const double root = sqrt(squares / (double)n + (double)1e-6f);
    const double deviation = sqrt(variance / (double)n + (double)1e-5f);
    table->rms_norm(n, x, weight, 1, 1e-6f, y);
    for (size_t i = 0; i < n; i++) {
      const double normal = (double)x[i] / root, factor = (double)weight[i] + 1;
      expect(within((double)y[i], normal * factor, 4e-7 * fabs(normal) * fmax(fabs(factor), 0.2)),
             "RMSNorm of %zu", n);
    }
    table->rms_norm(n, x, NULL, 1, 1e-6f, y);
    for (size_t i = 0; i < n; i++) {
      const double normal = (double)x[i] / root;
      expect(within((double)y[i], normal, 2e-7 * fabs(normal)), "plain RMSNorm of %zu", n);
    }
    table->layer_norm(n, x, weight, bias, 1e-5f, y);
    for (size_t i = 0; i < n; i++) {
      const double normal = ((double)x[i] - mean) / deviation;
      expect(within((double)y[i], normal * (double)weight[i] + (double)bias[i],
                    1e-6 * fmax(fabs(normal), 1)),
             "LayerNorm of %zu", n);
    }
  }
}

static void check_rope(const ck_kernels *table, size_t pairs, float *cosine, float *sine,
                       float *x) {
  float before[2 * 128];
  for (size_t i = 0; i < pairs; i++) {
    const float angle = random_float(3);
    cosine[i] = cosf(angle);
    sine[i] = sinf(angle);
  }
  for (int pairing = 0; pairing < 2; pairing++) {
    random_floats(2 * pairs, 1, x);
    memcpy(before, x, 2 * pairs * sizeof *x);
    table->rope((ck_rope_pairing)pairing, pairs, cosine, sine, x);
    for (size_t i = 0; i < pairs; i++) {
      const size_t a = pairing == CK_ROPE_HALVES ? i : 2 * i;
      const size_t b = pairing == CK_ROPE_HALVES ? i + pairs : 2 * i + 1;
      const double c = (double)cosine[i], s = (double)sine[i];
      const double x0 = (double)before[a], x1 = (double)before[b];
      expect(within((double)x[a], x0 * c - x1 * s, 2e-7), "rope, pairing %d, %zu", pairing, pairs);
      expect(within((double)x[b], x0 * s + x1 * c, 2e-7), "rope, pairing %d, %zu", pairing, pairs);
    }
  }
}

static void check_sums(const ck_kernels *table, size_t n, float *x, float *y) {
  float before[70];
  random_floats(n, 1, x);
  random_floats(n, 1, before);
  memcpy(y, before, n * sizeof *y);
  table->add(n, x, y);
  for (size_t i = 0; i < n; i++) expect(y[i] == before[i] + x[i], "add, %zu", n);
  memcpy(y, before, n * sizeof *y);
  table->add_scaled(n, 0.3f, x, y);
  for (size_t i = 0; i < n; i++)
    expect(within((double)y[i], (double)before[i] + (double)0.3f * (double)x[i], 2e-7),
           "add_scaled, %zu", n);
  memcpy(y, before, n * sizeof *y);
  table->scale(n, 0.3f, y);
  for (size_t i = 0; i < n; i++) expect(y[i] == before[i] * 0.3f, "scale, %zu", n);
  for (size_t place = 0; place < n; place++) {
    for (size_t i = 0; i < n; i++) x[i] = -9;
    x[place] = -2;
    expect(table->maximum(n, x) == -2, "maximum, %zu of %zu", place, n);
    x[(place + 1) % n] = NAN;
    expect(n == 1 || table->maximum(n, x) == -2, "maximum past NaN, %zu of %zu", place, n);
  }
}

static void check_softmax(const ck_kernels *table, size_t n, float *x, float *y) {
  random_floats(n, 20, x);
  float greatest = -INFINITY;
  for (size_t i = 0; i < n; i++) greatest = fmaxf(greatest, x[i]);
  double total = 0;
  for (size_t i = 0; i < n; i++) total += exp((double)(x[i] - greatest));
  memcpy(y, x, n * sizeof *y);
  table->softmax(n, y);
  for (size_t i = 0; i < n; i++) {
    const double expected = exp((double)(x[i] - greatest)) / total;
    expect(within((double)y[i], expected, 6e-7 * expected), "softmax of %zu", n);
  }
  for (size_t i = 0; i < n; i++) y[i] = -INFINITY;
  y[n - 1] = 3;
  table->softmax(n, y);
  expect(y[n - 1] == 1 && (n == 1 || y[0] == 0), "masked softmax of %zu", n);
  y[0] = NAN;
  table->softmax(n, y);
  for (size_t i = 0; i < n; i++) expect(isnan(y[i]), "softmax of %zu with NaN", n);
}

// The rows end where memory ends.
void check_rows(const ck_kernels *table) {
  seed(5);
  expect(table->maximum(0, NULL) == -INFINITY, "the maximum of nothing");
  for (size_t n = 1; n <= most; n += n < 70 ? 1 : n < 1000 ? 506 : 1475) {
    float *x = guarded(n * sizeof *x, 0), *y = guarded(n * sizeof *y, 0);
    float *weight = guarded(n * sizeof *weight, 0), *bias = guarded(n * sizeof *bias, 0);
    random_floats(n, 1, weight);
    random_floats(n, 1, bias);
    check_norms(table, n, x, weight, bias, y);
    check_softmax(table, n, x, y);
    if (n < 70) check_sums(table, n, x, y);
    float *head = guarded(2 * n * sizeof *head, 0);
    if (n <= 128) check_rope(table, n, weight, bias, head);
    release(head);
    release(x);
    release(y);
    release(weight);
    release(bias);
  }
}

// Conversions that are exact: halves, and activations to bytes. Every bit as in the plain twin.
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "check.h"

// Every half there is, and floats of every exponent near every rounding step of a half.
void check_halves(const ck_kernels *table) {
  enum { halves = 65536, n = halves + 3 };
  uint16_t *source = guarded(n * sizeof *source, 1), *twin_halves = malloc(n * sizeof *twin_halves);
  float *got = guarded(n * sizeof *got, 0), *twin = malloc(n * sizeof *twin);
  for (size_t i = 0; i < n; i++) {
    const uint16_t half = (uint16_t)i;
    memcpy((unsigned char *)source + 2 * i, &half, sizeof half);
  }
  table->dequantize[CK_F16](n, source, got);
  scalar_table()->dequantize[CK_F16](n, source, twin);
  expect(memcmp(got, twin, n * sizeof *got) == 0, "halves to floats");
  seed(3);
  for (int round = 0; round < 24; round++) {
    for (size_t i = 0; i < n; i++) {
      // A half's seven steps around its middle, then anything at all.
      const uint32_t near = (uint32_t)(i << 13 | i >> 3 << 29) + 0x1000 - 3 + (uint32_t)round;
      const uint32_t bits = round < 8 ? near : random_bits() ^ random_bits() << 16;
      memcpy(got + i, &bits, sizeof bits);
    }
    table->quantize[CK_F16](n, got, source);
    scalar_table()->quantize[CK_F16](n, got, twin_halves);
    expect(memcmp(source, twin_halves, n * sizeof *source) == 0, "floats to halves, %d", round);
  }
  release(source);
  release(got);
  free(twin_halves);
  free(twin);
}

static void expect_rounded(const ck_kernels *table, size_t n, const float *values) {
  float *x = guarded_copy(values, n * sizeof *x, 0);
  int8_t *q = guarded(n, 0), *twin_q = guarded(n, 0);
  float *scales = guarded(n / 32 * sizeof *scales, 0);
  float *twin_scales = guarded(n / 32 * sizeof *scales, 0);
  int16_t *sums = guarded(n / 16 * sizeof *sums, 0), *twin_sums = guarded(n / 16 * sizeof *sums, 0);
  table->quantize_activations(n, x, q, scales, sums);
  scalar_table()->quantize_activations(n, x, twin_q, twin_scales, twin_sums);
  expect(memcmp(q, twin_q, n) == 0, "bytes of %zu activations", n);
  expect(memcmp(sums, twin_sums, n / 16 * sizeof *sums) == 0, "sums of %zu activations", n);
  expect(same_bits(n / 32, scales, twin_scales), "scales of %zu activations", n);
  void *all[] = {x, q, twin_q, scales, twin_scales, sums, twin_sums};
  for (size_t i = 0; i < sizeof all / sizeof *all; i++) release(all[i]);
}

void check_rounding(const ck_kernels *table) {
  float x[1024];
  for (int power = -149; power <= 120; power++) {
    seed((uint64_t)(power + 200));
    for (size_t n = 32; n <= 320; n += 96) {
      random_floats(n, ldexpf(1, power), x);
      expect_rounded(table, n, x);
    }
  }
  // Halves between bytes: the greatest is 127, so the scale is 1.
  for (size_t i = 0; i < 1024; i++) x[i] = i % 32 == 0 ? 127 : (float)(i % 255) - 127.5f;
  for (size_t i = 1; i < 1024; i++) x[i] = x[i] > 127 || x[i] < -127 ? 0.5f : x[i];
  expect_rounded(table, 1024, x);
  const float odd[] = {0, -0.0f, INFINITY, -INFINITY, NAN, 1e-38f, 0x1p-110f, 0x1p-111f, -3.4e38f};
  for (size_t i = 0; i < sizeof odd / sizeof *odd; i++) {
    for (size_t at = 0; at < 32; at++) {
      for (size_t j = 0; j < 96; j++) x[j] = i % 2 ? 0 : random_float(1e-30f);
      x[32 + at] = odd[i];
      expect_rounded(table, 96, x);
    }
  }
}

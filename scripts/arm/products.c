// Products of weights with activations: against double arithmetic and the plain twin, at every
// count of rows, and the same bits however the work is cut.
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "check.h"

enum { rows = 17, outputs = 37, most_k = 1536 };

// One problem, its operands in guarded memory, and its result in double with the magnitude that
// went into it.
typedef struct {
  const storage *s;
  size_t k, row_bytes;
  unsigned char *w;
  float *x, *scales;
  int8_t *q;
  int16_t *sums;
  double value[rows * outputs], magnitude[rows * outputs];
} problem;

static void measure(problem *p) {
  float *weights = malloc(p->k * sizeof *weights);
  for (size_t o = 0; o < outputs; o++) {
    scalar_table()->dequantize[p->s->format](p->k, p->w + o * p->row_bytes, weights);
    for (size_t r = 0; r < rows; r++) {
      double value = 0, magnitude = 0;
      for (size_t i = 0; i < p->k; i++) {
        const size_t at = r * p->k + i;
        const double x =
            p->s->values == 1 ? (double)p->x[at] : (double)p->q[at] * (double)p->scales[at / 32];
        value += (double)weights[i] * x;
        magnitude += fabs((double)weights[i] * x);
      }
      p->value[r * outputs + o] = value;
      p->magnitude[r * outputs + o] = magnitude;
    }
  }
  free(weights);
}

static void round_row(const ck_kernels *table, problem *p, size_t r) {
  if (p->s->values == 1) return;
  table->quantize_activations(p->k, p->x + r * p->k, p->q + r * p->k, p->scales + r * (p->k / 32),
                              p->sums + r * (p->k / 16));
}

static void begin(problem *p, const storage *s, size_t k, size_t slack) {
  p->s = s;
  p->k = k;
  p->row_bytes = k / s->values * s->bytes;
  p->w = guarded(outputs * p->row_bytes, slack);
  random_weights(s, outputs * k, p->w);
  p->x = guarded(rows * k * sizeof *p->x, 0);
  random_floats(rows * k, 1, p->x);
  if (s->format == CK_BF16) {
    // Some tables round x for these weights; what is BF16 already stays as it is.
    uint16_t *rounded = guarded(rows * k * sizeof *rounded, 0);
    scalar_table()->quantize[CK_BF16](rows * k, p->x, rounded);
    scalar_table()->dequantize[CK_BF16](rows * k, rounded, p->x);
    release(rounded);
  }
  p->q = guarded(rows * k, 0);
  p->scales = guarded(rows * (k / 32) * sizeof *p->scales, 0);
  p->sums = guarded(rows * (k / 16) * sizeof *p->sums, 0);
  for (size_t r = 0; r < rows; r++) round_row(scalar_table(), p, r);
}

// The greatest sums there are: every byte of the weights' codes `fill`, scales 1, all of x equal.
static void make_extreme(problem *p, int fill, float x) {
  const uint16_t one = 0x3c00;
  memset(p->w, fill, outputs * p->row_bytes);
  for (size_t b = 0; b < outputs * p->k / p->s->values; b++) {
    for (int j = 0; j < p->s->scale_count; j++)
      memcpy(p->w + b * p->s->bytes + p->s->scales[j], &one, sizeof one);
  }
  for (size_t i = 0; i < rows * p->k; i++) p->x[i] = x;
  for (size_t r = 0; r < rows; r++) round_row(scalar_table(), p, r);
}

static void end(problem *p) {
  release(p->w);
  release(p->x);
  release(p->q);
  release(p->scales);
  release(p->sums);
}

// y[r][o] for rows first... and outputs from...; what lies beyond the outputs must stay as it is.
static void multiply(const ck_kernels *table, const problem *p, size_t first, size_t count,
                     size_t from, size_t width, float *y) {
  static _Alignas(64) unsigned char scratch[4 * 16 * most_k];
  enum { stride = outputs + 3 };
  const size_t slot = p->s->format;
  expect(ck_matmul_scratch_bytes(p->s->format, p->k) <= sizeof scratch, "%s: scratch", p->s->name);
  float *out = guarded(count * stride * sizeof *out, 0);
  for (size_t i = 0; i < count * stride; i++) out[i] = -12345;
  const size_t padded = (p->k + 31) / 32 * 32;
  uint16_t *bf16 = guarded(count * padded * sizeof *bf16, 0);
  for (size_t r = 0; r < count && table->round_bf16 && slot == CK_BF16; r++)
    table->round_bf16(p->k, p->x + (first + r) * p->k, bf16 + r * padded);
  const ck_activations x = {p->x + first * p->k, p->q + first * p->k,
                            p->scales + first * (p->k / 32), p->sums + first * (p->k / 16), bf16};
  table->matmul[slot](p->k, count, width, p->w + from * p->row_bytes, &x, out, stride, scratch);
  for (size_t r = 0; r < count; r++) {
    memcpy(y + r * width, out + r * stride, width * sizeof *y);
    for (size_t o = width; o < stride; o++)
      expect(out[r * stride + o] == -12345, "%s writes past its outputs", p->s->name);
  }
  release(out);
  release(bf16);
}

// Every count of rows, and outputs that are no multiple of a panel, against one call for all.
static void check_cuts(const ck_kernels *table, const problem *p, const float *all) {
  static const size_t widths[] = {1, 5, 15, 16, 17, 32, 33};
  float y[rows * outputs];
  for (size_t count = 1; count <= rows; count++) {
    const size_t width = widths[count % 7], first = rows - count;
    multiply(table, p, first, count, 0, width, y);
    for (size_t r = 0; r < count; r++)
      expect(same_bits(width, y + r * width, all + (first + r) * outputs),
             "%s, k %zu: row %zu of %zu, %zu outputs", p->s->name, p->k, first + r, count, width);
    multiply(table, p, first, count, 16, outputs - 16, y);
    for (size_t r = 0; r < count; r++)
      expect(same_bits(outputs - 16, y + r * (outputs - 16), all + (first + r) * outputs + 16),
             "%s, k %zu: row %zu among %zu, from output 16", p->s->name, p->k, first + r, count);
  }
}

// A NaN or infinity in one group makes its row NaN and no other.
static void check_not_finite(const ck_kernels *table, problem *p, const float *all) {
  float y[rows * outputs];
  const float odd[] = {NAN, INFINITY, -INFINITY};
  for (size_t i = 0; i < 3; i++) {
    const size_t row = 4 + 5 * i, at = row * p->k + (p->k - 1) * i / 2;
    const float before = p->x[at];
    p->x[at] = odd[i];
    round_row(table, p, row);
    multiply(table, p, 0, rows, 0, outputs, y);
    for (size_t r = 0; r < rows; r++) {
      bool finite = true, nan = true;
      for (size_t o = 0; o < outputs; o++) {
        finite &= isfinite(y[r * outputs + o]) != 0;
        // An infinity among floats stays one; as a scale of bytes it becomes NaN.
        nan &= p->s->values == 1 ? !isfinite(y[r * outputs + o]) : isnan(y[r * outputs + o]) != 0;
      }
      expect(r == row ? nan : finite && same_bits(outputs, y + r * outputs, all + r * outputs),
             "%s, k %zu: row %zu beside one that is not finite", p->s->name, p->k, r);
    }
    p->x[at] = before;
    round_row(table, p, row);
  }
}

// All outputs against double arithmetic and the plain twin.
static void compare(const ck_kernels *table, problem *p, float *y) {
  static float twin[rows * outputs];
  measure(p);
  multiply(table, p, 0, rows, 0, outputs, y);
  multiply(scalar_table(), p, 0, rows, 0, outputs, twin);
  for (size_t j = 0; j < rows * outputs; j++) {
    const double allowed = 0x1p-20 * p->magnitude[j];
    expect(within((double)y[j], p->value[j], allowed) &&
               within((double)y[j], (double)twin[j], allowed),
           "%s, k %zu, row %zu, output %zu: %g, twin %g, exactly %g", p->s->name, p->k, j / outputs,
           j % outputs, (double)y[j], (double)twin[j], p->value[j]);
  }
}

// A sum that outgrows its 16 bits would be wrong by 65,536.
static void check_extremes(const ck_kernels *table, const storage *s) {
  static const int fills[] = {0xff, 0x00, 0x80, 0x7f};
  static problem p;
  float y[rows * outputs], alone[outputs];
  begin(&p, s, 256, 0);
  for (int i = 0; i < 8; i++) {
    make_extreme(&p, fills[i % 4], i < 4 ? 1.0f : -1.0f);
    compare(table, &p, y);
    multiply(table, &p, 0, 1, 0, outputs, alone);
    expect(same_bits(outputs, alone, y), "%s: one row of codes 0x%02x", s->name,
           (unsigned)fills[i % 4]);
  }
  end(&p);
}

void check_products(const ck_kernels *table) {
  static const size_t lengths[3][5] = {
      {1, 7, 31, 100, 257}, {32, 64, 96, 288, 576}, {256, 512, 768, 1536, 0}};
  static problem p;
  static float y[rows * outputs];
  for (size_t f = 0; f < STORAGE_COUNT; f++) {
    const storage *s = &storages[f];
    for (size_t i = 0; i < 5; i++) {
      const size_t k = lengths[s->values == 1 ? 0 : s->values == 32 ? 1 : 2][i];
      if (k == 0) continue;
      seed(100 * f + i);
      begin(&p, s, k, i % 2);
      compare(table, &p, y);
      check_cuts(table, &p, y);
      check_not_finite(table, &p, y);
      end(&p);
    }
    if (s->values > 1) check_extremes(table, s);
  }
}

uint64_t products_digest(const ck_kernels *table) {
  static problem p;
  static float y[rows * outputs];
  uint64_t digest = 14695981039346656037u;  // FNV-1a
  for (size_t f = 0; f < STORAGE_COUNT; f++) {
    if (storages[f].values == 1) continue;
    seed(f);
    begin(&p, &storages[f], 512, 0);
    for (size_t count = 1; count <= rows; count += 8) {
      multiply(table, &p, 0, count, 0, outputs, y);
      const unsigned char *bytes = (const unsigned char *)y;
      for (size_t i = 0; i < count * outputs * sizeof *y; i++)
        digest = (digest ^ bytes[i]) * 1099511628211u;
    }
    end(&p);
  }
  return digest;
}

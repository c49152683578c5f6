// Attention against double arithmetic, in one run of positions and in several, and whether a head
// sees its neighbours.
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "check.h"

enum { most_n = 256, most_heads = 9, most_count = 300 };

typedef struct {
  const storage *s;
  size_t n, heads, count, stride;
  float cap;
  float *query;
  unsigned char *keys, *values;
} problem;

static unsigned char *cached(const problem *p) {
  float *x = malloc(p->count * p->n * sizeof *x);
  unsigned char *rows = guarded(p->count * p->stride, p->s->values == 1 ? 0 : 1);
  random_floats(p->count * p->n, 1, x);
  scalar_table()->quantize[p->s->format](p->count * p->n, x, rows);
  free(x);
  return rows;
}

static problem begin(const storage *s, size_t n, size_t heads, size_t count, float cap,
                     float scale) {
  problem p = {s, n, heads, count, n / s->values * s->bytes, cap, NULL, NULL, NULL};
  p.query = guarded(heads * n * sizeof *p.query, 0);
  random_floats(heads * n, scale, p.query);
  p.keys = cached(&p);
  p.values = cached(&p);
  return p;
}

static void end(problem *p) {
  release(p->query);
  release(p->keys);
  release(p->values);
}

// Outputs of `heads` heads after runs of `step` positions.
static void attend(const ck_kernels *table, const problem *p, size_t heads, size_t step, float *y) {
  float maximum[most_heads], total[most_heads];
  const size_t stride = p->n + 3;
  float *output = guarded(heads * stride * sizeof *output, 0);
  for (size_t h = 0; h < heads; h++) {
    maximum[h] = -INFINITY;
    total[h] = 0;
  }
  memset(output, 0, heads * stride * sizeof *output);
  for (size_t first = 0; first < p->count; first += step) {
    const ck_kv_run run = {p->keys + first * p->stride, p->values + first * p->stride, p->stride,
                           p->count - first < step ? p->count - first : step};
    table->attend(p->s->format, p->n, heads, p->query, p->n, p->cap, &run, maximum, total, output,
                  stride);
  }
  for (size_t h = 0; h < heads; h++) {
    for (size_t i = 0; i < p->n; i++) y[h * p->n + i] = output[h * stride + i] / total[h];
    for (size_t i = p->n; i < stride; i++)
      expect(output[h * stride + i] == 0, "attention writes past a head");
  }
  release(output);
}

static void exactly(const problem *p, size_t h, double *y) {
  const size_t size = p->count * p->n;
  float *keys = malloc(size * sizeof *keys), *values = malloc(size * sizeof *values);
  double weights[most_count], greatest = -INFINITY, total = 0;
  scalar_table()->dequantize[p->s->format](size, p->keys, keys);
  scalar_table()->dequantize[p->s->format](size, p->values, values);
  for (size_t t = 0; t < p->count; t++) {
    double dot = 0;
    for (size_t i = 0; i < p->n; i++)
      dot += (double)p->query[h * p->n + i] * (double)keys[t * p->n + i];
    weights[t] = p->cap > 0 ? (double)p->cap * tanh(dot / (double)p->cap) : dot;
    greatest = fmax(greatest, weights[t]);
  }
  memset(y, 0, p->n * sizeof *y);
  for (size_t t = 0; t < p->count; t++) {
    const double weight = exp(weights[t] - greatest);
    total += weight;
    for (size_t i = 0; i < p->n; i++) y[i] += weight * (double)values[t * p->n + i];
  }
  for (size_t i = 0; i < p->n; i++) y[i] /= total;
  free(keys);
  free(values);
}

static void compare(const ck_kernels *table, const problem *p, size_t step, double allowed) {
  float y[most_heads * most_n], alone[most_n];
  double expected[most_n];
  attend(table, p, p->heads, step, y);
  for (size_t h = 0; h < p->heads; h++) {
    exactly(p, h, expected);
    for (size_t i = 0; i < p->n; i++)
      expect(within((double)y[h * p->n + i], expected[i], allowed),
             "attention, %s, n %zu, head %zu of %zu, %zu positions by %zu: %g, not %g", p->s->name,
             p->n, h, p->heads, p->count, step, (double)y[h * p->n + i], expected[i]);
  }
  attend(table, p, 1, step, alone);
  expect(same_bits(p->n, alone, y), "attention, %s: the first of %zu heads alone", p->s->name,
         p->heads);
}

void check_attention(const ck_kernels *table) {
  static const size_t dimensions[] = {1, 7, 24, 64, 80, 96, 100, 128, 256};
  static const struct {
    size_t heads, count;
    float cap;
  } cases[] = {{1, 1, 0}, {2, 63, 0}, {3, 64, 5}, {4, 65, 0}, {8, 130, 2}, {9, 17, 0}};
  const size_t kinds[] = {0, 1, 2, 7};
  for (size_t f = 0; f < 4; f++) {
    const storage *s = &storages[kinds[f]];
    seed(20 + f);
    for (size_t d = 0; d < sizeof dimensions / sizeof *dimensions; d++) {
      if (dimensions[d] % s->values != 0) continue;
      for (size_t c = 0; c < sizeof cases / sizeof *cases; c++) {
        // Queries come scaled by the root of the head's size, so scores are as large in all.
        const float scale = 8 / sqrtf((float)dimensions[d]);
        problem p = begin(s, dimensions[d], cases[c].heads, cases[c].count, cases[c].cap, scale);
        compare(table, &p, cases[c].count, 4e-6);
        end(&p);
      }
    }
    problem p = begin(s, 96, 5, most_count, 0, 1);
    compare(table, &p, 65, 4e-6);
    compare(table, &p, 1, 4e-6);
    end(&p);
    p = begin(s, 128, 7, 90, 0, 1);
    compare(table, &p, 90, 4e-6);
    end(&p);
  }
  // Scores spread over some +-2,000: nearly all weight falls on one position.
  problem p = begin(&storages[0], 64, 4, 200, 0, 500);
  compare(table, &p, 200, 1e-3);
  end(&p);
}

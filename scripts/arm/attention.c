// Attention against double arithmetic, each query with a range of positions of its own, and whether
// a query sees its neighbours.
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "check.h"

enum { most_n = 256, most_queries = 11, most_count = 300 };

typedef struct {
  size_t first, end;
} range;

typedef struct {
  const storage *s;
  size_t n, queries, count, row_bytes;
  float cap;
  const range *seen;
  float *query;
  unsigned char *keys, *values;
} problem;

// What no position fills is NaN, which must not matter.
static problem begin(const storage *s, size_t n, size_t queries, const range *seen, float cap,
                     float scale) {
  problem p = {s, n, queries, 0, n / s->values * s->bytes, cap, seen, NULL, NULL, NULL};
  for (size_t q = 0; q < queries; q++) p.count = seen[q].end > p.count ? seen[q].end : p.count;
  const size_t block = CK_KV_BLOCK * p.row_bytes;
  const size_t size = (p.count + CK_KV_BLOCK - 1) / CK_KV_BLOCK * block;
  const size_t slack = s->values == 1 ? 0 : 1;
  p.query = guarded(queries * n * sizeof *p.query, 0);
  random_floats(queries * n, scale, p.query);
  p.keys = memset(guarded(size, slack), 0xff, size);
  p.values = memset(guarded(size, slack), 0xff, size);
  for (size_t t = 0; t < p.count; t++) {
    float x[most_n];
    random_floats(n, 1, x);
    ck_store_key(scalar_table(), s->format, n, x, p.keys + t / CK_KV_BLOCK * block,
                 t % CK_KV_BLOCK);
    random_floats(n, 1, x);
    scalar_table()->quantize[s->format](n, x, p.values + t * p.row_bytes);
  }
  return p;
}

static void end(problem *p) {
  release(p->query);
  release(p->keys);
  release(p->values);
}

static uint16_t within_tile(size_t position, size_t first) {
  return (uint16_t)(position < first ? 0
                    : position - first > CK_KV_TILE ? CK_KV_TILE
                                                    : position - first);
}

// Outputs of queries from..., `count` of them, one tile after another.
static void attend(const ck_kernels *table, const problem *p, size_t from, size_t count, float *y) {
  float maximum[most_queries], total[most_queries];
  float *output = guarded(count * p->n * sizeof *output, 0);
  for (size_t q = 0; q < count; q++) {
    maximum[q] = -INFINITY;
    total[q] = 0;
  }
  memset(output, 0, count * p->n * sizeof *output);
  for (size_t first = 0; first < p->count; first += CK_KV_TILE) {
    ck_kv_tile tile = {{NULL}, {NULL}};
    ck_kv_range seen[most_queries];
    for (size_t b = 0; b < CK_KV_TILE / CK_KV_BLOCK; b++) {
      const size_t position = first + b * CK_KV_BLOCK;
      if (position >= p->count) break;
      tile.keys[b] = p->keys + position * p->row_bytes;
      tile.values[b] = p->values + position * p->row_bytes;
    }
    for (size_t q = 0; q < count; q++) {
      seen[q].first = within_tile(p->seen[from + q].first, first);
      seen[q].end = within_tile(p->seen[from + q].end, first);
    }
    table->attend(p->s->format, p->n, count, p->query + from * p->n, p->cap, &tile, seen, maximum,
                  total, output);
  }
  for (size_t i = 0; i < count * p->n; i++) y[i] = output[i] / total[i / p->n];
  release(output);
}

// Element i of key t, from its transposed block.
static double key(const problem *p, size_t t, size_t i) {
  const unsigned char *block = p->keys + t / CK_KV_BLOCK * CK_KV_BLOCK * p->row_bytes;
  const size_t position = t % CK_KV_BLOCK;
  unsigned char one[34] = {0};
  float x[32];
  if (p->s->values == 1) {
    memcpy(one, block + (i * CK_KV_BLOCK + position) * p->s->bytes, p->s->bytes);
    scalar_table()->dequantize[p->s->format](1, one, x);
    return (double)x[0];
  }
  const unsigned char *group = block + i / 32 * CK_KV_BLOCK * p->s->bytes;
  memcpy(one, group + 2 * position, 2);
  one[2] = group[CK_KV_BLOCK * (2 + i % 32) + position];
  scalar_table()->dequantize[p->s->format](32, one, x);
  return (double)x[0];
}

static void exactly(const problem *p, size_t q, double *y) {
  double weights[most_count], greatest = -INFINITY, total = 0;
  const range seen = p->seen[q];
  for (size_t t = seen.first; t < seen.end; t++) {
    double dot = 0;
    for (size_t i = 0; i < p->n; i++) dot += (double)p->query[q * p->n + i] * key(p, t, i);
    weights[t] = p->cap > 0 ? (double)p->cap * tanh(dot / (double)p->cap) : dot;
    greatest = fmax(greatest, weights[t]);
  }
  memset(y, 0, p->n * sizeof *y);
  for (size_t t = seen.first; t < seen.end; t++) {
    float value[most_n];
    scalar_table()->dequantize[p->s->format](p->n, p->values + t * p->row_bytes, value);
    const double weight = exp(weights[t] - greatest);
    total += weight;
    for (size_t i = 0; i < p->n; i++) y[i] += weight * (double)value[i];
  }
  for (size_t i = 0; i < p->n; i++) y[i] /= total;
}

static void compare(const ck_kernels *table, const problem *p, double allowed) {
  float y[most_queries * most_n], alone[most_n];
  double expected[most_n];
  attend(table, p, 0, p->queries, y);
  for (size_t q = 0; q < p->queries; q++) {
    exactly(p, q, expected);
    for (size_t i = 0; i < p->n; i++)
      expect(within((double)y[q * p->n + i], expected[i], allowed),
             "attention, %s, n %zu, query %zu of %zu, %zu positions: %g, not %g", p->s->name, p->n,
             q, p->queries, p->count, (double)y[q * p->n + i], expected[i]);
    attend(table, p, q, 1, alone);
    expect(same_bits(p->n, alone, y + q * p->n), "attention, %s: query %zu of %zu alone",
           p->s->name, q, p->queries);
  }
}

void check_attention(const ck_kernels *table) {
  static const size_t dimensions[] = {1, 7, 24, 64, 80, 96, 100, 128, 256};
  static const struct {
    size_t queries, count;
    float cap;
  } cases[] = {{1, 1, 0}, {2, 63, 0}, {3, 64, 5}, {4, 65, 0}, {8, 130, 2}, {9, 17, 0}};
  static const range ranges[] = {{0, 1},     {5, 6},     {0, 300},   {31, 33},
                                 {32, 64},   {127, 129}, {128, 256}, {100, 290},
                                 {299, 300}, {200, 201}, {0, 128}};
  const size_t kinds[] = {0, 1, 2, 7};
  range whole[most_queries];
  for (size_t f = 0; f < 4; f++) {
    const storage *s = &storages[kinds[f]];
    seed(20 + f);
    for (size_t d = 0; d < sizeof dimensions / sizeof *dimensions; d++) {
      if (dimensions[d] % s->values != 0) continue;
      for (size_t c = 0; c < sizeof cases / sizeof *cases; c++) {
        for (size_t q = 0; q < most_queries; q++) whole[q] = (range){0, cases[c].count};
        // Queries come scaled by the root of the head's size, so scores are as large in all.
        const float scale = 8 / sqrtf((float)dimensions[d]);
        problem p = begin(s, dimensions[d], cases[c].queries, whole, cases[c].cap, scale);
        compare(table, &p, 4e-6);
        end(&p);
      }
    }
    for (size_t n = 32; n <= 96; n += 64) {
      problem p = begin(s, n, most_queries, ranges, 0, 1);
      compare(table, &p, 4e-6);
      end(&p);
    }
  }
  // Scores spread over some +-2,000: nearly all weight falls on one position.
  for (size_t q = 0; q < 4; q++) whole[q] = (range){0, 200};
  problem p = begin(&storages[0], 64, 4, whole, 0, 500);
  compare(table, &p, 1e-3);
  end(&p);
}

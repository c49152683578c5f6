// attend for one vector width; see attention.c for the method and the layout.
//
// Both halves of attention are the same small product: a few queries stay in registers against two
// vectors of the other side, which is read once for all of them. Keys lie with neighbouring
// positions side by side, values with neighbouring elements side by side, so each lane is one
// score, or one element of an output, and no sum across lanes is ever needed. Blocking changes no
// order: a number is summed over elements, or positions, one after another.
#include "math_simd.h"

// Element i of LANES keys, from position p of a block on.
INLINE vf V(keys)(ck_format format, const unsigned char *block, size_t i, size_t p) {
  const size_t at = i * CK_KV_BLOCK + p;
  switch (format) {
    case CK_F32: return V(load)((const float *)(const void *)(block + 4 * at));
    case CK_F16: return V(load_f16)(block + 2 * at);
    case CK_BF16: return V(load_bf16)(block + 2 * at);
    default: {
      const unsigned char *group = block + i / 32 * CK_Q8_KEY_GROUP;
      return V(mul)(V(load_i8)(group + CK_KV_BLOCK * (2 + i % 32) + p), V(load_f16)(group + 2 * p));
    }
  }
}

// Elements i... of a value; n < LANES loads a part.
INLINE vf V(value)(ck_format format, const unsigned char *row, size_t i, size_t n) {
  const bool whole = n >= LANES;
  switch (format) {
    case CK_F32:
      row += 4 * i;
      return whole ? V(load)((const float *)(const void *)row)
                   : V(load_part)((const float *)(const void *)row, n);
    case CK_F16: row += 2 * i; return whole ? V(load_f16)(row) : V(load_f16_part)(row, n);
    case CK_BF16: row += 2 * i; return whole ? V(load_bf16)(row) : V(load_bf16_part)(row, n);
    default: {
      // Blocks of 32 are whole vectors.
      const ck_q8_0 *block = (const ck_q8_0 *)(const void *)row + i / 32;
      return V(mul)(V(load_i8)(block->qs + i % 32), V(all_f16)(&block->d));
    }
  }
}

// Scores of a block's positions p...p + 2 * LANES - 1, CK_KV_TILE floats from query to query.
INLINE void V(score)(ck_format format, size_t n, int queries, const float *query, float cap,
                     const unsigned char *block, size_t p, float *scores) {
  vf sums[8][2];
  UNROLL for (int q = 0; q < queries; q++)
    sums[q][0] = sums[q][1] = V(zero)();
  for (size_t i = 0; i < n; i++) {
    const vf first = V(keys)(format, block, i, p), second = V(keys)(format, block, i, p + LANES);
    UNROLL for (int q = 0; q < queries; q++) {
      const vf x = V(all)(query[(size_t)q * n + i]);
      sums[q][0] = V(fma)(x, first, sums[q][0]);
      sums[q][1] = V(fma)(x, second, sums[q][1]);
    }
  }
  UNROLL for (int q = 0; q < queries; q++) {
    UNROLL for (int v = 0; v < 2; v++) {
      vf score = sums[q][v];
      if (cap > 0) score = V(mul)(V(all)(cap), V(tanh)(V(div)(score, V(all)(cap))));
      V(store)(scores + q * CK_KV_TILE + v * LANES, score);
    }
  }
}

// Scores to weights exp(score - maximum), with the head's maximum and total brought up to date.
// Positions from..<to are whole blocks; only those of `seen` count, the others become 0. Returns
// the factor of earlier sums.
INLINE float V(weigh)(float *scores, size_t from, size_t to, ck_kv_range seen, float *maximum,
                      float *total) {
  if (seen.first >= seen.end) {
    for (size_t t = from; t < to; t++) scores[t] = 0;
    return 1;
  }
  for (size_t t = from; t < seen.first; t++) scores[t] = -INFINITY;
  for (size_t t = seen.end; t < to; t++) scores[t] = -INFINITY;
  vf lanes = V(all)(*maximum);
  for (size_t t = from; t < to; t += LANES) lanes = V(max)(V(load)(scores + t), lanes);
  const float greatest = V(greatest)(lanes);
  float shrink[LANES];
  V(store)(shrink, V(exp)(V(all)(*maximum - greatest)));
  vf sum = V(zero)();
  for (size_t t = from; t < to; t += LANES) {
    const vf weights = V(exp)(V(sub)(V(load)(scores + t), V(all)(greatest)));
    V(store)(scores + t, weights);
    sum = V(add)(sum, weights);
  }
  *maximum = greatest;
  *total = *total * shrink[0] + V(sum)(sum);
  return shrink[0];
}

// Adds the weighted values of positions from..<to to elements i... of the outputs, `vectors`
// vectors of them; n < LANES: a part of one vector.
INLINE void V(add_values)(ck_format format, size_t n, size_t i, size_t part, int queries,
                          int vectors, const float *weights, const float *shrink,
                          const ck_kv_tile *tile, size_t row_bytes, size_t from, size_t to,
                          float *output) {
  vf sums[8][4];
  UNROLL for (int q = 0; q < queries; q++) {
    UNROLL for (int v = 0; v < vectors; v++) {
      const float *p = output + (size_t)q * n + i + (size_t)(v * LANES);
      sums[q][v] = V(mul)(V(all)(shrink[q]), part >= LANES ? V(load)(p) : V(load_part)(p, part));
    }
  }
  for (size_t t = from; t < to;) {
    const size_t block = t / CK_KV_BLOCK, end = (block + 1) * CK_KV_BLOCK;
    const unsigned char *row =
        (const unsigned char *)tile->values[block] + t % CK_KV_BLOCK * row_bytes;
    for (; t < (end < to ? end : to); t++, row += row_bytes) {
      UNROLL for (int v = 0; v < vectors; v++) {
        const vf value = V(value)(format, row, i + (size_t)(v * LANES), part);
        UNROLL for (int q = 0; q < queries; q++)
          sums[q][v] = V(fma)(V(all)(weights[q * CK_KV_TILE + (int)t]), value, sums[q][v]);
      }
    }
  }
  UNROLL for (int q = 0; q < queries; q++) {
    UNROLL for (int v = 0; v < vectors; v++) {
      float *p = output + (size_t)q * n + i + (size_t)(v * LANES);
      if (part >= LANES) V(store)(p, sums[q][v]);
      else V(store_part)(p, part, sums[q][v]);
    }
  }
}

// A tile of positions for `queries` queries, of which each sees a range of its own.
INLINE void V(attend_queries)(ck_format format, size_t n, int queries, const float *query,
                              float cap, const ck_kv_tile *tile, size_t row_bytes,
                              const ck_kv_range *seen, float *maximum, float *total,
                              float *output) {
  size_t from = CK_KV_TILE, to = 0;
  for (int q = 0; q < queries; q++) {
    if (seen[q].first >= seen[q].end) continue;
    from = seen[q].first < from ? seen[q].first : from;
    to = seen[q].end > to ? seen[q].end : to;
  }
  if (from >= to) return;
  float scores[8 * CK_KV_TILE], shrink[8];
  const size_t first = from / CK_KV_BLOCK, end = (to + CK_KV_BLOCK - 1) / CK_KV_BLOCK;
  for (size_t block = first; block < end; block++) {
    for (size_t p = 0; p < CK_KV_BLOCK; p += 2 * LANES) {
      V(score)(format, n, queries, query, cap, tile->keys[block], p,
               scores + block * CK_KV_BLOCK + p);
    }
  }
  for (int q = 0; q < queries; q++) {
    shrink[q] = V(weigh)(scores + q * CK_KV_TILE, first * CK_KV_BLOCK, end * CK_KV_BLOCK, seen[q],
                         maximum + q, total + q);
  }
  const int vectors = queries > 4 || (LANES < 16 && queries > 3) ? 2 : 4;
  const size_t step = (size_t)(vectors * LANES);
  size_t i = 0;
#define ADD(PART, VECTORS)                                                                      \
  V(add_values)(format, n, i, PART, queries, VECTORS, scores, shrink, tile, row_bytes, from, to, \
                output)
  for (; i + step <= n; i += step) ADD(LANES, vectors);
  for (; i + LANES <= n; i += LANES) ADD(LANES, 1);
  if (i < n) ADD(n - i, 1);
#undef ADD
}

// One function a format, so that its loads are chosen once.
#define ATTEND(name, FORMAT)                                                                    \
  TARGET static void V(attend_##name)(                                                          \
      size_t n, size_t queries, const float *query, float cap, const ck_kv_tile *tile,          \
      const ck_kv_range *seen, float *maximum, float *total, float *output) {                   \
    const size_t row_bytes = ck_kv_row_bytes(FORMAT, n);                                        \
    for (size_t q = 0, step; q < queries; q += step) {                                          \
      const size_t left = queries - q;                                                          \
      step = left >= 8 && LANES >= 16 ? 8 : left >= 4 ? 4 : left;                               \
      QUERIES(8, FORMAT)                                                                        \
      QUERIES(4, FORMAT)                                                                        \
      QUERIES(3, FORMAT)                                                                        \
      QUERIES(2, FORMAT)                                                                        \
      QUERIES(1, FORMAT)                                                                        \
    }                                                                                           \
  }
#define QUERIES(COUNT, FORMAT)                                                                    \
  if (step == COUNT && (COUNT < 8 || LANES >= 16)) {                                              \
    V(attend_queries)(FORMAT, n, COUNT, query + q * n, cap, tile, row_bytes, seen + q,            \
                      maximum + q, total + q, output + q * n);                                    \
  }
ATTEND(f32, CK_F32)
ATTEND(f16, CK_F16)
ATTEND(bf16, CK_BF16)
ATTEND(q8_0, CK_Q8_0)
#undef ATTEND
#undef QUERIES

TARGET static void V(attend)(ck_format format, size_t n, size_t queries, const float *query,
                             float cap, const ck_kv_tile *tile, const ck_kv_range *seen,
                             float *maximum, float *total, float *output) {
  switch (format) {
    case CK_F32: V(attend_f32)(n, queries, query, cap, tile, seen, maximum, total, output); break;
    case CK_F16: V(attend_f16)(n, queries, query, cap, tile, seen, maximum, total, output); break;
    case CK_BF16: V(attend_bf16)(n, queries, query, cap, tile, seen, maximum, total, output); break;
    case CK_Q8_0: V(attend_q8_0)(n, queries, query, cap, tile, seen, maximum, total, output); break;
    default: break;
  }
}

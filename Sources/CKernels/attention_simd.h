// attend for one vector width; see attention.c for the method.
//
// Scores: LANES dot products run together (heads x positions), so that a key's vector is loaded and
// widened once for up to four heads and a query's once for several positions; one transposing
// reduction then gives all LANES sums. Values: an output block of heads x vectors stays in
// registers over the whole tile. Neither blocking changes the order in which any one number is
// summed.

// Vector of elements i... of a cached row; n < LANES loads a part.
INLINE vf V(cached)(ck_format format, const void *row, size_t i, size_t n) {
  const unsigned char *p = row;
  const bool whole = n >= LANES;
  switch (format) {
    case CK_F32:
      p += 4 * i;
      return whole ? V(load)((const float *)(const void *)p)
                   : V(load_part)((const float *)(const void *)p, n);
    case CK_F16: p += 2 * i; return whole ? V(load_f16)(p) : V(load_f16_part)(p, n);
    case CK_BF16: p += 2 * i; return whole ? V(load_bf16)(p) : V(load_bf16_part)(p, n);
    default: {
      // Blocks of 32 are whole vectors.
      const ck_q8_0 *block = (const ck_q8_0 *)row + i / 32;
      return V(mul)(V(load_i8)(block->qs + i % 32), V(all_f16)(&block->d));
    }
  }
}

// One vector's share of LANES dot products: lane h * positions + p is head h with key p.
INLINE void V(score_step)(ck_format format, size_t i, size_t n, int heads, const float *query,
                          size_t query_stride, const unsigned char *const *keys, vf *lanes) {
  const int positions = LANES / heads;
  vf q[4];
  UNROLL for (int h = 0; h < heads; h++) {
    const float *head = query + (size_t)h * query_stride + i;
    q[h] = n >= LANES ? V(load)(head) : V(load_part)(head, n);
  }
  UNROLL for (int p = 0; p < positions; p++) {
    const vf key = V(cached)(format, keys[p], i, n);
    UNROLL for (int h = 0; h < heads; h++)
      lanes[h * positions + p] = V(fma)(q[h], key, lanes[h * positions + p]);
  }
}

// Scores of the keys from `first` on, LANES / heads of them at most. Returns how many.
INLINE size_t V(score_block)(ck_format format, size_t n, int heads, const float *query,
                             size_t query_stride, float cap, const unsigned char *first,
                             size_t stride, size_t count, float *scores) {
  const int positions = LANES / heads;
  const unsigned char *keys[LANES];
  for (int p = 0; p < positions; p++)
    keys[p] = first + ((size_t)p < count ? (size_t)p : count - 1) * stride;
  vf lanes[LANES];
  UNROLL for (int l = 0; l < LANES; l++)
    lanes[l] = V(zero)();
  size_t i = 0;
  for (; i + LANES <= n; i += LANES)
    V(score_step)(format, i, LANES, heads, query, query_stride, keys, lanes);
  if (i < n) V(score_step)(format, i, n - i, heads, query, query_stride, keys, lanes);
  vf sums = V(sum_each)(lanes);
  if (cap > 0) sums = V(mul)(V(all)(cap), V(tanh)(V(div)(sums, V(all)(cap))));
  float out[LANES];
  V(store)(out, sums);
  const size_t valid = (size_t)positions < count ? (size_t)positions : count;
  for (int h = 0; h < heads; h++)
    memcpy(scores + h * TILE, out + h * positions, valid * sizeof(float));
  return valid;
}

// Scores to weights exp(score - maximum), with the head's maximum and total brought up to date.
// Returns the factor of earlier sums.
INLINE float V(weigh)(float *scores, size_t count, float *maximum, float *total) {
  const size_t padded = (count + LANES - 1) / LANES * LANES;
  for (size_t t = count; t < padded; t++) scores[t] = -INFINITY;
  vf lanes = V(all)(*maximum);
  for (size_t t = 0; t < padded; t += LANES) lanes = V(max)(V(load)(scores + t), lanes);
  const float greatest = V(greatest)(lanes);
  float shrink[LANES];
  V(store)(shrink, V(exp)(V(all)(*maximum - greatest)));
  vf sum = V(zero)();
  for (size_t t = 0; t < padded; t += LANES) {
    const vf weights = V(exp)(V(sub)(V(load)(scores + t), V(all)(greatest)));
    V(store)(scores + t, weights);
    sum = V(add)(sum, weights);
  }
  *maximum = greatest;
  *total = *total * shrink[0] + V(sum)(sum);
  return shrink[0];
}

// Adds the tile's weighted values to elements i... of the heads' outputs, `vectors` vectors of
// them; n < LANES: a part of one vector.
INLINE void V(value_block)(ck_format format, size_t i, size_t n, int heads, int vectors,
                           const float *weights, const float *shrink, const unsigned char *values,
                           size_t stride, size_t count, float *output, size_t output_stride) {
  vf sums[LANES];
  UNROLL for (int h = 0; h < heads; h++) {
    UNROLL for (int c = 0; c < vectors; c++) {
      const float *p = output + (size_t)h * output_stride + i + (size_t)(c * LANES);
      sums[h * vectors + c] =
          V(mul)(V(all)(shrink[h]), n >= LANES ? V(load)(p) : V(load_part)(p, n));
    }
  }
  for (size_t t = 0; t < count; t++) {
    UNROLL for (int c = 0; c < vectors; c++) {
      const vf value = V(cached)(format, values + t * stride, i + (size_t)(c * LANES), n);
      UNROLL for (int h = 0; h < heads; h++) {
        sums[h * vectors + c] =
            V(fma)(V(all)(weights[(size_t)h * TILE + t]), value, sums[h * vectors + c]);
      }
    }
  }
  UNROLL for (int h = 0; h < heads; h++) {
    UNROLL for (int c = 0; c < vectors; c++) {
      float *p = output + (size_t)h * output_stride + i + (size_t)(c * LANES);
      if (n >= LANES) V(store)(p, sums[h * vectors + c]);
      else V(store_part)(p, n, sums[h * vectors + c]);
    }
  }
}

// One tile of positions for `heads` heads: 4, 2 or 1.
INLINE void V(attend_tile)(ck_format format, size_t n, int heads, const float *query,
                           size_t query_stride, float cap, const unsigned char *keys,
                           const unsigned char *values, size_t stride, size_t count, float *maximum,
                           float *total, float *output, size_t output_stride) {
  float scores[4 * TILE], shrink[4];
  for (size_t t = 0; t < count;) {
    t += V(score_block)(format, n, heads, query, query_stride, cap, keys + t * stride, stride,
                        count - t, scores + t);
  }
  for (int h = 0; h < heads; h++)
    shrink[h] = V(weigh)(scores + h * TILE, count, maximum + h, total + h);
  const int vectors = LANES / heads;
  const size_t step = (size_t)vectors * LANES;
  size_t i = 0;
  for (; i + step <= n; i += step) {
    V(value_block)(format, i, LANES, heads, vectors, scores, shrink, values, stride, count, output,
                   output_stride);
  }
  for (; i < n; i += LANES) {
    const size_t part = n - i < LANES ? n - i : LANES;
    if (part == LANES)
      V(value_block)(format, i, LANES, heads, 1, scores, shrink, values, stride, count, output,
                     output_stride);
    else
      V(value_block)(format, i, part, heads, 1, scores, shrink, values, stride, count, output,
                     output_stride);
  }
}

INLINE void V(attend_format)(ck_format format, size_t n, size_t heads, const float *query,
                             size_t query_stride, float cap, const ck_kv_run *run, float *maximum,
                             float *total, float *output, size_t output_stride) {
  const size_t stride = run->stride;
  for (size_t first = 0; first < run->count; first += TILE) {
    const size_t count = run->count - first < TILE ? run->count - first : TILE;
    const unsigned char *keys = (const unsigned char *)run->keys + first * stride;
    const unsigned char *values = (const unsigned char *)run->values + first * stride;
    size_t h = 0;
#define HEADS(COUNT)                                                                            \
  for (; h + COUNT <= heads; h += COUNT) {                                                      \
    V(attend_tile)(format, n, COUNT, query + h * query_stride, query_stride, cap, keys, values, \
                   stride, count, maximum + h, total + h, output + h * output_stride,           \
                   output_stride);                                                              \
  }
    HEADS(4)
    HEADS(2)
    HEADS(1)
#undef HEADS
  }
}

// One function a format, so that its loads are chosen once.
#define ATTEND(name, FORMAT)                                                                     \
  TARGET static void V(attend_##name)(                                                           \
      size_t n, size_t heads, const float *query, size_t query_stride, float cap,                \
      const ck_kv_run *run, float *maximum, float *total, float *output, size_t output_stride) { \
    V(attend_format)(FORMAT, n, heads, query, query_stride, cap, run, maximum, total, output,    \
                     output_stride);                                                             \
  }
ATTEND(f32, CK_F32)
ATTEND(f16, CK_F16)
ATTEND(bf16, CK_BF16)
ATTEND(q8_0, CK_Q8_0)
#undef ATTEND

TARGET static void V(attend)(ck_format format, size_t n, size_t heads, const float *query,
                             size_t query_stride, float cap, const ck_kv_run *run, float *maximum,
                             float *total, float *output, size_t output_stride) {
  switch (format) {
    case CK_F32:
      V(attend_f32)(n, heads, query, query_stride, cap, run, maximum, total, output, output_stride);
      break;
    case CK_F16:
      V(attend_f16)(n, heads, query, query_stride, cap, run, maximum, total, output, output_stride);
      break;
    case CK_BF16:
      V(attend_bf16)(n, heads, query, query_stride, cap, run, maximum, total, output,
                     output_stride);
      break;
    case CK_Q8_0:
      V(attend_q8_0)(n, heads, query, query_stride, cap, run, maximum, total, output,
                     output_stride);
      break;
    default: break;
  }
}

// Attention of some queries over a tile of cached keys and values, by online softmax.
//
// A tile's keys are scored for every query, then each query's running maximum moves once, the
// earlier sums shrink by exp(old - new) and the tile's values are added: exp and the rescaling of
// the output cost once a tile, not once a position.
//
// Keys of a block lie transposed, [element][position]: one vector holds the same element of
// neighbouring positions, so scores need neither a transposition of keys for each use nor sums
// across lanes. Writing a key touches as many cache lines as it has elements, once; it is read for
// every later position.
#include "kv_layout.h"

#include <math.h>

#include "tables.h"
#include "q8_0.h"

#if defined(__clang__)
#pragma STDC FP_CONTRACT OFF
#endif

CK_INLINE float value_element(ck_format format, const unsigned char *row, size_t i) {
  switch (format) {
    case CK_F32: return ck_load32(row + 4 * i);
    case CK_F16: return ck_half_to_float(ck_load16(row + 2 * i));
    case CK_BF16: return ck_bf16_to_float(ck_load16(row + 2 * i));
    default: {
      const ck_q8_0 *block = (const ck_q8_0 *)(const void *)row + i / 32;
      return ck_half_to_float(block->d) * (float)block->qs[i % 32];
    }
  }
}

CK_INLINE float key_element(ck_format format, const unsigned char *block, size_t i, size_t p) {
  const size_t at = i * CK_KV_BLOCK + p;
  switch (format) {
    case CK_F32: return ck_load32(block + 4 * at);
    case CK_F16: return ck_half_to_float(ck_load16(block + 2 * at));
    case CK_BF16: return ck_bf16_to_float(ck_load16(block + 2 * at));
    default: {
      const unsigned char *group = block + i / 32 * CK_Q8_KEY_GROUP;
      return ck_half_to_float(ck_load16(group + 2 * p)) *
             (float)(int8_t)group[CK_KV_BLOCK * (2 + i % 32) + p];
    }
  }
}

static void attend_scalar(ck_format format, size_t n, size_t queries, const float *query, float cap,
                          const ck_kv_tile *tile, const ck_kv_range *seen, float *maximum,
                          float *total, float *output) {
  const size_t row_bytes = ck_kv_row_bytes(format, n);
  for (size_t q = 0; q < queries; q++, query += n, output += n) {
    if (seen[q].first >= seen[q].end) continue;
    float scores[CK_KV_TILE], greatest = maximum[q];
    for (size_t t = seen[q].first; t < seen[q].end; t++) {
      float sum = 0;
      for (size_t i = 0; i < n; i++)
        sum += query[i] * key_element(format, tile->keys[t / CK_KV_BLOCK], i, t % CK_KV_BLOCK);
      scores[t] = cap > 0 ? cap * tanhf(sum / cap) : sum;
      greatest = scores[t] > greatest ? scores[t] : greatest;
    }
    const float shrink = expf(maximum[q] - greatest);
    maximum[q] = greatest;
    total[q] *= shrink;
    for (size_t i = 0; i < n; i++) output[i] *= shrink;
    for (size_t t = seen[q].first; t < seen[q].end; t++) {
      const float weight = expf(scores[t] - greatest);
      const unsigned char *row =
          (const unsigned char *)tile->values[t / CK_KV_BLOCK] + t % CK_KV_BLOCK * row_bytes;
      total[q] += weight;
      for (size_t i = 0; i < n; i++) output[i] += weight * value_element(format, row, i);
    }
  }
}

// Values of at most 32 elements at once go through the format's own rounding, and from there to
// their columns.
void ck_store_key(const ck_kernels *table, ck_format format, size_t n, const float *x, void *block,
                  size_t position) {
  unsigned char *to = block;
  for (size_t i = 0; i < n; i += 32) {
    const size_t count = n - i < 32 ? n - i : 32;
    unsigned char row[32 * sizeof(float)];
    table->quantize[format](count, x + i, row);
    if (format == CK_Q8_0) {
      unsigned char *group = to + i / 32 * CK_Q8_KEY_GROUP;
      memcpy(group + 2 * position, row, 2);
      for (size_t j = 0; j < 32; j++) group[CK_KV_BLOCK * (2 + j) + position] = row[2 + j];
    } else if (format == CK_F32) {
      for (size_t j = 0; j < count; j++)
        memcpy(to + 4 * ((i + j) * CK_KV_BLOCK + position), row + 4 * j, 4);
    } else {
      for (size_t j = 0; j < count; j++)
        memcpy(to + 2 * ((i + j) * CK_KV_BLOCK + position), row + 2 * j, 2);
    }
  }
}

#define CK_BODY "attention_simd.h"
#include "each_width.h"

void ck_install_attention(ck_kernels *table, ck_isa isa) {
  table->attend = CK_WIDEST(isa, attend_scalar, attend);
}

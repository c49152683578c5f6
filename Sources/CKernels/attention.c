// Attention of a group of query heads over a run of cached keys and values, by online softmax over
// tiles of positions.
//
// A tile's keys are scored for every head of the group, then the running maximum moves once, the
// earlier sums shrink by exp(old - new) and the tile's values are added: exp and the rescaling of
// the output cost once a tile, not once a position.
#include <math.h>

#include "tables.h"
#include "unpack.h"

#if defined(__clang__)
#pragma STDC FP_CONTRACT OFF
#endif

#define TILE 64

CK_INLINE float element(ck_format format, const void *row, size_t i) {
  const unsigned char *p = row;
  switch (format) {
    case CK_F32: return ck_load32(p + 4 * i);
    case CK_F16: return ck_half_to_float(ck_load16(p + 2 * i));
    case CK_BF16: return ck_bf16_to_float(ck_load16(p + 2 * i));
    default: {
      const ck_q8_0 *block = (const ck_q8_0 *)row + i / 32;
      return ck_half_to_float(block->d) * (float)block->qs[i % 32];
    }
  }
}

CK_INLINE float score(ck_format format, size_t n, const float *query, const void *key, float cap) {
  float sum = 0;
  for (size_t i = 0; i < n; i++) sum += query[i] * element(format, key, i);
  return cap > 0 ? cap * tanhf(sum / cap) : sum;
}

// Adds `count` scored positions to one head's state.
CK_INLINE void fold_tile(ck_format format, size_t n, const float *scores, size_t count,
                         const unsigned char *values, size_t stride, float *maximum, float *total,
                         float *output) {
  float greatest = *maximum;
  for (size_t t = 0; t < count; t++) greatest = scores[t] > greatest ? scores[t] : greatest;
  const float shrink = expf(*maximum - greatest);
  *maximum = greatest;
  *total *= shrink;
  for (size_t i = 0; i < n; i++) output[i] *= shrink;
  for (size_t t = 0; t < count; t++) {
    const float weight = expf(scores[t] - greatest);
    *total += weight;
    for (size_t i = 0; i < n; i++) output[i] += weight * element(format, values + t * stride, i);
  }
}

CK_INLINE void attend_body(ck_format format, size_t n, size_t heads, const float *query,
                           size_t query_stride, float cap, const ck_kv_run *run, float *maximum,
                           float *total, float *output, size_t output_stride) {
  for (size_t first = 0; first < run->count; first += TILE) {
    const size_t count = run->count - first < TILE ? run->count - first : TILE;
    const unsigned char *keys = (const unsigned char *)run->keys + first * run->stride;
    const unsigned char *values = (const unsigned char *)run->values + first * run->stride;
    for (size_t h = 0; h < heads; h++) {
      float scores[TILE];
      for (size_t t = 0; t < count; t++) {
        scores[t] = score(format, n, query + h * query_stride, keys + t * run->stride, cap);
      }
      fold_tile(format, n, scores, count, values, run->stride, maximum + h, total + h,
                output + h * output_stride);
    }
  }
}

static void attend_scalar(ck_format format, size_t head_dimension, size_t heads, const float *query,
                          size_t query_stride, float cap, const ck_kv_run *run, float *maximum,
                          float *total, float *output, size_t output_stride) {
#define FORMAT(f)                                                                                \
  case f:                                                                                        \
    attend_body(f, head_dimension, heads, query, query_stride, cap, run, maximum, total, output, \
                output_stride);                                                                  \
    break;
  switch (format) {
    FORMAT(CK_F32)
    FORMAT(CK_F16)
    FORMAT(CK_BF16)
    FORMAT(CK_Q8_0)
    default: break;
  }
}

#if defined(__x86_64__)
#define CK_SIMD 256
#include "simd.h"
#include "math_simd.h"
#include "attention_simd.h"
#undef CK_SIMD
#define CK_SIMD 512
#include "simd.h"
#include "math_simd.h"
#include "attention_simd.h"
#undef CK_SIMD
#elif defined(CK_ARM64)
#define CK_SIMD 128
#include "simd.h"
#include "math_simd.h"
#include "attention_simd.h"
#undef CK_SIMD
#endif

void ck_install_attention(ck_kernels *table, ck_isa isa) {
  table->attend = attend_scalar;
#if defined(__x86_64__)
  if (ck_x86_at_least(isa, CK_AVX2)) {
    table->attend = ck256_attend;
  }
  if (ck_x86_at_least(isa, CK_AVX512)) {
    table->attend = ck512_attend;
  }
#elif defined(CK_ARM64)
  if (ck_arm_at_least(isa, CK_NEON)) {
    table->attend = ck128_attend;
  }
#else
  (void)isa;
#endif
}

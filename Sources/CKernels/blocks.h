// What the blocks of all quantised formats have in common. Each format has a file of its own
// (q4_0.h, q4_k.h, ...) and a row in formats.h.
//
// Every format is an affine code of unsigned bytes: w = d * (u - zero) + m, with one d and m per 32
// values (16 for some K formats). `zero` is a constant of the format, so an integer dot product
// subtracts zero * (sum of activations) without any rounding; m is a true offset, read from the
// block, of the formats that have one.
#ifndef CARAT_BLOCKS_H
#define CARAT_BLOCKS_H

#include "half.h"

// Products such as d * scale are rounded once, in float, as ggml's reference does.
#if defined(__clang__)
#pragma STDC FP_CONTRACT OFF
#endif

// Packed: a mapped file promises no alignment.
#define CK_PACKED __attribute__((packed))

#define CK_SUPERBLOCK 256

// A block as one form for all formats: its unsigned bytes, in order, with the scale d and offset m
// of each 16 values. A format's ck_unpack_NAME is its definition here; dequantisation, the plain
// matrix product and the tests of every vector kernel go through it.
typedef struct {
  uint8_t u[CK_SUPERBLOCK];
  float d[CK_SUPERBLOCK / 16];
  float m[CK_SUPERBLOCK / 16];
} ck_unpacked;

CK_INLINE void ck_set_group32(ck_unpacked *b, int group, float d, float m) {
  b->d[2 * group] = b->d[2 * group + 1] = d;
  b->m[2 * group] = b->m[2 * group + 1] = m;
}

// Low nibbles are values 0-15 of a block of 32, high nibbles 16-31.
CK_INLINE void ck_nibbles(const uint8_t *qs, int n, uint8_t *low, uint8_t *high) {
  for (int i = 0; i < n; i++) {
    low[i] = qs[i] & 15;
    high[i] = qs[i] >> 4;
  }
}

CK_INLINE void ck_pack_nibbles(const uint8_t *u, uint8_t *qs) {
  for (int i = 0; i < 16; i++) qs[i] = (uint8_t)((u[i] & 15) | u[i + 16] << 4);
}

// The fifth bits of 32 values are a little-endian 32-bit word: bit i belongs to value i.
CK_INLINE void ck_fifth_bits(const uint8_t *qh, uint8_t *u) {
  for (int i = 0; i < 32; i++) u[i] |= (uint8_t)((qh[i / 8] >> (i % 8) & 1) << 4);
}

CK_INLINE void ck_pack_fifth_bits(const uint8_t *u, uint8_t *qh) {
  memset(qh, 0, 4);
  for (int i = 0; i < 32; i++) qh[i / 8] |= (uint8_t)((u[i] >> 4 & 1) << (i % 8));
}

CK_INLINE float ck_reciprocal(float d) { return d != 0 ? 1 / d : 0; }

// trunc(x) into 0...limit; NaN gives 0.
CK_INLINE uint8_t ck_code(float x, int limit) {
  if (!(x > 0)) return 0;
  return x >= (float)limit ? (uint8_t)limit : (uint8_t)x;
}

// The value of greatest magnitude, with its sign; the first of equals.
CK_INLINE float ck_extreme(const float *x, int n) {
  float magnitude = 0, value = 0;
  for (int i = 0; i < n; i++) {
    if (magnitude < fabsf(x[i])) {
      magnitude = fabsf(x[i]);
      value = x[i];
    }
  }
  return value;
}

CK_INLINE void ck_range(const float *x, int n, float *low, float *high) {
  *low = *high = x[0];
  for (int i = 1; i < n; i++) {
    if (x[i] < *low) *low = x[i];
    if (x[i] > *high) *high = x[i];
  }
}

// Codes of a symmetric block of 32: x / d + zero, 0...2 zero - 1, where the value of greatest
// magnitude has the lowest code. Rounded half up by adding 0.5 and truncating. Returns d.
CK_INLINE float ck_symmetric_codes(const float *x, int zero, uint8_t *u) {
  const float d = ck_extreme(x, 32) / (float)-zero;
  const float inverse = ck_reciprocal(d);
  for (int i = 0; i < 32; i++) u[i] = ck_code(x[i] * inverse + ((float)zero + 0.5f), 2 * zero - 1);
  return d;
}

// Codes of an affine block of 32, which spans minimum to maximum: (x - low) / d, 0...limit.
// Returns d.
CK_INLINE float ck_affine_codes(const float *x, int limit, uint8_t *u, float *low) {
  float high;
  ck_range(x, 32, low, &high);
  const float d = (high - *low) / (float)limit;
  const float inverse = ck_reciprocal(d);
  for (int i = 0; i < 32; i++) u[i] = ck_code((x[i] - *low) * inverse + 0.5f, limit);
  return d;
}

#endif

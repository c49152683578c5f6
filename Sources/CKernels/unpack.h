// Every quantised format as one function: a block's unsigned bytes, in order, with the scale d and
// offset m of each 16 values.
//
// These are the definition of the formats here; dequantisation, the scalar matrix product and the
// tests of every vector kernel go through them. Products such as d * scale are rounded once, in
// float, as ggml's reference does.
#ifndef CARAT_UNPACK_H
#define CARAT_UNPACK_H

#include "half.h"

typedef struct {
  uint8_t u[CK_SUPERBLOCK];
  float d[CK_SUPERBLOCK / 16];
  float m[CK_SUPERBLOCK / 16];
} ck_unpacked;

// What a format's blocks have in common; `bytes` is 0 for numbers that name no format.
typedef struct {
  uint16_t values, bytes;
  uint8_t zero;
  bool has_offset;
} ck_traits;

extern const ck_traits ck_format_traits[CK_FORMAT_LIMIT];

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

// The fifth bits of 32 values are a little-endian 32-bit word: bit i belongs to value i.
CK_INLINE void ck_fifth_bits(const uint8_t *qh, uint8_t *u) {
  for (int i = 0; i < 32; i++) u[i] |= (uint8_t)((qh[i / 8] >> (i % 8) & 1) << 4);
}

CK_INLINE void ck_unpack_q4_0(const void *source, ck_unpacked *b) {
  const ck_q4_0 *s = source;
  ck_nibbles(s->qs, 16, b->u, b->u + 16);
  ck_set_group32(b, 0, ck_half_to_float(s->d), 0);
}

CK_INLINE void ck_unpack_q4_1(const void *source, ck_unpacked *b) {
  const ck_q4_1 *s = source;
  ck_nibbles(s->qs, 16, b->u, b->u + 16);
  ck_set_group32(b, 0, ck_half_to_float(s->d), ck_half_to_float(s->m));
}

CK_INLINE void ck_unpack_q5_0(const void *source, ck_unpacked *b) {
  const ck_q5_0 *s = source;
  ck_nibbles(s->qs, 16, b->u, b->u + 16);
  ck_fifth_bits(s->qh, b->u);
  ck_set_group32(b, 0, ck_half_to_float(s->d), 0);
}

CK_INLINE void ck_unpack_q5_1(const void *source, ck_unpacked *b) {
  const ck_q5_1 *s = source;
  ck_nibbles(s->qs, 16, b->u, b->u + 16);
  ck_fifth_bits(s->qh, b->u);
  ck_set_group32(b, 0, ck_half_to_float(s->d), ck_half_to_float(s->m));
}

CK_INLINE void ck_unpack_q8_0(const void *source, ck_unpacked *b) {
  const ck_q8_0 *s = source;
  for (int i = 0; i < 32; i++) b->u[i] = (uint8_t)((uint8_t)s->qs[i] ^ 0x80);
  ck_set_group32(b, 0, ck_half_to_float(s->d), 0);
}

// Two bits a value: byte i of each half of 32 bytes holds values i, i + 32, i + 64, i + 96 of its
// 128.
CK_INLINE void ck_unpack_q2_k(const void *source, ck_unpacked *b) {
  const ck_q2_k *s = source;
  const float d = ck_half_to_float(s->d), dmin = ck_half_to_float(s->dmin);
  for (int i = 0; i < 256; i++) b->u[i] = s->qs[i / 128 * 32 + i % 32] >> (2 * (i / 32 % 4)) & 3;
  for (int g = 0; g < 16; g++) {
    b->d[g] = d * (float)(s->scales[g] & 15);
    b->m[g] = -(dmin * (float)(s->scales[g] >> 4));
  }
}

// As Q2_K, with a third bit in hmask: bit j of byte i belongs to value 32 j + i.
CK_INLINE void ck_unpack_q3_k(const void *source, ck_unpacked *b) {
  const ck_q3_k *s = source;
  const float d = ck_half_to_float(s->d);
  int8_t scales[16];
  ck_q3_k_scales(s->scales, scales);
  for (int i = 0; i < 256; i++) {
    const int low = s->qs[i / 128 * 32 + i % 32] >> (2 * (i / 32 % 4)) & 3;
    const int high = s->hmask[i % 32] >> (i / 32) & 1;
    b->u[i] = (uint8_t)(low | high << 2);
  }
  for (int g = 0; g < 16; g++) {
    b->d[g] = d * (float)scales[g];
    b->m[g] = 0;
  }
}

CK_INLINE void ck_k_groups(uint16_t d_half, uint16_t dmin_half, const uint8_t *scales,
                           ck_unpacked *b) {
  const float d = ck_half_to_float(d_half), dmin = ck_half_to_float(dmin_half);
  for (int j = 0; j < 8; j++) {
    uint8_t scale, min;
    ck_k_scale_min(scales, j, &scale, &min);
    ck_set_group32(b, j, d * (float)scale, -(dmin * (float)min));
  }
}

// 32 bytes hold two groups of 32: low nibbles the first, high nibbles the second.
CK_INLINE void ck_unpack_q4_k(const void *source, ck_unpacked *b) {
  const ck_q4_k *s = source;
  for (int pair = 0; pair < 4; pair++) {
    ck_nibbles(s->qs + 32 * pair, 32, b->u + 64 * pair, b->u + 64 * pair + 32);
  }
  ck_k_groups(s->d, s->dmin, s->scales, b);
}

// As Q4_K; bit j of qh[i] is the fifth bit of value i of group j.
CK_INLINE void ck_unpack_q5_k(const void *source, ck_unpacked *b) {
  const ck_q5_k *s = source;
  for (int pair = 0; pair < 4; pair++) {
    ck_nibbles(s->qs + 32 * pair, 32, b->u + 64 * pair, b->u + 64 * pair + 32);
  }
  for (int i = 0; i < 256; i++) b->u[i] |= (uint8_t)((s->qh[i % 32] >> (i / 32) & 1) << 4);
  ck_k_groups(s->d, s->dmin, s->scales, b);
}

// Each 128 values: ql's 64 low nibbles are values 0-63, its high nibbles 64-127; qh[i] holds the
// upper pairs of values i, i + 32, ...
CK_INLINE void ck_unpack_q6_k(const void *source, ck_unpacked *b) {
  const ck_q6_k *s = source;
  const float d = ck_half_to_float(s->d);
  for (int half = 0; half < 2; half++) {
    const uint8_t *ql = s->ql + 64 * half, *qh = s->qh + 32 * half;
    uint8_t *u = b->u + 128 * half;
    ck_nibbles(ql, 64, u, u + 64);
    for (int i = 0; i < 128; i++) u[i] |= (uint8_t)((qh[i % 32] >> (2 * (i / 32)) & 3) << 4);
  }
  for (int g = 0; g < 16; g++) {
    b->d[g] = d * (float)s->scales[g];
    b->m[g] = 0;
  }
}

// X(name, FORMAT, values in a block) for every quantised format.
#define CK_QUANTIZED_FORMATS(X) \
  X(q4_0, CK_Q4_0, 32)          \
  X(q4_1, CK_Q4_1, 32)          \
  X(q5_0, CK_Q5_0, 32)          \
  X(q5_1, CK_Q5_1, 32)          \
  X(q8_0, CK_Q8_0, 32)          \
  X(q2_k, CK_Q2_K, 256)         \
  X(q3_k, CK_Q3_K, 256)         \
  X(q4_k, CK_Q4_K, 256)         \
  X(q5_k, CK_Q5_K, 256)         \
  X(q6_k, CK_Q6_K, 256)

#endif

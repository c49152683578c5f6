// Q6_K: 6 bits; 16 sub-blocks of 16 with 8-bit scales, 256 values.
#ifndef CARAT_Q6_K_H
#define CARAT_Q6_K_H

#include "superblocks.h"

typedef struct CK_PACKED {
  uint8_t ql[128], qh[64];
  int8_t scales[16];
  uint16_t d;
} ck_q6_k;

_Static_assert(sizeof(ck_q6_k) == 210, "Q6_K is 210 bytes for 256 values");

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

// The scale of 16 values for codes -32...31, left in `u` with 32 added.
static inline float ck_q6_k_fit(const float *x, uint8_t *u) {
  float magnitude = 0, extreme = 0;
  for (int i = 0; i < 16; i++) {
    if (fabsf(x[i]) > magnitude) {
      magnitude = fabsf(x[i]);
      extreme = x[i];
    }
  }
  memset(u, 0, 16);
  if (magnitude < CK_VANISHING) return 0;
  // The plain scale goes first: the search keeps it unless a trial is strictly better.
  static const int8_t steps[19] = {0, -9, -8, -7, -6, -5, -4, -3, -2, -1,
                                   1, 2,  3,  4,  5,  6,  7,  8,  9};
  float scale = 0, best = 0;
  for (int trial = 0; trial < 19; trial++) {
    const float inverse = -(32 + 0.1f * (float)steps[trial]) / extreme;
    int q[16];
    float xq = 0, qq = 0;
    for (int i = 0; i < 16; i++) {
      q[i] = ck_nearest(inverse * x[i], -32, 31);
      const float w = x[i] * x[i];
      xq += w * x[i] * (float)q[i];
      qq += w * (float)q[i] * (float)q[i];
    }
    if (trial == 0 || (qq > 0 && xq * xq > best * qq)) {
      for (int i = 0; i < 16; i++) u[i] = (uint8_t)(q[i] + 32);
      scale = qq != 0 ? xq / qq : 0;
      best = scale * xq;
    }
  }
  return scale;
}

// Upper pairs of bits: see ck_unpack_q6_k.
CK_INLINE void ck_pack_q6_k(const uint8_t *u, ck_q6_k *b) {
  for (int half = 0; half < 2; half++, u += 128) {
    for (int i = 0; i < 64; i++) {
      b->ql[64 * half + i] = (uint8_t)((u[i] & 15) | (u[i + 64] & 15) << 4);
    }
    for (int i = 0; i < 32; i++) {
      b->qh[32 * half + i] =
          (uint8_t)(u[i] >> 4 | u[i + 32] >> 4 << 2 | u[i + 64] >> 4 << 4 | u[i + 96] >> 4 << 6);
    }
  }
}

CK_INLINE void ck_quantize_q6_k(size_t n, const float *x, void *destination) {
  ck_q6_k *b = destination;
  for (size_t i = 0; i < n / CK_SUPERBLOCK; i++, b++, x += CK_SUPERBLOCK) {
    uint8_t u[CK_SUPERBLOCK];
    float scales[16], extreme = 0;
    for (int g = 0; g < 16; g++) {
      scales[g] = ck_q6_k_fit(x + 16 * g, u + 16 * g);
      if (fabsf(scales[g]) > fabsf(extreme)) extreme = scales[g];
    }
    if (fabsf(extreme) < CK_VANISHING) {
      memset(b, 0, sizeof *b);
      continue;
    }
    const float inverse = -128 / extreme;
    b->d = ck_float_to_half(1 / inverse);
    for (int g = 0; g < 16; g++) {
      b->scales[g] = (int8_t)ck_nearest(inverse * scales[g], -128, 127);
      const float d = ck_half_to_float(b->d) * (float)b->scales[g];
      if (d == 0) continue;
      for (int j = 16 * g; j < 16 * g + 16; j++) u[j] = (uint8_t)(ck_nearest(x[j] / d, -32, 31) + 32);
    }
    ck_pack_q6_k(u, b);
  }
}

#endif

// For each vector width; see panel_blocks_simd.h.
#ifdef PANEL_INLINE
// Sixteen values of each of the four groups of a half come from 16 bytes of qh and twice 16 of ql.
PANEL_INLINE void P(block_q6_k)(const unsigned char *const *rows, size_t block, P(sink) *s,
                                float *d, float *m) {
  (void)m;
  vi scales[4], tail[4];
  V(transpose)(rows, block + 192, scales);
  V(transpose)(rows, block + 194, tail);
  const vf scale = V(halves)(V(right)(tail[3], 16));
  UNROLL for (int j = 0; j < 16; j++)
    V(store)(d + CK_TILE * j, V(mul)(scale, V(signed_byte)(scales[j / 4], j % 4)));
  UNROLL for (int part = 0; part < 4; part++) {
    const int half = part / 2, side = part % 2, four = 32 * half + 4 * side;
    const size_t at = block + 16 * (size_t)side;
    vi high[4], a[4], b[4];
    P(values)(s, rows, at + 128 + 32 * (size_t)half, high);
    P(values)(s, rows, at + 64 * (size_t)half, a);
    P(values)(s, rows, at + 64 * (size_t)half + 32, b);
    UNROLL for (int j = 0; j < 4; j++) {
      P(emit)(s, four + j, V(with_high)(V(bits)(a[j], 0, 4), high[j], -4, 0x30));
      P(emit)(s, four + j + 8, V(with_high)(V(bits)(b[j], 0, 4), high[j], -2, 0x30));
      P(emit)(s, four + j + 16,
              V(with_high)(V(bits)(a[j], 4, 4), high[j], 0, 0x30));
      P(emit)(s, four + j + 24,
              V(with_high)(V(bits)(b[j], 4, 4), high[j], 2, 0x30));
    }
  }
}
#endif

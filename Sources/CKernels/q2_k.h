// Q2_K: 2 bits; 16 sub-blocks of 16 with 4-bit scales and minima, 256 values.
#ifndef CARAT_Q2_K_H
#define CARAT_Q2_K_H

#include "superblocks.h"

typedef struct CK_PACKED {
  uint8_t scales[16], qs[64];
  uint16_t d, dmin;
} ck_q2_k;

_Static_assert(sizeof(ck_q2_k) == 84, "Q2_K is 84 bytes for 256 values");

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

#endif

// For each vector width; see panel_blocks_simd.h.
#ifdef PANEL_INLINE
PANEL_INLINE void P(block_q2_k)(const unsigned char *const *rows, size_t block, P(sink) *s,
                                float *d, float *m) {
  vi scales[4], tail[4];
  V(transpose)(rows, block, scales);
  V(transpose)(rows, block + 68, tail);
  const vf scale = V(halves)(tail[3]), min = V(negate)(V(halves)(V(right)(tail[3], 16)));
  UNROLL for (int j = 0; j < 16; j++) {
    V(store)(d + CK_TILE * j, V(mul)(scale, V(field)(scales[j / 4], j % 4 * 8, 4)));
    V(store)(m + CK_TILE * j, V(mul)(min, V(field)(scales[j / 4], j % 4 * 8 + 4, 4)));
  }
  UNROLL for (int part = 0; part < 4; part++) {
    vi t[4];
    P(values)(s, rows, block + 16 + 16 * (size_t)part, t);
    UNROLL for (int n = 0; n < 4; n++) {
      UNROLL for (int j = 0; j < 4; j++)
        P(emit)(s, 32 * (part / 2) + 4 * (part % 2) + 8 * n + j,
                V(bits)(t[j], 2 * n, 2));
    }
  }
}
#endif

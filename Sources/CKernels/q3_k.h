// Q3_K: 3 bits; 16 sub-blocks of 16 with 6-bit scales, 256 values.
#ifndef CARAT_Q3_K_H
#define CARAT_Q3_K_H

#include "superblocks.h"

typedef struct CK_PACKED {
  uint8_t hmask[32], qs[64], scales[12];
  uint16_t d;
} ck_q3_k;

_Static_assert(sizeof(ck_q3_k) == 110, "Q3_K is 110 bytes for 256 values");

// The 16 signed 6-bit scales of Q3_K: low nibbles in bytes 0-7, high pairs of bits in bytes 8-11,
// 32 too high.
CK_INLINE void ck_q3_k_scales(const uint8_t *s, int8_t *scales) {
  for (int j = 0; j < 16; j++) {
    const int low = j < 8 ? s[j] & 15 : s[j - 8] >> 4;
    const int high = (s[8 + (j & 3)] >> (2 * (j >> 2))) & 3;
    scales[j] = (int8_t)((low | high << 4) - 32);
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

#endif

// For each vector width; see panel_blocks_simd.h.
#ifdef PANEL_INLINE
// The sixteen scales of Q3_K (see ck_q3_k_scales) from its last sixteen bytes, which begin two
// bytes before them and end with d.
PANEL_INLINE void P(q3_k_scales)(const unsigned char *const *rows, size_t block, float *d) {
  vi tail[4], s[3];
  V(transpose)(rows, block + 94, tail);
  const vf scale = V(halves)(V(right)(tail[3], 16));
  for (int i = 0; i < 3; i++) s[i] = V(or)(V(right)(tail[i], 16), V(right)(tail[i + 1], -16));
  UNROLL for (int j = 0; j < 16; j++) {
    const vf low = V(field)(s[j % 8 / 4], j % 4 * 8 + j / 8 * 4, 4),
             high = V(field)(s[2], j % 4 * 8 + j / 4 * 2, 2);
    V(store)(d + 16 * j, V(mul)(scale, V(sub)(V(fma)(high, V(all)(16), low), V(all)(32))));
  }
}

PANEL_INLINE void P(block_q3_k)(const unsigned char *const *rows, size_t block, P(sink) *s,
                                float *d, float *m) {
  (void)m;
  P(q3_k_scales)(rows, block, d);
  UNROLL for (int side = 0; side < 2; side++) {
    vi high[4];
    P(values)(s, rows, block + 16 * (size_t)side, high);
    UNROLL for (int half = 0; half < 2; half++) {
      vi t[4];
      P(values)(s, rows, block + 32 + 32 * (size_t)half + 16 * (size_t)side, t);
      UNROLL for (int n = 0; n < 4; n++) {
        UNROLL for (int j = 0; j < 4; j++) {
          const vi low = V(bits)(t[j], 2 * n, 2);
          P(emit)(s, 32 * half + 8 * n + 4 * side + j,
                  V(with_high)(low, high[j], 4 * half + n - 2, 4));
        }
      }
    }
  }
}
#endif

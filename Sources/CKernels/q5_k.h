// Q5_K: 5 bits; 8 sub-blocks of 32 with 6-bit scales and minima, 256 values.
#ifndef CARAT_Q5_K_H
#define CARAT_Q5_K_H

#include "superblocks.h"

typedef struct CK_PACKED {
  uint16_t d, dmin;
  uint8_t scales[12], qh[32], qs[128];
} ck_q5_k;

_Static_assert(sizeof(ck_q5_k) == 176, "Q5_K is 176 bytes for 256 values");

// As Q4_K; bit j of qh[i] is the fifth bit of value i of group j.
CK_INLINE void ck_unpack_q5_k(const void *source, ck_unpacked *b) {
  const ck_q5_k *s = source;
  for (int pair = 0; pair < 4; pair++) {
    ck_nibbles(s->qs + 32 * pair, 32, b->u + 64 * pair, b->u + 64 * pair + 32);
  }
  for (int i = 0; i < 256; i++) b->u[i] |= (uint8_t)((s->qh[i % 32] >> (i / 32) & 1) << 4);
  ck_k_groups(s->d, s->dmin, s->scales, b);
}

CK_INLINE void ck_quantize_q5_k(size_t n, const float *x, void *destination) {
  const ck_k_trials search = {.limit = 31, .steps = 15, .first = -0.5f, .step = 0.1f};
  ck_q5_k *b = destination;
  for (size_t i = 0; i < n / CK_SUPERBLOCK; i++, b++, x += CK_SUPERBLOCK) {
    ck_affine_superblock s;
    ck_encode_affine(x, search, &s);
    b->d = s.d;
    b->dmin = s.dmin;
    memcpy(b->scales, s.scales, sizeof s.scales);
    ck_pack_nibble_pairs(s.u, b->qs);
    memset(b->qh, 0, sizeof b->qh);
    for (int j = 0; j < CK_SUPERBLOCK; j++) b->qh[j % 32] |= (uint8_t)((s.u[j] >> 4) << (j / 32));
  }
}

#endif

// For each vector width; see panel_blocks_simd.h.
#ifdef PANEL_INLINE
PANEL_INLINE void P(block_q5_k)(const unsigned char *const *rows, size_t block, P(sink) *s,
                                float *d, float *m) {
  P(k_scale_mins)(rows, block, d, m);
  UNROLL for (int half = 0; half < 2; half++) {
    vi high[4];
    P(values)(s, rows, block + 16 + 16 * (size_t)half, high);
    UNROLL for (int pair = 0; pair < 4; pair++) {
      vi t[4];
      P(values)(s, rows, block + 48 + 32 * (size_t)pair + 16 * (size_t)half, t);
      const int four = 16 * pair + 4 * half;
      UNROLL for (int j = 0; j < 4; j++) {
        P(emit)(s, four + j, V(with_high)(V(bits)(t[j], 0, 4), high[j], 2 * pair - 4, 16));
        P(emit)(s, four + j + 8,
                V(with_high)(V(bits)(t[j], 4, 4), high[j], 2 * pair - 3, 16));
      }
    }
  }
}
#endif

// Q4_K: 4 bits; 8 sub-blocks of 32 with 6-bit scales and minima, 256 values.
#ifndef CARAT_Q4_K_H
#define CARAT_Q4_K_H

#include "superblocks.h"

typedef struct CK_PACKED {
  uint16_t d, dmin;
  uint8_t scales[12], qs[128];
} ck_q4_k;

_Static_assert(sizeof(ck_q4_k) == 144, "Q4_K is 144 bytes for 256 values");

// 32 bytes hold two groups of 32: low nibbles the first, high nibbles the second.
CK_INLINE void ck_unpack_q4_k(const void *source, ck_unpacked *b) {
  const ck_q4_k *s = source;
  for (int pair = 0; pair < 4; pair++) {
    ck_nibbles(s->qs + 32 * pair, 32, b->u + 64 * pair, b->u + 64 * pair + 32);
  }
  ck_k_groups(s->d, s->dmin, s->scales, b);
}

CK_INLINE void ck_quantize_q4_k(size_t n, const float *x, void *destination) {
  const ck_k_trials search = {.limit = 15, .steps = 20, .first = -1.0f, .step = 0.1f};
  ck_q4_k *b = destination;
  for (size_t i = 0; i < n / CK_SUPERBLOCK; i++, b++, x += CK_SUPERBLOCK) {
    ck_affine_superblock s;
    ck_encode_affine(x, search, &s);
    b->d = s.d;
    b->dmin = s.dmin;
    memcpy(b->scales, s.scales, sizeof s.scales);
    ck_pack_nibble_pairs(s.u, b->qs);
  }
}

#endif

// For each vector width; see panel_blocks_simd.h.
#ifdef PANEL_INLINE
PANEL_INLINE void P(block_q4_k)(const unsigned char *const *rows, size_t block, P(sink) *s,
                                float *d, float *m) {
  P(k_scale_mins)(rows, block, d, m);
  UNROLL for (int pair = 0; pair < 4; pair++) {
    vi t[8];
    P(values)(s, rows, block + 16 + 32 * (size_t)pair, t);
    P(values)(s, rows, block + 32 + 32 * (size_t)pair, t + 4);
    P(emit_nibbles)(s, t, 16 * pair, 16 * pair + 8);
    P(emit_nibbles)(s, t + 4, 16 * pair + 4, 16 * pair + 12);
  }
}
#endif

// Q5_1: 5 bits, a half-precision scale and minimum for 32 values.
#ifndef CARAT_Q5_1_H
#define CARAT_Q5_1_H

#include "blocks.h"

typedef struct CK_PACKED {
  uint16_t d, m;
  uint8_t qh[4], qs[16];
} ck_q5_1;

_Static_assert(sizeof(ck_q5_1) == 24, "Q5_1 is 24 bytes for 32 values");

CK_INLINE void ck_unpack_q5_1(const void *source, ck_unpacked *b) {
  const ck_q5_1 *s = source;
  ck_nibbles(s->qs, 16, b->u, b->u + 16);
  ck_fifth_bits(s->qh, b->u);
  ck_set_group32(b, 0, ck_half_to_float(s->d), ck_half_to_float(s->m));
}

CK_INLINE void ck_quantize_q5_1(size_t n, const float *x, void *destination) {
  ck_q5_1 *b = destination;
  for (size_t i = 0; i < n / 32; i++, b++, x += 32) {
    uint8_t u[32];
    float low;
    b->d = ck_float_to_half(ck_affine_codes(x, 31, u, &low));
    b->m = ck_float_to_half(low);
    ck_pack_nibbles(u, b->qs);
    ck_pack_fifth_bits(u, b->qh);
  }
}

#endif

// For each vector width; see panel_blocks_simd.h.
#ifdef PANEL_INLINE
PANEL_INLINE void P(block_q5_1)(const unsigned char *const *rows, size_t block, P(sink) *s,
                                float *d, float *m) {
  vi head[4], t[4];
  V(transpose)(rows, block, head);
  V(store)(d, V(halves)(head[0]));
  V(store)(m, V(halves)(V(right)(head[0], 16)));
  P(values)(s, rows, block + 8, t);
  P(emit_fives)(s, t, head[1]);
}
#endif

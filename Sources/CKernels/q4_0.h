// Q4_0: 4 bits and a half-precision scale for 32 values, symmetric.
#ifndef CARAT_Q4_0_H
#define CARAT_Q4_0_H

#include "blocks.h"

typedef struct CK_PACKED {
  uint16_t d;
  uint8_t qs[16];
} ck_q4_0;

_Static_assert(sizeof(ck_q4_0) == 18, "Q4_0 is 18 bytes for 32 values");

CK_INLINE void ck_unpack_q4_0(const void *source, ck_unpacked *b) {
  const ck_q4_0 *s = source;
  ck_nibbles(s->qs, 16, b->u, b->u + 16);
  ck_set_group32(b, 0, ck_half_to_float(s->d), 0);
}

CK_INLINE void ck_quantize_q4_0(size_t n, const float *x, void *destination) {
  ck_q4_0 *b = destination;
  for (size_t i = 0; i < n / 32; i++, b++, x += 32) {
    uint8_t u[32];
    b->d = ck_float_to_half(ck_symmetric_codes(x, 8, u));
    ck_pack_nibbles(u, b->qs);
  }
}

#endif

// For each vector width; see panel_blocks_simd.h.
#ifdef PANEL_INLINE
PANEL_INLINE void P(block_q4_0)(const unsigned char *const *rows, size_t block, P(sink) *s,
                                float *d, float *m) {
  (void)m;
  vi head[4], t[4];
  V(transpose)(rows, block, head);
  V(store)(d, V(halves)(head[0]));
  P(values)(s, rows, block + 2, t);
  P(emit_nibbles)(s, t, 0, 4);
}
#endif

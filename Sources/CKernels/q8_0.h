// Q8_0: 8 bits and a half-precision scale for 32 values.
#ifndef CARAT_Q8_0_H
#define CARAT_Q8_0_H

#include "blocks.h"

typedef struct CK_PACKED {
  uint16_t d;
  int8_t qs[32];
} ck_q8_0;

_Static_assert(sizeof(ck_q8_0) == 34, "Q8_0 is 34 bytes for 32 values");

CK_INLINE void ck_unpack_q8_0(const void *source, ck_unpacked *b) {
  const ck_q8_0 *s = source;
  for (int i = 0; i < 32; i++) b->u[i] = (uint8_t)((uint8_t)s->qs[i] ^ 0x80);
  ck_set_group32(b, 0, ck_half_to_float(s->d), 0);
}

// Nearest, halves away from zero, within -127...127; NaN gives -127. Adding the float below one
// half keeps 0.49999997 from rounding up.
CK_INLINE int8_t ck_signed_code(float x) {
  const float bounded = x > -127 ? (x < 127 ? x : 127) : -127;
  return (int8_t)(int)(bounded + copysignf(0x1.fffffep-2f, bounded));
}

CK_INLINE void ck_quantize_q8_0(size_t n, const float *x, void *destination) {
  ck_q8_0 *b = destination;
  for (size_t i = 0; i < n / 32; i++, b++, x += 32) {
    uint32_t bits = 0;
    for (int j = 0; j < 32; j++) {
      const uint32_t magnitude = ck_bits(x[j]) & 0x7fffffff;
      bits = magnitude > bits ? magnitude : bits;
    }
    const float d = ck_float(bits) / 127;
    const float inverse = ck_reciprocal(d);
    b->d = ck_float_to_half(d);
    for (int j = 0; j < 32; j++) b->qs[j] = ck_signed_code(x[j] * inverse);
  }
}

#endif

// For each vector width; see panel_blocks_simd.h.
#ifdef PANEL_INLINE
// Its bytes are signed; vpdpbusd takes them 128 too high.
PANEL_INLINE void P(block_q8_0)(const unsigned char *const *rows, size_t block, P(sink) *s,
                                float *d, float *m) {
  (void)m;
  vi head[4], t[8];
  V(transpose)(rows, block, head);
  V(store)(d, V(halves)(head[0]));
  P(values)(s, rows, block + 2, t);
  P(values)(s, rows, block + 18, t + 4);
  UNROLL for (int j = 0; j < 8; j++)
    P(emit)(s, j, CK_VNNI ? V(xor)(t[j], V(bytes)(0x80)) : t[j]);
}
#endif

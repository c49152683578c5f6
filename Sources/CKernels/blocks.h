// The blocks of quantised weights as they lie in files (ggml-common.h), and what all of them have
// in common.
//
// Every format is an affine code of unsigned bytes: w = d * (u - zero) + m, with one d and m per 32
// values (16 for some K formats). `zero` is a constant of the format, so an integer dot product
// subtracts zero * (sum of activations) without any rounding; m is a true offset, read from the
// block, of the formats that have one.
#ifndef CARAT_BLOCKS_H
#define CARAT_BLOCKS_H

#include "CKernels.h"

// Packed: a mapped file promises no alignment.
#define CK_PACKED __attribute__((packed))
#define CK_INLINE static inline __attribute__((always_inline))

#define CK_SUPERBLOCK 256

typedef struct CK_PACKED {
  uint16_t d;
  uint8_t qs[16];
} ck_q4_0;
typedef struct CK_PACKED {
  uint16_t d, m;
  uint8_t qs[16];
} ck_q4_1;
typedef struct CK_PACKED {
  uint16_t d;
  uint8_t qh[4], qs[16];
} ck_q5_0;
typedef struct CK_PACKED {
  uint16_t d, m;
  uint8_t qh[4], qs[16];
} ck_q5_1;
typedef struct CK_PACKED {
  uint16_t d;
  int8_t qs[32];
} ck_q8_0;
typedef struct CK_PACKED {
  uint8_t scales[16], qs[64];
  uint16_t d, dmin;
} ck_q2_k;
typedef struct CK_PACKED {
  uint8_t hmask[32], qs[64], scales[12];
  uint16_t d;
} ck_q3_k;
typedef struct CK_PACKED {
  uint16_t d, dmin;
  uint8_t scales[12], qs[128];
} ck_q4_k;
typedef struct CK_PACKED {
  uint16_t d, dmin;
  uint8_t scales[12], qh[32], qs[128];
} ck_q5_k;
typedef struct CK_PACKED {
  uint8_t ql[128], qh[64];
  int8_t scales[16];
  uint16_t d;
} ck_q6_k;

_Static_assert(sizeof(ck_q4_0) == 18, "Q4_0 is 18 bytes for 32 values");
_Static_assert(sizeof(ck_q4_1) == 20, "Q4_1 is 20 bytes for 32 values");
_Static_assert(sizeof(ck_q5_0) == 22, "Q5_0 is 22 bytes for 32 values");
_Static_assert(sizeof(ck_q5_1) == 24, "Q5_1 is 24 bytes for 32 values");
_Static_assert(sizeof(ck_q8_0) == 34, "Q8_0 is 34 bytes for 32 values");
_Static_assert(sizeof(ck_q2_k) == 84, "Q2_K is 84 bytes for 256 values");
_Static_assert(sizeof(ck_q3_k) == 110, "Q3_K is 110 bytes for 256 values");
_Static_assert(sizeof(ck_q4_k) == 144, "Q4_K is 144 bytes for 256 values");
_Static_assert(sizeof(ck_q5_k) == 176, "Q5_K is 176 bytes for 256 values");
_Static_assert(sizeof(ck_q6_k) == 210, "Q6_K is 210 bytes for 256 values");

// The 6-bit scale and min of the j-th group of 32 in a Q4_K or Q5_K super-block: the first four lie
// in the low six bits of bytes 0-3 and 4-7; the last four have their low nibbles in bytes 8-11 and
// their high bits on top of bytes 0-7.
CK_INLINE void ck_k_scale_min(const uint8_t *s, int j, uint8_t *scale, uint8_t *min) {
  if (j < 4) {
    *scale = s[j] & 63;
    *min = s[j + 4] & 63;
  } else {
    *scale = (uint8_t)((s[j + 4] & 15) | (s[j - 4] >> 6) << 4);
    *min = (uint8_t)((s[j + 4] >> 4) | (s[j] >> 6) << 4);
  }
}

// The 16 signed 6-bit scales of Q3_K: low nibbles in bytes 0-7, high pairs of bits in bytes 8-11,
// 32 too high.
CK_INLINE void ck_q3_k_scales(const uint8_t *s, int8_t *scales) {
  for (int j = 0; j < 16; j++) {
    const int low = j < 8 ? s[j] & 15 : s[j - 8] >> 4;
    const int high = (s[8 + (j & 3)] >> (2 * (j >> 2))) & 3;
    scales[j] = (int8_t)((low | high << 4) - 32);
  }
}

#endif

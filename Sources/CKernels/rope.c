// Rotary position embedding (Su et al. 2021) of one head, by given cosines and sines.
#include "tables.h"

// Pairs first..<pairs.
static inline void rope_pairs(ck_rope_pairing pairing, size_t first, size_t pairs,
                              const float *cosine, const float *sine, float *x) {
  const bool halves = pairing == CK_ROPE_HALVES;
  for (size_t i = first; i < pairs; i++) {
    float *a = halves ? x + i : x + 2 * i, *b = halves ? a + pairs : a + 1;
    const float a0 = *a, b0 = *b;
    *a = a0 * cosine[i] - b0 * sine[i];
    *b = a0 * sine[i] + b0 * cosine[i];
  }
}

static void rope_scalar(ck_rope_pairing pairing, size_t pairs, const float *cosine,
                        const float *sine, float *x) {
  rope_pairs(pairing, 0, pairs, cosine, sine, x);
}

#define CK_BODY "rope_simd.h"
#include "each_width.h"

void ck_install_rope(ck_kernels *table, ck_isa isa) {
  table->rope = CK_WIDEST(isa, rope_scalar, rope);
}

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

#if defined(__x86_64__)
#define CK_SIMD 256
#include "simd.h"
#include "rope_simd.h"
#undef CK_SIMD
#define CK_SIMD 512
#include "simd.h"
#include "rope_simd.h"
#undef CK_SIMD
#elif defined(CK_ARM64)
#define CK_SIMD 128
#include "simd.h"
#include "rope_simd.h"
#undef CK_SIMD
#endif

void ck_install_rope(ck_kernels *table, ck_isa isa) {
  table->rope = rope_scalar;
#if defined(__x86_64__)
  if (ck_x86_at_least(isa, CK_AVX2)) {
    table->rope = ck256_rope;
  }
  if (ck_x86_at_least(isa, CK_AVX512)) {
    table->rope = ck512_rope;
  }
#elif defined(CK_ARM64)
  if (ck_arm_at_least(isa, CK_NEON)) {
    table->rope = ck128_rope;
  }
#else
  (void)isa;
#endif
}

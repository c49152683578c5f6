// Which function of a kernel an instruction set takes: the best that was compiled for it, or for a
// lesser one of its line.
#ifndef CARAT_LADDER_H
#define CARAT_LADDER_H

#include "CKernels.h"

// 64-bit ARM, whose least has NEON; the kernels read bytes as parts of little-endian words.
#if defined(__aarch64__) && defined(__ARM_NEON) && !defined(__AARCH64EB__)
#define CK_ARM64 1
#endif

// Whether `isa` is `least` or a superset of it in x86's line.
static inline bool ck_x86_at_least(ck_isa isa, ck_isa least) {
  return isa >= least && isa <= CK_AVX512_BF16;
}

// The same in ARM's line.
static inline bool ck_arm_at_least(ck_isa isa, ck_isa least) {
  return isa >= least && isa <= CK_I8MM;
}

// A rung: `function` from `least` on, `below` otherwise. A build for another processor never
// names `function`.
#if defined(__x86_64__)
#define CK_FROM_X86(isa, least, function, below) (ck_x86_at_least(isa, least) ? (function) : (below))
#else
#define CK_FROM_X86(isa, least, function, below) ((void)(isa), (below))
#endif
#if defined(CK_ARM64)
#define CK_FROM_ARM(isa, least, function, below) (ck_arm_at_least(isa, least) ? (function) : (below))
#else
#define CK_FROM_ARM(isa, least, function, below) ((void)(isa), (below))
#endif

// The function of a name that each_width.h compiled; `plain` where there are no vectors.
#define CK_WIDEST(isa, plain, name)                       \
  CK_FROM_X86(isa, CK_AVX512, ck512_##name,               \
              CK_FROM_X86(isa, CK_AVX2, ck256_##name,     \
                          CK_FROM_ARM(isa, CK_NEON, ck128_##name, plain)))

// The function of a name that quantized_matmul.c compiled for each way to multiply bytes.
#define CK_BEST_PANEL(isa, plain, name)                                                       \
  CK_FROM_X86(isa, CK_AVX512_VNNI, ck_vnni_##name,                                            \
              CK_FROM_X86(isa, CK_AVX512, ck_avx512_##name,                                   \
                          CK_FROM_X86(isa, CK_AVX2, ck_avx2_##name, CK_ARM_PANEL(isa, plain, name))))
#define CK_ARM_PANEL(isa, plain, name)                        \
  CK_FROM_ARM(isa, CK_I8MM, ck_i8mm_##name,                   \
              CK_FROM_ARM(isa, CK_DOTPROD, ck_dotprod_##name, \
                          CK_FROM_ARM(isa, CK_NEON, ck_neon_##name, plain)))

#endif

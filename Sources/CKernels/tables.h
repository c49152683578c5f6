// What each file of kernels puts into the table of an instruction set.
#ifndef CARAT_TABLES_H
#define CARAT_TABLES_H

#include "CKernels.h"

// Each fills its slots with plain C, then replaces those that `isa` does better. Called once per
// table, under a lock.
void ck_install_dequantize(ck_kernels *table, ck_isa isa);
void ck_install_quantize(ck_kernels *table, ck_isa isa);
void ck_install_activations(ck_kernels *table, ck_isa isa);
void ck_install_quantized_matmul(ck_kernels *table, ck_isa isa);
void ck_install_float_matmul(ck_kernels *table, ck_isa isa);
void ck_install_bf16_matmul(ck_kernels *table, ck_isa isa);
void ck_install_normalization(ck_kernels *table, ck_isa isa);
void ck_install_rope(ck_kernels *table, ck_isa isa);
void ck_install_activation(ck_kernels *table, ck_isa isa);
void ck_install_elementwise(ck_kernels *table, ck_isa isa);
void ck_install_softmax(ck_kernels *table, ck_isa isa);
void ck_install_attention(ck_kernels *table, ck_isa isa);

// Whether `isa` is `least` or a superset of it in x86's line.
static inline bool ck_x86_at_least(ck_isa isa, ck_isa least) {
  return isa >= least && isa <= CK_AVX512_BF16;
}

// The same in ARM's line.
static inline bool ck_arm_at_least(ck_isa isa, ck_isa least) {
  return isa >= least && isa <= CK_I8MM;
}

// 64-bit ARM, whose least has NEON; the kernels read bytes as parts of little-endian words.
#if defined(__aarch64__) && defined(__ARM_NEON) && !defined(__AARCH64EB__)
#define CK_ARM64 1
#endif

#endif

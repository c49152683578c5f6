// What each file of kernels puts into the table of an instruction set.
#ifndef CARAT_TABLES_H
#define CARAT_TABLES_H

#include "ladder.h"

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

#endif

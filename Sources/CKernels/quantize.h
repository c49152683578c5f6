// Quantisers that have a file of their own.
#ifndef CARAT_QUANTIZE_H
#define CARAT_QUANTIZE_H

#include <stddef.h>

void ck_quantize_q4_k(size_t n, const float *x, void *destination);
void ck_quantize_q5_k(size_t n, const float *x, void *destination);
void ck_quantize_q6_k(size_t n, const float *x, void *destination);

#endif

// Calls through the tables of CKernels.h that index by format: Swift sees C arrays of function
// pointers as tuples. A slot is NULL for numbers that name no format.
#ifndef CARAT_CKERNELS_DISPATCH_H
#define CARAT_CKERNELS_DISPATCH_H

typedef void (*ck_dequantize_function)(size_t n, const void *source, float *destination);
typedef void (*ck_quantize_function)(size_t n, const float *source, void *destination);
typedef void (*ck_matmul_function)(size_t k, size_t rows, size_t outputs, const void *w, const ck_activations *x, float *y,
                                   size_t y_stride, void *scratch);
static inline ck_dequantize_function ck_dequantize_slot(const ck_kernels *table, ck_format format) {
  return (unsigned)format < CK_FORMAT_LIMIT ? table->dequantize[format] : NULL;
}
static inline ck_quantize_function ck_quantize_slot(const ck_kernels *table, ck_format format) {
  return (unsigned)format < CK_FORMAT_LIMIT ? table->quantize[format] : NULL;
}
static inline ck_matmul_function ck_matmul_slot(const ck_kernels *table, ck_format format) {
  return (unsigned)format < CK_FORMAT_LIMIT ? table->matmul[format] : NULL;
}

static inline bool ck_can_dequantize(const ck_kernels *t, ck_format f) {
  return (unsigned)f < CK_FORMAT_LIMIT && t->dequantize[f] != NULL;
}
static inline bool ck_can_quantize(const ck_kernels *t, ck_format f) {
  return (unsigned)f < CK_FORMAT_LIMIT && t->quantize[f] != NULL;
}
static inline void ck_dequantize(const ck_kernels *t, ck_format f, size_t n, const void *source, float *destination) {
  t->dequantize[f](n, source, destination);
}
static inline void ck_quantize(const ck_kernels *t, ck_format f, size_t n, const float *source, void *destination) {
  t->quantize[f](n, source, destination);
}
static inline void ck_matmul(const ck_kernels *t, ck_format f, size_t k, size_t rows, size_t outputs, const void *w,
                             const ck_activations *x, float *y, size_t y_stride, void *scratch) {
  t->matmul[f](k, rows, outputs, w, x, y, y_stride, scratch);
}

#endif

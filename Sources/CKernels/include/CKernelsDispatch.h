// Calls through the tables of CKernels.h that index by format: Swift sees C arrays of function pointers as tuples.
#ifndef CARAT_CKERNELS_DISPATCH_H
#define CARAT_CKERNELS_DISPATCH_H

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

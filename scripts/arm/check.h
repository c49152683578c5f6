// Checks of every table of kernels that a machine has, in plain C, for machines that Swift's tests
// do not reach: emulated ones.
#ifndef CARAT_CHECK_H
#define CARAT_CHECK_H

#include "CKernels.h"

// A storage format as published: values and bytes of a block, and where its half-precision scales
// lie.
typedef struct {
  const char *name;
  ck_format format;
  size_t values, bytes;
  int scales[2], scale_count;
} storage;

#define STORAGE_COUNT 13
extern const storage storages[STORAGE_COUNT];

// Counts a check; says what failed, for the first few.
__attribute__((format(printf, 2, 3))) void expect(bool holds, const char *format, ...);
extern unsigned long checks, failures;

// The same numbers on every machine.
void seed(uint64_t value);
uint32_t random_bits(void);
float random_float(float scale);  // in -scale...scale
void random_floats(size_t n, float scale, float *x);
// Blocks of arbitrary bytes with scales between 1/32 and 1 of either sign; floats in -1...1.
void random_weights(const storage *s, size_t values, unsigned char *w);

// Memory that ends `slack` bytes before a page that may not be touched.
void *guarded(size_t bytes, size_t slack);
void *guarded_copy(const void *source, size_t bytes, size_t slack);
void release(void *p);

// Equal bits, where every NaN is the same.
bool same_bits(size_t n, const float *a, const float *b);
// |got - expected| <= allowed; false for a NaN.
bool within(double got, double expected, double allowed);

const ck_kernels *scalar_table(void);

void check_tables(const char *best);
void check_products(const ck_kernels *table);
void check_halves(const ck_kernels *table);
void check_rounding(const ck_kernels *table);
void check_functions(const ck_kernels *table);
void check_rows(const ck_kernels *table);
void check_attention(const ck_kernels *table);
// Both codes of SHA-256 and SHA-1.
void check_digests(void);
// A digest of quantised products, equal for every vector table of every machine.
uint64_t products_digest(const ck_kernels *table);

#endif

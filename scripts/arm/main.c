// Usage: check BEST, or check --best to print it
//
// BEST is the instruction set that this machine must be found to have. Every table of its line is
// checked. Prints a digest of the quantised products, which is the same on every machine; exit
// status 1 if anything failed.
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "check.h"

// Whether the tables are those of BEST's line up to it, and no slot of them has the plain kernel
// where there is a better one.
void check_tables(const char *best) {
  const ck_isa found = ck_best_isa();
  expect(strcmp(ck_isa_name(found), best) == 0, "the best is %s, not %s", ck_isa_name(found), best);
  const int first = found >= CK_NEON ? CK_NEON : CK_AVX2;
  const ck_kernels *scalar = scalar_table();
  for (int i = CK_SCALAR + 1; i < CK_ISA_COUNT; i++) {
    const ck_kernels *table = ck_kernels_for((ck_isa)i);
    const char *name = ck_isa_name((ck_isa)i);
    expect((table != NULL) == (i >= first && i <= (int)found), "%s", name);
    if (!table) continue;
    expect(table->isa == (ck_isa)i, "%s knows its name", name);
    // On ARM each instruction set has products of quantised weights of its own.
    const bool has_lesser = found >= CK_NEON && i > first;
    const ck_kernels *lesser = has_lesser ? ck_kernels_for((ck_isa)(i - 1)) : NULL;
    for (size_t f = 0; f < STORAGE_COUNT; f++) {
      const size_t slot = storages[f].format;
      expect(table->matmul[slot] != scalar->matmul[slot], "%s: %s", name, storages[f].name);
      if (lesser && storages[f].values > 1)
        expect(table->matmul[slot] != lesser->matmul[slot], "%s: %s", name, storages[f].name);
    }
#define VECTOR(slot) expect(table->slot != scalar->slot, "%s: " #slot, name)
    VECTOR(dequantize[CK_F16]);
    VECTOR(quantize[CK_F16]);
    VECTOR(quantize_activations);
    VECTOR(rms_norm);
    VECTOR(layer_norm);
    VECTOR(rope);
    VECTOR(gate);
    VECTOR(softcap);
    VECTOR(add);
    VECTOR(add_scaled);
    VECTOR(scale);
    VECTOR(maximum);
    VECTOR(sum_exp);
    VECTOR(softmax);
    VECTOR(attend);
  }
}

int main(int count, char **arguments) {
  if (count != 2) {
    fputs("usage: check BEST (scalar, avx2, ..., neon, dotprod or i8mm)\n", stderr);
    return 2;
  }
  if (strcmp(arguments[1], "--best") == 0) {
    puts(ck_isa_name(ck_best_isa()));
    return 0;
  }
  check_tables(arguments[1]);
  uint64_t digest = 0;
  for (int i = CK_SCALAR; i < CK_ISA_COUNT; i++) {
    const ck_kernels *table = ck_kernels_for((ck_isa)i);
    if (!table) continue;
    const unsigned long before = checks;
    check_products(table);
    check_halves(table);
    check_rounding(table);
    check_functions(table);
    check_rows(table);
    check_attention(table);
    if (i != CK_SCALAR) {
      const uint64_t own = products_digest(table);
      expect(digest == 0 || own == digest, "%s: products differ in bits", ck_isa_name((ck_isa)i));
      digest = own;
    }
    printf("%-12s %lu checks\n", ck_isa_name((ck_isa)i), checks - before);
  }
  check_digests();
  printf("digest       %016" PRIx64 "\n", digest);
  if (failures > 0) printf("%lu of %lu checks failed\n", failures, checks);
  return failures > 0;
}

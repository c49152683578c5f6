// What the checks share: counting, numbers, guarded memory.
#include "check.h"

#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

const storage storages[STORAGE_COUNT] = {
    {"F32", CK_F32, 1, 4, {0}, 0},
    {"F16", CK_F16, 1, 2, {0}, 0},
    {"BF16", CK_BF16, 1, 2, {0}, 0},
    {"Q4_0", 2, 32, 18, {0}, 1},
    {"Q4_1", 3, 32, 20, {0, 2}, 2},
    {"Q5_0", 6, 32, 22, {0}, 1},
    {"Q5_1", 7, 32, 24, {0, 2}, 2},
    {"Q8_0", CK_Q8_0, 32, 34, {0}, 1},
    {"Q2_K", 10, 256, 84, {80, 82}, 2},
    {"Q3_K", 11, 256, 110, {108}, 1},
    {"Q4_K", 12, 256, 144, {0, 2}, 2},
    {"Q5_K", 13, 256, 176, {0, 2}, 2},
    {"Q6_K", 14, 256, 210, {208}, 1},
};

unsigned long checks, failures;

void expect(bool holds, const char *format, ...) {
  checks++;
  if (holds || ++failures > 40) return;
  va_list arguments;
  va_start(arguments, format);
  fputs("  failed: ", stdout);
  vprintf(format, arguments);
  fputc('\n', stdout);
  va_end(arguments);
}

static uint64_t state;

void seed(uint64_t value) { state = value * 0x9e3779b97f4a7c15 + 1; }

// Xorshift (Marsaglia 2003).
uint32_t random_bits(void) {
  state ^= state << 13;
  state ^= state >> 7;
  state ^= state << 17;
  return (uint32_t)(state >> 16);
}

float random_float(float scale) {
  return ((float)(random_bits() & 0xffffff) / 0x1p23f - 1) * scale;
}

void random_floats(size_t n, float scale, float *x) {
  for (size_t i = 0; i < n; i++) x[i] = random_float(scale);
}

void random_weights(const storage *s, size_t values, unsigned char *w) {
  if (s->values == 1) {
    float *x = malloc(values * sizeof *x);
    random_floats(values, 1, x);
    scalar_table()->quantize[s->format](values, x, w);
    free(x);
    return;
  }
  for (size_t i = 0; i < values / s->values * s->bytes; i++) w[i] = (unsigned char)random_bits();
  for (size_t b = 0; b < values / s->values; b++) {
    for (int j = 0; j < s->scale_count; j++) {
      const uint16_t half = (uint16_t)((0x2800 + random_bits() % 0x1400) | random_bits() % 2 << 15);
      memcpy(w + b * s->bytes + s->scales[j], &half, sizeof half);
    }
  }
}

// Each allocation is a run of pages of its own; a table says where it begins.
static struct {
  void *p, *map;
  size_t bytes;
} allocations[64];

void *guarded(size_t bytes, size_t slack) {
  const size_t page = (size_t)sysconf(_SC_PAGESIZE);
  const size_t size = (bytes + slack + page - 1) / page * page;
  unsigned char *map =
      mmap(NULL, size + page, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  size_t i = 0;
  while (i < 64 && allocations[i].p) i++;
  if (map == MAP_FAILED || i == 64 || mprotect(map + size, page, PROT_NONE) != 0) {
    puts("no memory");
    exit(1);
  }
  allocations[i].p = map + size - slack - bytes;
  allocations[i].map = map;
  allocations[i].bytes = size + page;
  return allocations[i].p;
}

void *guarded_copy(const void *source, size_t bytes, size_t slack) {
  return memcpy(guarded(bytes, slack), source, bytes);
}

void release(void *p) {
  for (size_t i = 0; i < 64; i++) {
    if (allocations[i].p != p) continue;
    munmap(allocations[i].map, allocations[i].bytes);
    allocations[i].p = NULL;
    return;
  }
}

bool same_bits(size_t n, const float *a, const float *b) {
  for (size_t i = 0; i < n; i++) {
    if (memcmp(a + i, b + i, sizeof *a) != 0 && !(isnan(a[i]) && isnan(b[i]))) return false;
  }
  return true;
}

bool within(double got, double expected, double allowed) {
  return got == expected || fabs(got - expected) <= allowed;
}

const ck_kernels *scalar_table(void) { return ck_kernels_for(CK_SCALAR); }

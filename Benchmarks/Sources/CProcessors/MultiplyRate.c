// The processor's own limit: twelve independent sums, so that each instruction can start before the
// last one ends, and an empty asm statement a round, so that the compiler cannot see that factors
// stay the same.
#include "MultiplyRate.h"

#include <pthread.h>
#include <stddef.h>
#include <stdint.h>
#include <time.h>

/// Runs `rounds` rounds and returns the operations done.
typedef double (*kernel)(uint64_t rounds);

#define SUMS 12

#if defined(__x86_64__)
#include <immintrin.h>

#pragma clang diagnostic ignored "-Wpass-failed"

__attribute__((target("avx512f,avx512vnni"))) static double int8_vnni512(uint64_t rounds) {
  __m512i sums[SUMS] = {0};
  __m512i left = _mm512_set1_epi8(1), right = _mm512_set1_epi8(1);
  for (uint64_t round = 0; round < rounds; round++) {
    __asm__ volatile("" : "+v"(left), "+v"(right));
#pragma clang loop unroll(full)
    for (int k = 0; k < SUMS; k++) sums[k] = _mm512_dpbusd_epi32(sums[k], left, right);
  }
  for (int k = 0; k < SUMS; k++) __asm__ volatile("" ::"v"(sums[k]));
  return (double)rounds * SUMS * 64 * 2;
}

__attribute__((target("avxvnni,avx2"))) static double int8_vnni256(uint64_t rounds) {
  __m256i sums[SUMS] = {0};
  __m256i left = _mm256_set1_epi8(1), right = _mm256_set1_epi8(1);
  for (uint64_t round = 0; round < rounds; round++) {
    __asm__ volatile("" : "+x"(left), "+x"(right));
#pragma clang loop unroll(full)
    for (int k = 0; k < SUMS; k++) sums[k] = _mm256_dpbusd_avx_epi32(sums[k], left, right);
  }
  for (int k = 0; k < SUMS; k++) __asm__ volatile("" ::"x"(sums[k]));
  return (double)rounds * SUMS * 32 * 2;
}

// Without dot products: bytes to pairs, pairs to 32 bits, addition.
__attribute__((target("avx2"))) static double int8_avx2(uint64_t rounds) {
  __m256i sums[SUMS] = {0};
  __m256i left = _mm256_set1_epi8(1), right = _mm256_set1_epi8(1), ones = _mm256_set1_epi16(1);
  for (uint64_t round = 0; round < rounds; round++) {
#pragma clang loop unroll(full)
    for (int k = 0; k < SUMS; k++) {
      __asm__ volatile("" : "+x"(left));
      __m256i pairs = _mm256_maddubs_epi16(left, right);
      sums[k] = _mm256_add_epi32(sums[k], _mm256_madd_epi16(pairs, ones));
    }
  }
  for (int k = 0; k < SUMS; k++) __asm__ volatile("" ::"x"(sums[k]));
  return (double)rounds * SUMS * 32 * 2;
}

__attribute__((target("avx512f,avx512bf16"))) static double bf16_512(uint64_t rounds) {
  __m512 sums[SUMS] = {0};
  __m512i left = _mm512_set1_epi16(0x3F80), right = left;
  for (uint64_t round = 0; round < rounds; round++) {
    __asm__ volatile("" : "+v"(left), "+v"(right));
#pragma clang loop unroll(full)
    for (int k = 0; k < SUMS; k++)
      sums[k] = _mm512_dpbf16_ps(sums[k], (__m512bh)left, (__m512bh)right);
  }
  for (int k = 0; k < SUMS; k++) __asm__ volatile("" ::"v"(sums[k]));
  return (double)rounds * SUMS * 32 * 2;
}

__attribute__((target("avx512f"))) static double fp32_512(uint64_t rounds) {
  __m512 sums[SUMS] = {0};
  __m512 left = _mm512_set1_ps(0.5f), right = _mm512_set1_ps(0.5f);
  for (uint64_t round = 0; round < rounds; round++) {
    __asm__ volatile("" : "+v"(left), "+v"(right));
#pragma clang loop unroll(full)
    for (int k = 0; k < SUMS; k++) sums[k] = _mm512_fmadd_ps(left, right, sums[k]);
  }
  for (int k = 0; k < SUMS; k++) __asm__ volatile("" ::"v"(sums[k]));
  return (double)rounds * SUMS * 16 * 2;
}

__attribute__((target("avx2,fma"))) static double fp32_256(uint64_t rounds) {
  __m256 sums[SUMS] = {0};
  __m256 left = _mm256_set1_ps(0.5f), right = _mm256_set1_ps(0.5f);
  for (uint64_t round = 0; round < rounds; round++) {
    __asm__ volatile("" : "+x"(left), "+x"(right));
#pragma clang loop unroll(full)
    for (int k = 0; k < SUMS; k++) sums[k] = _mm256_fmadd_ps(left, right, sums[k]);
  }
  for (int k = 0; k < SUMS; k++) __asm__ volatile("" ::"x"(sums[k]));
  return (double)rounds * SUMS * 8 * 2;
}

static kernel chosen(enum multiply_kind kind) {
  __builtin_cpu_init();
  switch (kind) {
    case MULTIPLY_INT8:
      if (__builtin_cpu_supports("avx512vnni")) return int8_vnni512;
      if (__builtin_cpu_supports("avxvnni")) return int8_vnni256;
      return __builtin_cpu_supports("avx2") ? int8_avx2 : NULL;
    case MULTIPLY_BF16: return __builtin_cpu_supports("avx512bf16") ? bf16_512 : NULL;
    case MULTIPLY_FP32:
      if (__builtin_cpu_supports("avx512f")) return fp32_512;
      return __builtin_cpu_supports("fma") ? fp32_256 : NULL;
  }
  return NULL;
}
#else
static kernel chosen(enum multiply_kind kind) {
  (void)kind;
  return NULL;
}
#endif

static double now(void) {
  struct timespec time;
  clock_gettime(CLOCK_MONOTONIC, &time);
  return (double)time.tv_sec + 1e-9 * (double)time.tv_nsec;
}

struct turn {
  kernel kernel;
  double rate;
};

static void *take_turn(void *argument) {
  struct turn *turn = argument;
  double operations = 0, start = now(), elapsed = 0;
  while (elapsed < 0.05) {
    operations += turn->kernel(20000);
    elapsed = now() - start;
  }
  turn->rate = operations / elapsed;
  return NULL;
}

static double rate_of_all(kernel kernel, int threads) {
  enum { LIMIT = 256 };
  struct turn turns[LIMIT];
  pthread_t others[LIMIT];
  if (threads > LIMIT) threads = LIMIT;
  int started = 0;
  for (int i = 0; i < threads; i++) turns[i] = (struct turn){.kernel = kernel, .rate = 0};
  for (int i = 1; i < threads; i++) {
    if (pthread_create(&others[started], NULL, take_turn, &turns[i]) != 0) break;
    started++;
  }
  take_turn(&turns[0]);
  for (int i = 0; i < started; i++) pthread_join(others[i], NULL);
  double sum = 0;
  for (int i = 0; i <= started; i++) sum += turns[i].rate;
  return sum;
}

double multiply_rate(enum multiply_kind kind, int threads, int tries) {
  kernel kernel = chosen(kind);
  double best = 0;
  if (kernel == NULL) return 0;
  for (int i = 0; i < tries; i++) {
    double rate = rate_of_all(kernel, threads);
    if (rate > best) best = rate;
  }
  return best;
}

// Which instruction sets this machine has, and one table of kernels for each.
//
// CPUID says what the processor can do; XCR0 says which registers the system saves. Both must
// agree: a virtual machine or container may hide AVX-512 state that the processor has, and using it
// would end the process. On ARM the system answers for both.
#include <pthread.h>

#include "bf16_matmul.h"
#include "formats.h"
#include "tables.h"

#if defined(__x86_64__)
#include <cpuid.h>
#include <immintrin.h>
#elif defined(CK_ARM64) && defined(__linux__)
#include <sys/auxv.h>
#elif defined(CK_ARM64) && defined(__APPLE__)
#include <sys/sysctl.h>
#endif

#if defined(__x86_64__)
static bool bit(unsigned word, int index) { return word >> index & 1; }

// Reading XCR0 by its opcode's mnemonic needs no compiler flag.
static unsigned long long saved_state(void) {
  unsigned low, high;
  __asm__ volatile("xgetbv" : "=a"(low), "=d"(high) : "c"(0));
  return (unsigned long long)high << 32 | low;
}

// The highest of x86's line; each is a superset of the one before.
static ck_isa detect(void) {
  unsigned a, b, c, d;
  if (!__get_cpuid(1, &a, &b, &c, &d)) return CK_SCALAR;
  const bool osxsave = bit(c, 27), avx = bit(c, 28), fma = bit(c, 12), f16c = bit(c, 29);
  if (!osxsave || !avx || !fma || !f16c) return CK_SCALAR;
  const unsigned long long state = saved_state();
  if ((state & 0x6) != 0x6) return CK_SCALAR;
  unsigned b7, c7, d7;
  if (!__get_cpuid_count(7, 0, &a, &b7, &c7, &d7) || !bit(b7, 5)) return CK_SCALAR;
  const unsigned subleaves = a;

  const bool f = bit(b7, 16), dq = bit(b7, 17), bw = bit(b7, 30), vl = bit(b7, 31);
  if ((state & 0xe6) != 0xe6 || !f || !dq || !bw || !vl) return CK_AVX2;
  if (!bit(c7, 11)) return CK_AVX512;
  unsigned a71 = 0, b71, c71, d71;
  if (subleaves < 1 || !__get_cpuid_count(7, 1, &a71, &b71, &c71, &d71)) return CK_AVX512_VNNI;
  return bit(a71, 5) ? CK_AVX512_BF16 : CK_AVX512_VNNI;
}
#elif defined(CK_ARM64)
#if defined(__linux__)
// Bits of AT_HWCAP and AT_HWCAP2 in Linux's list (Documentation/arch/arm64/elf_hwcaps.rst), which
// older headers have in part.
static bool has_dot_products(void) { return getauxval(AT_HWCAP) >> 20 & 1; }
static bool has_matrix_products(void) { return getauxval(AT_HWCAP2) >> 13 & 1; }
#elif defined(__APPLE__)
static bool has_feature(const char *name) {
  int value = 0;
  size_t size = sizeof value;
  return sysctlbyname(name, &value, &size, NULL, 0) == 0 && value != 0;
}
static bool has_dot_products(void) { return has_feature("hw.optional.arm.FEAT_DotProd"); }
static bool has_matrix_products(void) { return has_feature("hw.optional.arm.FEAT_I8MM"); }
#else
static bool has_dot_products(void) { return false; }
static bool has_matrix_products(void) { return false; }
#endif

// The highest of ARM's line, likewise.
static ck_isa detect(void) {
  if (!has_dot_products()) return CK_NEON;
  return has_matrix_products() ? CK_I8MM : CK_DOTPROD;
}
#else
static ck_isa detect(void) { return CK_SCALAR; }
#endif

// Whether this machine, whose best is `best`, runs `isa`: the plain table, and its own line up to
// there.
static bool runs(ck_isa isa, ck_isa best) {
  const ck_isa first = best >= CK_NEON ? CK_NEON : CK_AVX2;
  return isa == CK_SCALAR || (isa >= first && isa <= best);
}

// Into which cache memory is best asked for; see `ck_kernels.prefetch_level`. On AMD's Zen 4,
// requests into the first level come at half of the rate of plain reads; on Zen 5 and Intel's
// processors both come alike, the first a little better. Zen 4's forebears are taken with it.
static int best_level(void) {
#if defined(__x86_64__)
  unsigned a, b, c, d;
  if (!__get_cpuid(0, &a, &b, &c, &d)) return 1;
  const bool is_amd = b == 0x68747541 && d == 0x69746e65 && c == 0x444d4163;  // "AuthenticAMD"
  if (!is_amd || !__get_cpuid(1, &a, &b, &c, &d)) return 1;
  const unsigned family = (a >> 8 & 15) + (a >> 20 & 255);
  return family <= 0x19 ? 2 : 1;
#else
  return 1;
#endif
}

static ck_isa best;
static int prefetch_level;
static ck_kernels tables[2][CK_ISA_COUNT];
static pthread_once_t once = PTHREAD_ONCE_INIT;

static void fill(void) {
  best = detect();
  prefetch_level = best_level();
  for (int i = 0; i < 2 * CK_ISA_COUNT; i++) {
    const ck_isa isa = (ck_isa)(i % CK_ISA_COUNT);
    if (!runs(isa, best)) continue;
    ck_kernels *table = &tables[i / CK_ISA_COUNT][isa];
    table->isa = isa;
    table->prefetch_level = 1 + i / CK_ISA_COUNT;
    ck_install_dequantize(table, isa);
    ck_install_quantize(table, isa);
    ck_install_activations(table, isa);
    ck_install_quantized_matmul(table, isa);
    ck_install_float_matmul(table, isa);
    ck_install_bf16_matmul(table, isa);
    ck_install_normalization(table, isa);
    ck_install_rope(table, isa);
    ck_install_activation(table, isa);
    ck_install_elementwise(table, isa);
    ck_install_softmax(table, isa);
    ck_install_attention(table, isa);
  }
}

ck_isa ck_best_isa(void) {
  pthread_once(&once, fill);
  return best;
}

const ck_kernels *ck_kernels_for(ck_isa isa) {
  const ck_isa most = ck_best_isa();
  return (int)isa >= 0 && runs(isa, most) ? &tables[prefetch_level - 1][isa] : NULL;
}

const ck_kernels *ck_kernels_prefetching(ck_isa isa, int level) {
  const bool is_level = level == 1 || level == 2;
  return is_level && (int)isa >= 0 && runs(isa, ck_best_isa()) ? &tables[level - 1][isa] : NULL;
}

const char *ck_isa_name(ck_isa isa) {
  static const char *const names[CK_ISA_COUNT] = {
      "scalar", "avx2", "avx512", "avx512-vnni", "avx512-bf16", "neon", "dotprod", "i8mm",
  };
  return (int)isa >= 0 && isa < CK_ISA_COUNT ? names[isa] : "unknown";
}

// Two panels of CK_TILE rows: k bytes a row, and a scale and an offset a row for each 16 values at
// most.
size_t ck_matmul_scratch_bytes(ck_format format, size_t k) {
  if ((int)format < 0 || format >= CK_FORMAT_LIMIT || ck_format_traits[format].bytes == 0) return 0;
  if (format == CK_BF16) {
    const size_t stretch = k < CK_BF16_STRETCH ? (k + 31) / 32 * 32 : CK_BF16_STRETCH;
    return 2 * CK_TILE * stretch * sizeof(uint16_t);
  }
  if (ck_format_traits[format].values == 1) return 0;
  const size_t groups = (k + 31) / 32;
  return 2 * CK_TILE * (groups * 32 + groups * 2 * 2 * sizeof(float));
}

void ck_pause(void) {
#if defined(__x86_64__)
  _mm_pause();
#elif defined(__aarch64__)
  __asm__ volatile("yield");
#endif
}

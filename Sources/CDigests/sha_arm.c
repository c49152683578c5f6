#include "digests.h"

#if defined(__aarch64__)

#include <arm_neon.h>

#if defined(__linux__)
#include <sys/auxv.h>
#endif

#if defined(__clang__)
#define CD_TARGET __attribute__((target("sha2")))
#else
#define CD_TARGET __attribute__((target("+crypto")))
#endif

cd_code cd_best_code(void) {
#if defined(__APPLE__)
  return cd_code_instructions;
#elif defined(__linux__)
  // HWCAP_SHA1 and HWCAP_SHA2 of the kernel's interface.
  const unsigned long both = 1ul << 5 | 1ul << 6;
  return (getauxval(AT_HWCAP) & both) == both ? cd_code_instructions : cd_code_scalar;
#else
  return cd_code_scalar;
#endif
}

CD_TARGET void cd_sha256_blocks_instructions(
    uint32_t state[8], const uint8_t *data, size_t blocks) {
  uint32x4_t abcd = vld1q_u32(state), efgh = vld1q_u32(state + 4);
  for (; blocks > 0; blocks--, data += 64) {
    const uint32x4_t abcd_before = abcd, efgh_before = efgh;
    uint32x4_t words[4];
    for (int i = 0; i < 4; i++) {
      words[i] = vreinterpretq_u32_u8(vrev32q_u8(vld1q_u8(data + 16 * i)));
    }
    for (int i = 0; i < 16; i++) {
      uint32x4_t now = words[i & 3], last = words[(i + 3) & 3];
      uint32x4_t sums = vaddq_u32(now, vld1q_u32(cd_sha256_constants + 4 * i));
      uint32x4_t abcd_now = abcd;
      abcd = vsha256hq_u32(abcd, efgh, sums);
      efgh = vsha256h2q_u32(efgh, abcd_now, sums);
      words[i & 3] =
          vsha256su1q_u32(vsha256su0q_u32(now, words[(i + 1) & 3]), words[(i + 2) & 3], last);
    }
    abcd = vaddq_u32(abcd, abcd_before);
    efgh = vaddq_u32(efgh, efgh_before);
  }
  vst1q_u32(state, abcd);
  vst1q_u32(state + 4, efgh);
}

CD_TARGET void cd_sha1_blocks_instructions(uint32_t state[5], const uint8_t *data, size_t blocks) {
  static const uint32_t constants[4] = {0x5a827999, 0x6ed9eba1, 0x8f1bbcdc, 0xca62c1d6};
  uint32x4_t abcd = vld1q_u32(state);
  uint32_t e = state[4];
  for (; blocks > 0; blocks--, data += 64) {
    const uint32x4_t abcd_before = abcd;
    const uint32_t e_before = e;
    uint32x4_t words[4];
    for (int i = 0; i < 4; i++) {
      words[i] = vreinterpretq_u32_u8(vrev32q_u8(vld1q_u8(data + 16 * i)));
    }
    for (int i = 0; i < 20; i++) {
      uint32x4_t now = words[i & 3];
      uint32x4_t sums = vaddq_u32(now, vdupq_n_u32(constants[i / 5]));
      uint32_t e_next = vsha1h_u32(vgetq_lane_u32(abcd, 0));
      if (i < 5) {
        abcd = vsha1cq_u32(abcd, e, sums);
      } else if (i >= 10 && i < 15) {
        abcd = vsha1mq_u32(abcd, e, sums);
      } else {
        abcd = vsha1pq_u32(abcd, e, sums);
      }
      e = e_next;
      words[i & 3] = vsha1su1q_u32(
          vsha1su0q_u32(now, words[(i + 1) & 3], words[(i + 2) & 3]), words[(i + 3) & 3]);
    }
    abcd = vaddq_u32(abcd, abcd_before);
    e += e_before;
  }
  vst1q_u32(state, abcd);
  state[4] = e;
}

#endif

#if !defined(__aarch64__) && !defined(__x86_64__)
cd_code cd_best_code(void) { return cd_code_scalar; }
#endif

// What the files of this target share.
#ifndef DIGESTS_H
#define DIGESTS_H

#include "CDigests.h"

/// The round constants of SHA-256 (FIPS 180-4, section 4.2.2).
extern const uint32_t cd_sha256_constants[64];

static inline uint32_t cd_word(const uint8_t *bytes) {
  return (uint32_t)bytes[0] << 24 | (uint32_t)bytes[1] << 16 | (uint32_t)bytes[2] << 8 | bytes[3];
}

static inline uint32_t cd_rotate_left(uint32_t word, int bits) {
  return word << bits | word >> (32 - bits);
}

static inline uint32_t cd_rotate_right(uint32_t word, int bits) {
  return word >> bits | word << (32 - bits);
}

#if defined(__x86_64__) || defined(__aarch64__)
#define CD_HAS_INSTRUCTIONS 1
void cd_sha256_blocks_instructions(uint32_t state[8], const uint8_t *data, size_t blocks);
void cd_sha1_blocks_instructions(uint32_t state[5], const uint8_t *data, size_t blocks);
#endif

#endif

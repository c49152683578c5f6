// The compression functions of SHA-256 and SHA-1 (FIPS 180-4), with the processor's own
// instructions where it has them.
//
// A TLS library brings them too, and keeps them to itself; a second one for two functions doubled
// what a first build compiles.
#ifndef CDIGESTS_H
#define CDIGESTS_H

#include <stddef.h>
#include <stdint.h>

/// Kinds of code that compute a digest; the results are the same.
typedef enum {
  /// Plain C.
  cd_code_scalar = 0,
  /// The SHA extensions of x86-64 or the cryptographic ones of ARMv8.
  cd_code_instructions = 1,
} cd_code;

/// Returns the fastest code that this processor can run.
cd_code cd_best_code(void);

/// Takes whole blocks of 64 bytes into a state of eight words (FIPS 180-4, section 6.2.2).
void cd_sha256_blocks(uint32_t state[8], const uint8_t *data, size_t blocks, cd_code code);

/// Takes whole blocks of 64 bytes into a state of five words (FIPS 180-4, section 6.1.2).
void cd_sha1_blocks(uint32_t state[5], const uint8_t *data, size_t blocks, cd_code code);

#endif

// Digests by the processor's own instructions against plain C, and against a published example.
#include <stdlib.h>
#include <string.h>

#include "CDigests.h"
#include "check.h"

#define MOST_BLOCKS 40

void check_digests(void) {
  const cd_code best = cd_best_code();
  // "abc" with its padding (FIPS 180-4's examples).
  uint8_t block[64] = {'a', 'b', 'c', 0x80};
  block[63] = 24;
  const uint32_t sha256_start[8] = {0x6a09e667, 0xbb67ae85, 0x3c6ef372, 0xa54ff53a,
                                    0x510e527f, 0x9b05688c, 0x1f83d9ab, 0x5be0cd19};
  const uint32_t sha1_start[5] = {0x67452301, 0xefcdab89, 0x98badcfe, 0x10325476, 0xc3d2e1f0};
  for (int code = cd_code_scalar; code <= (int)best; code++) {
    uint32_t state[8];
    memcpy(state, sha256_start, sizeof sha256_start);
    cd_sha256_blocks(state, block, 1, (cd_code)code);
    expect(state[0] == 0xba7816bf && state[7] == 0xf20015ad, "SHA-256 by code %d", code);
    memcpy(state, sha1_start, sizeof sha1_start);
    cd_sha1_blocks(state, block, 1, (cd_code)code);
    expect(state[0] == 0xa9993e36 && state[4] == 0x9cd0d89d, "SHA-1 by code %d", code);
  }
  seed(7);
  for (size_t blocks = 0; blocks <= MOST_BLOCKS; blocks++) {
    uint8_t *data = guarded(64 * blocks + 1, 0);
    for (size_t i = 0; i < 64 * blocks; i++) data[i] = (uint8_t)random_bits();
    uint32_t plain[8], fast[8];
    memcpy(plain, sha256_start, sizeof plain);
    memcpy(fast, sha256_start, sizeof fast);
    cd_sha256_blocks(plain, data, blocks, cd_code_scalar);
    cd_sha256_blocks(fast, data, blocks, best);
    expect(memcmp(plain, fast, sizeof plain) == 0, "SHA-256 of %zu blocks", blocks);
    memcpy(plain, sha1_start, sizeof sha1_start);
    memcpy(fast, sha1_start, sizeof sha1_start);
    cd_sha1_blocks(plain, data, blocks, cd_code_scalar);
    cd_sha1_blocks(fast, data, blocks, best);
    expect(memcmp(plain, fast, sizeof sha1_start) == 0, "SHA-1 of %zu blocks", blocks);
    release(data);
  }
}

#include "digests.h"

static void compress(uint32_t state[5], const uint8_t *data) {
  uint32_t words[80];
  for (int round = 0; round < 16; round++) words[round] = cd_word(data + 4 * round);
  for (int round = 16; round < 80; round++) {
    words[round] = cd_rotate_left(
        words[round - 3] ^ words[round - 8] ^ words[round - 14] ^ words[round - 16], 1);
  }
  uint32_t a = state[0], b = state[1], c = state[2], d = state[3], e = state[4];
  for (int round = 0; round < 80; round++) {
    uint32_t mixed, constant;
    if (round < 20) {
      mixed = (b & c) ^ (~b & d), constant = 0x5a827999;
    } else if (round < 40) {
      mixed = b ^ c ^ d, constant = 0x6ed9eba1;
    } else if (round < 60) {
      mixed = (b & c) ^ (b & d) ^ (c & d), constant = 0x8f1bbcdc;
    } else {
      mixed = b ^ c ^ d, constant = 0xca62c1d6;
    }
    uint32_t next = cd_rotate_left(a, 5) + mixed + e + constant + words[round];
    e = d, d = c, c = cd_rotate_left(b, 30), b = a, a = next;
  }
  state[0] += a, state[1] += b, state[2] += c, state[3] += d, state[4] += e;
}

void cd_sha1_blocks(uint32_t state[5], const uint8_t *data, size_t blocks, cd_code code) {
#ifdef CD_HAS_INSTRUCTIONS
  if (code == cd_code_instructions) {
    cd_sha1_blocks_instructions(state, data, blocks);
    return;
  }
#endif
  (void)code;
  for (; blocks > 0; blocks--, data += 64) compress(state, data);
}

// How keys and values lie in a block of the cache, for those who read it.
#ifndef CARAT_KV_LAYOUT_H
#define CARAT_KV_LAYOUT_H

#include <string.h>

#include "q8_0.h"

// Keys in Q8_0: for each 32 elements the 32 positions' scales as halves, then their bytes,
// [element][position]. As many bytes as 32 rows of one block each.
#define CK_Q8_KEY_GROUP (CK_KV_BLOCK * 2 + CK_KV_BLOCK * 32)
_Static_assert(CK_Q8_KEY_GROUP == CK_KV_BLOCK * sizeof(ck_q8_0), "a block keeps its size");

// Bytes of one position's n values.
CK_INLINE size_t ck_kv_row_bytes(ck_format format, size_t n) {
  switch (format) {
    case CK_F32: return 4 * n;
    case CK_Q8_0: return n / 32 * sizeof(ck_q8_0);
    default: return 2 * n;
  }
}

#endif

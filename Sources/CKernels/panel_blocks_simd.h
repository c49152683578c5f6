// Blocks of 32 values, LANES rows at a time: each function unpacks one block and hands on its
// values by fours, j = 0...7, with the rows' scales and offsets; see panel_simd.h for the layout.
//
// With many rows of x the fours go into a panel. With one row they are multiplied where they are,
// in registers: writing 512 bytes of a group and reading them again costs as much as unpacking
// them. Which of the two is a constant where a function is used, so that neither pays for the
// other.

// Where fours of values go. `steps` fours share one scale, and so one sum of `dot`.
typedef struct {
  bool multiplies;    // A constant: whether fours are multiplied at once. If not:
  uint8_t *u;         // the block of a panel. If they are:
  vi *dot;            // a sum for each scale
  const int8_t *q;    // and the block's activations.
  int steps;
  bool signed_bytes;
  const char *ahead;  // Memory to ask for meanwhile: `lines` of 64 bytes, spread over the
  int lines, fours;   // `fours` of the block,
  int level;          // into the cache of this level, a constant,
  int done;           // of which so many are done.
  vi (*rows)[4];      // ARM: a sum for each scale and row; see panel_values_neon.h.
} P(sink);

// Asks for the lines of memory that fall to this four: a burst of requests would be dropped.
PANEL_INLINE void P(look_ahead)(P(sink) *s) {
  const int first = (s->done * s->lines + s->fours - 1) / s->fours;
  s->done++;
  const int end = (s->done * s->lines + s->fours - 1) / s->fours;
  if (end > first) ck_prefetch(s->ahead + 64 * first, s->level);
  if (end > first + 1) ck_prefetch(s->ahead + 64 * (first + 1), s->level);
}

#if CK_SIMD == 128
#include "panel_values_neon.h"
#else
// Sixteen bytes of values at `offset` of every row, by fours.
PANEL_INLINE void P(values)(const P(sink) *s, const unsigned char *const *rows, size_t offset,
                            vi *out) {
  (void)s;
  V(transpose)(rows, offset, out);
}

PANEL_INLINE vi P(with_fifth_bits)(const P(sink) *s, vi u, vi bits, int j) {
  (void)s;
  return V(with_fifth_bits)(u, bits, j);
}

// Values 4 j...4 j + 3 of the block, of every row.
PANEL_INLINE void P(emit)(P(sink) *s, int j, vi weights) {
  if (!s->multiplies) {
    V(store_bytes)(s->u + 4 * CK_TILE * j, weights);
  } else {
    vi *dot = s->dot + j / s->steps;
    *dot = P(dot4)(*dot, weights, P(four)(s->q + 4 * j), s->signed_bytes);
    P(look_ahead)(s);
  }
}
#endif

// Sixteen bytes of nibbles to fours low...low + 3 and high...high + 3.
PANEL_INLINE void P(emit_nibbles)(P(sink) *s, const vi *t, int low, int high) {
  UNROLL for (int j = 0; j < 4; j++) {
    P(emit)(s, low + j, V(bits)(t[j], 0, 4));
    P(emit)(s, high + j, V(bits)(t[j], 4, 4));
  }
}

// The same of a block of 32, with its fifth bits.
PANEL_INLINE void P(emit_fives)(P(sink) *s, const vi *t, vi bits) {
  UNROLL for (int j = 0; j < 4; j++) {
    P(emit)(s, j, P(with_fifth_bits)(s, V(bits)(t[j], 0, 4), bits, j));
    P(emit)(s, j + 4, P(with_fifth_bits)(s, V(bits)(t[j], 4, 4), bits, j + 4));
  }
}

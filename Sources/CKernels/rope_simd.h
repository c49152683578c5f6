// rope for one vector width. Halves are two plain streams; adjacent pairs are swapped within the
// vector and cosines doubled up.
INLINE void V(rotate)(float *a, float *b, vf cosine, vf sine) {
  const vf x = V(load)(a), y = V(load)(b);
  V(store)(a, V(fnma)(y, sine, V(mul)(x, cosine)));
  V(store)(b, V(fma)(x, sine, V(mul)(y, cosine)));
}

INLINE void V(rotate_adjacent)(float *x, const float *cosine, const float *sine) {
  const vf c = V(load_twice)(cosine), s = V(load_twice)(sine);
  const vf pairs = V(load)(x), swapped = V(swap_pairs)(pairs);
  V(store)(x, V(fma_alternate)(pairs, c, V(mul)(swapped, s)));
}

TARGET static void V(rope)(ck_rope_pairing pairing, size_t pairs, const float *cosine,
                           const float *sine, float *x) {
  size_t i = 0;
  if (pairing == CK_ROPE_HALVES) {
    for (; i + LANES <= pairs; i += LANES)
      V(rotate)(x + i, x + pairs + i, V(load)(cosine + i), V(load)(sine + i));
  } else {
    for (; i + LANES / 2 <= pairs; i += LANES / 2)
      V(rotate_adjacent)(x + 2 * i, cosine + i, sine + i);
  }
  rope_pairs(pairing, i, pairs, cosine, sine, x);
}

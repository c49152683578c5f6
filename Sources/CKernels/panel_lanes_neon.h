// The operations of panel_lanes_simd.h over NEON, for the same bytes of four rows.
INLINE vi V (and)(vi a, vi b) { return vandq_s32(a, b); }
INLINE vi V(or)(vi a, vi b) { return vorrq_s32(a, b); }
INLINE vi V(xor)(vi a, vi b) { return veorq_s32(a, b); }
INLINE vi V(bytes)(int b) { return vreinterpretq_s32_s8(vdupq_n_s8((int8_t)b)); }
INLINE vi V(words)(int w) { return vdupq_n_s32(w); }
INLINE vi V(right)(vi a, int count) {
  const uint32x4_t lanes = vreinterpretq_u32_s32(a);
  return vreinterpretq_s32_u32(count >= 0 ? lanes >> (unsigned)count : lanes << (unsigned)-count);
}
INLINE vi V(right_signed)(vi a, int count) { return a >> count; }
// Bytes can be shifted by themselves, so the uppermost bits need no mask.
INLINE vi V(bits)(vi a, int first, int count) {
  const vi low = vreinterpretq_s32_u8(vreinterpretq_u8_s32(a) >> (unsigned)first);
  return first + count == 8 ? low : V (and)(low, V(bytes)((1 << count) - 1));
}
INLINE vf V(to_float)(vi a) { return vcvtq_f32_s32(a); }
INLINE vi V(load_bytes)(const void *p) { return vreinterpretq_s32_u8(vld1q_u8(p)); }
INLINE void V(store_bytes)(uint8_t *p, vi a) { vst1q_u8(p, vreinterpretq_u8_s32(a)); }

// Pairs of lanes of a and b, from their lower and their upper halves.
INLINE vi V(low_pairs)(vi a, vi b) {
  return vreinterpretq_s32_s64(vzip1q_s64(vreinterpretq_s64_s32(a), vreinterpretq_s64_s32(b)));
}
INLINE vi V(high_pairs)(vi a, vi b) {
  return vreinterpretq_s32_s64(vzip2q_s64(vreinterpretq_s64_s32(a), vreinterpretq_s64_s32(b)));
}

INLINE void V(transpose)(const unsigned char *const *rows, size_t offset, vi *out) {
  const vi a = V(load_bytes)(rows[0] + offset), b = V(load_bytes)(rows[1] + offset);
  const vi c = V(load_bytes)(rows[2] + offset), d = V(load_bytes)(rows[3] + offset);
  const vi ab = vzip1q_s32(a, b), cd = vzip1q_s32(c, d);
  const vi ab2 = vzip2q_s32(a, b), cd2 = vzip2q_s32(c, d);
  out[0] = V(low_pairs)(ab, cd);
  out[1] = V(high_pairs)(ab, cd);
  out[2] = V(low_pairs)(ab2, cd2);
  out[3] = V(high_pairs)(ab2, cd2);
}

INLINE vf V(halves)(vi a) { return V(widen_f16)(vmovn_u32(vreinterpretq_u32_s32(a))); }

// The vocabulary of simd.h over NEON, four lanes.
//
// Loads go through bytes: files promise no alignment, and C wants it of typed loads.
#ifndef CARAT_SIMD_NEON_H
#define CARAT_SIMD_NEON_H

INLINE vf V(zero)(void) { return vdupq_n_f32(0); }
INLINE vf V(all)(float x) { return vdupq_n_f32(x); }
INLINE vf V(add)(vf a, vf b) { return vaddq_f32(a, b); }
INLINE vf V(sub)(vf a, vf b) { return vsubq_f32(a, b); }
INLINE vf V(mul)(vf a, vf b) { return vmulq_f32(a, b); }
INLINE vf V(div)(vf a, vf b) { return vdivq_f32(a, b); }
INLINE vf V(fma)(vf a, vf b, vf c) { return vfmaq_f32(c, a, b); }
INLINE vf V(fnma)(vf a, vf b, vf c) { return vfmsq_f32(c, a, b); }
// fmax would pass a NaN of either operand; here one in a is dropped, as on x86.
INLINE vf V(max)(vf a, vf b) { return vbslq_f32(vcgtq_f32(a, b), a, b); }
INLINE vf V(min)(vf a, vf b) { return vbslq_f32(vcltq_f32(a, b), a, b); }
INLINE vf V(abs)(vf a) { return vabsq_f32(a); }
INLINE vf V(negate)(vf a) { return vnegq_f32(a); }
INLINE vf V(nearest)(vf a) { return vrndnq_f32(a); }
INLINE vf V(where_negative)(vf condition, vf x, vf y) {
  const int32x4_t sign = vshrq_n_s32(vreinterpretq_s32_f32(condition), 31);
  return vbslq_f32(vreinterpretq_u32_s32(sign), x, y);
}
INLINE vf V(times_power)(vf p, vf n) {
  const vi whole = vcvtq_s32_f32(n), half = vshrq_n_s32(whole, 1), bias = vdupq_n_s32(127);
  const vi first = vshlq_n_s32(vaddq_s32(half, bias), 23);
  const vi second = vshlq_n_s32(vaddq_s32(vsubq_s32(whole, half), bias), 23);
  return vmulq_f32(vmulq_f32(p, vreinterpretq_f32_s32(first)), vreinterpretq_f32_s32(second));
}
INLINE vf V(load)(const void *p) { return vreinterpretq_f32_u8(vld1q_u8(p)); }
INLINE vf V(load_part)(const float *p, size_t n) {
  if (n >= LANES) return V(load)(p);
  float part[LANES] = {0};
  for (size_t i = 0; i < n; i++) part[i] = ck_load32(p + i);
  return V(load)(part);
}
INLINE void V(store)(float *p, vf x) { vst1q_f32(p, x); }
INLINE void V(store_part)(float *p, size_t n, vf x) {
  if (n >= LANES) {
    V(store)(p, x);
    return;
  }
  float part[LANES];
  V(store)(part, x);
  for (size_t i = 0; i < n; i++) p[i] = part[i];
}
INLINE vf V(widen_f16)(uint16x4_t x) { return vcvt_f32_f16(vreinterpret_f16_u16(x)); }
INLINE vf V(widen_bf16)(uint16x4_t x) { return vreinterpretq_f32_u32(vshll_n_u16(x, 16)); }
INLINE uint16x4_t V(load_16s)(const void *p) { return vreinterpret_u16_u8(vld1_u8(p)); }
INLINE uint16x4_t V(load_16s_part)(const void *p, size_t n) {
  uint16_t part[LANES] = {0};
  for (size_t i = 0; i < n; i++) part[i] = ck_load16((const uint16_t *)p + i);
  return vld1_u16(part);
}
INLINE vf V(load_f16)(const void *p) { return V(widen_f16)(V(load_16s)(p)); }
INLINE vf V(load_bf16)(const void *p) { return V(widen_bf16)(V(load_16s)(p)); }
INLINE vf V(load_f16_part)(const void *p, size_t n) { return V(widen_f16)(V(load_16s_part)(p, n)); }
INLINE vf V(load_bf16_part)(const void *p, size_t n) {
  return V(widen_bf16)(V(load_16s_part)(p, n));
}
INLINE vf V(load_i8)(const void *p) {
  const int8x8_t bytes = vreinterpret_s8_u32(vdup_n_u32(ck_bits(ck_load32(p))));
  return vcvtq_f32_s32(vmovl_s16(vget_low_s16(vmovl_s8(bytes))));
}
INLINE vf V(all_f16)(const void *p) { return V(widen_f16)(vdup_n_u16(ck_load16(p))); }
INLINE float V(sum)(vf x) { return vaddvq_f32(x); }
INLINE float V(greatest)(vf x) { return vmaxvq_f32(x); }
INLINE vd V(low)(vf x) { return vcvt_f64_f32(vget_low_f32(x)); }
INLINE vd V(high)(vf x) { return vcvt_high_f64_f32(x); }
INLINE vd V(add_d)(vd a, vd b) { return vaddq_f64(a, b); }
INLINE vd V(sub_d)(vd a, vd b) { return vsubq_f64(a, b); }
INLINE vd V(mul_d)(vd a, vd b) { return vmulq_f64(a, b); }
INLINE vd V(fma_d)(vd a, vd b, vd c) { return vfmaq_f64(c, a, b); }
INLINE vd V(all_d)(double x) { return vdupq_n_f64(x); }
INLINE vf V(join)(vd low, vd high) { return vcvt_high_f32_f64(vcvt_f32_f64(low), high); }
INLINE double V(sum_d)(vd x) { return vaddvq_f64(x); }
INLINE vf V(sum_each)(const vf *v) {
  return vpaddq_f32(vpaddq_f32(v[0], v[1]), vpaddq_f32(v[2], v[3]));
}
INLINE vf V(fma_alternate)(vf a, vf b, vf c) {
  const uint32x4_t even = vreinterpretq_u32_u64(vdupq_n_u64(0x80000000));
  return vfmaq_f32(vreinterpretq_f32_u32(veorq_u32(vreinterpretq_u32_f32(c), even)), a, b);
}
INLINE vf V(load_twice)(const float *p) {
  const float32x4_t two = vcombine_f32(vld1_f32(p), vdup_n_f32(0));
  return vzip1q_f32(two, two);
}
INLINE vf V(swap_pairs)(vf x) { return vrev64q_f32(x); }
INLINE uint32_t V(greatest_bits)(const float *x) {
  uint32x4_t bits = vdupq_n_u32(0);
  UNROLL for (int i = 0; i < 32; i += LANES)
    bits = vmaxq_u32(bits, vreinterpretq_u32_f32(vabsq_f32(V(load)(x + i))));
  return vmaxvq_u32(bits);
}

// 32 signed bytes, and the storing of them with the sum of each sixteen.
typedef int8x16x2_t ck_bytes32;
// Rounded values are within -127...127, so narrowing loses nothing.
INLINE int8x8_t V(rounded8)(const float *x, vf factor) {
  const int32x4_t low = vcvtnq_s32_f32(V(mul)(V(load)(x), factor));
  const int32x4_t high = vcvtnq_s32_f32(V(mul)(V(load)(x + 4), factor));
  return vmovn_s16(vcombine_s16(vmovn_s32(low), vmovn_s32(high)));
}
INLINE ck_bytes32 V(rounded)(const float *x, float factor) {
  const vf factors = V(all)(factor);
  const int8x16_t low = vcombine_s8(V(rounded8)(x, factors), V(rounded8)(x + 8, factors));
  const int8x16_t high = vcombine_s8(V(rounded8)(x + 16, factors), V(rounded8)(x + 24, factors));
  return (ck_bytes32){{low, high}};
}
CK_INLINE void ck_store_with_sums(int8_t *q, int16_t *sums, ck_bytes32 bytes) {
  vst1q_s8(q, bytes.val[0]);
  vst1q_s8(q + 16, bytes.val[1]);
  sums[0] = vaddlvq_s8(bytes.val[0]);
  sums[1] = vaddlvq_s8(bytes.val[1]);
}

#endif

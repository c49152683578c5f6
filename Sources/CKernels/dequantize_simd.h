// The bodies of dequantize.c for one vector width, by the compiler's vectoriser.
#define WIDE(name, ...)                                                                         \
  TARGET static void V(dequantize_##name)(size_t n, const void *source, float *destination) { \
    ck_##name##_body(n, source, destination);                                                   \
  }
#if CK_SIMD == 128
// Halves have an instruction that the plain body does not find.
TARGET static void V(dequantize_f16)(size_t n, const void *source, float *destination) {
  const unsigned char *s = source;
  size_t i = 0;
  for (; i + LANES <= n; i += LANES) V(store)(destination + i, V(load_f16)(s + 2 * i));
  for (; i < n; i++) destination[i] = ck_half_to_float(ck_load16(s + 2 * i));
}
#else
WIDE(f16)
#endif
WIDE(f32)
WIDE(bf16)
CK_QUANTIZED_FORMATS(WIDE)
#undef WIDE

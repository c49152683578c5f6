// quantize_activations for one vector width; the same bits as activations.c.

TARGET static void V(quantize_activations)(size_t n, const float *x, int8_t *q, float *scales,
                                           int16_t *sums) {
  for (size_t g = 0; g < n / 32; g++, x += 32, q += 32, sums += 2) {
    const group_scale s = scale_of(V(greatest_bits)(x));
    scales[g] = s.scale;
    if (s.inverse != 0) {
      ck_store_with_sums(q, sums, V(rounded)(x, s.inverse));
    } else {
      memset(q, 0, 32);
      memset(sums, 0, 2 * sizeof *sums);
    }
  }
}

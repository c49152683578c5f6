// Floats to super-blocks of 256 (Q4_K, Q5_K, Q6_K) by ggml's reference search for scales and mins.
//
// Affine groups (Q4_K, Q5_K): for a ladder of trial scales, round to codes, then solve the weighted
// least squares
//   minimise over (s, m) of sum w (s u + m - x)^2,   w = rms(x) + |x|,
// and keep the codes with the least error. Symmetric groups (Q6_K) maximise (sum w x q)^2 / sum w
// q^2 with w = x^2 over a ladder. The group scales then share one half-precision scale and are
// rounded to 6 bits (8 for Q6_K); the codes are rounded anew against what was stored. Inputs that
// are not finite give some valid block, never undefined behaviour.
#include <math.h>

#include "quantize.h"
#include "unpack.h"

#if defined(__clang__)
#pragma STDC FP_CONTRACT OFF
#endif

// A group whose greatest magnitude is below this is all zero.
static const float vanishing = 1e-15f;

// Nearest integer, ties to even, clamped; NaN gives the least.
CK_INLINE int nearest(float x, int least, int most) {
  if (!(x > (float)least)) return least;
  if (x >= (float)most) return most;
  return (int)((x + 12582912.0f) - 12582912.0f);
}

typedef struct {
  float scale;
  float min;  // subtracted: x ~ scale * u - min, min >= 0
} affine;

// How far the trial scales range: nmax + first, nmax + first + step, ... over the group's span.
typedef struct {
  int limit, steps;
  float first, step;
} ladder;

typedef struct {
  float w, x;
} moments;

// Weighted squared error of codes u under scale and low.
CK_INLINE float squared_error(const float *x, const float *w, const uint8_t *u, float scale,
                              float low) {
  float error = 0;
  for (int i = 0; i < 32; i++) {
    const float difference = scale * (float)u[i] + low - x[i];
    error += w[i] * (difference * difference);
  }
  return error;
}

CK_INLINE void affine_codes(const float *x, float inverse, float low, int limit, uint8_t *u) {
  for (int i = 0; i < 32; i++) u[i] = (uint8_t)nearest(inverse * (x[i] - low), 0, limit);
}

// The least-squares scale and low for given codes; low is held at or below 0. False where the codes
// do not determine them.
CK_INLINE bool solve(const float *x, const float *w, const uint8_t *u, moments total, float *scale,
                     float *low) {
  float u1 = 0, u2 = 0, ux = 0;
  for (int i = 0; i < 32; i++) {
    const float wu = w[i] * (float)u[i];
    u1 += wu;
    u2 += wu * (float)u[i];
    ux += wu * x[i];
  }
  const float determinant = total.w * u2 - u1 * u1;
  if (!(determinant > 0)) return false;
  *scale = (total.w * ux - total.x * u1) / determinant;
  *low = (u2 * total.x - u1 * ux) / determinant;
  if (*low > 0) {
    *low = 0;
    *scale = ux / u2;
  }
  return true;
}

// Fits 32 values and leaves their codes in `u`. A better trial moves the span's lower end for the
// trials after it, as the reference does.
static affine fit_affine(const float *x, const float *w, ladder search, uint8_t *u) {
  float low = x[0], high = x[0];
  moments total = {w[0], w[0] * x[0]};
  for (int i = 1; i < 32; i++) {
    if (x[i] < low) low = x[i];
    if (x[i] > high) high = x[i];
    total.w += w[i];
    total.x += w[i] * x[i];
  }
  if (low > 0) low = 0;
  if (high == low) {
    memset(u, 0, 32);
    return (affine){0, -low};
  }
  const float inverse = (float)search.limit / (high - low);
  affine_codes(x, inverse, low, search.limit, u);
  float scale = 1 / inverse;
  float best_error = squared_error(x, w, u, scale, low);
  for (int step = 0; step <= search.steps; step++) {
    const float trial =
        (search.first + search.step * (float)step + (float)search.limit) / (high - low);
    uint8_t trial_u[32];
    float trial_scale, trial_low;
    affine_codes(x, trial, low, search.limit, trial_u);
    if (!solve(x, w, trial_u, total, &trial_scale, &trial_low)) continue;
    const float error = squared_error(x, w, trial_u, trial_scale, trial_low);
    if (error < best_error) {
      memcpy(u, trial_u, 32);
      best_error = error;
      scale = trial_scale;
      low = trial_low;
    }
  }
  return (affine){scale, -low};
}

CK_INLINE void importance(const float *x, float *w) {
  float squares = 0;
  for (int i = 0; i < 32; i++) squares += x[i] * x[i];
  const float rms = sqrtf(squares / 32);
  for (int i = 0; i < 32; i++) w[i] = rms + fabsf(x[i]);
}

// The inverse of ck_k_scale_min over all eight groups.
CK_INLINE void pack_scale_mins(const uint8_t *scale, const uint8_t *min, uint8_t *s) {
  for (int j = 0; j < 4; j++) {
    s[j] = (uint8_t)(scale[j] | scale[j + 4] >> 4 << 6);
    s[j + 4] = (uint8_t)(min[j] | min[j + 4] >> 4 << 6);
    s[j + 8] = (uint8_t)((scale[j + 4] & 15) | (min[j + 4] & 15) << 4);
  }
}

typedef struct {
  uint16_t d, dmin;
  uint8_t scales[12];
  uint8_t u[CK_SUPERBLOCK];
} affine_superblock;

static void encode_affine(const float *x, ladder search, affine_superblock *out) {
  affine groups[8];
  float max_scale = 0, max_min = 0;
  for (int j = 0; j < 8; j++) {
    float w[32];
    importance(x + 32 * j, w);
    groups[j] = fit_affine(x + 32 * j, w, search, out->u + 32 * j);
    if (groups[j].scale > max_scale) max_scale = groups[j].scale;
    if (groups[j].min > max_min) max_min = groups[j].min;
  }
  const float inverse_scale = max_scale > 0 ? 63 / max_scale : 0;
  const float inverse_min = max_min > 0 ? 63 / max_min : 0;
  uint8_t scales[8], mins[8];
  for (int j = 0; j < 8; j++) {
    scales[j] = (uint8_t)nearest(inverse_scale * groups[j].scale, 0, 63);
    mins[j] = (uint8_t)nearest(inverse_min * groups[j].min, 0, 63);
  }
  pack_scale_mins(scales, mins, out->scales);
  out->d = ck_float_to_half(max_scale / 63);
  out->dmin = ck_float_to_half(max_min / 63);
  for (int j = 0; j < 8; j++) {
    const float d = ck_half_to_float(out->d) * (float)scales[j];
    const float min = ck_half_to_float(out->dmin) * (float)mins[j];
    if (d == 0) continue;
    for (int i = 32 * j; i < 32 * j + 32; i++)
      out->u[i] = (uint8_t)nearest((x[i] + min) / d, 0, search.limit);
  }
}

CK_INLINE void pack_nibble_pairs(const uint8_t *u, uint8_t *qs) {
  for (int pair = 0; pair < 4; pair++) {
    for (int i = 0; i < 32; i++) {
      qs[32 * pair + i] = (uint8_t)((u[64 * pair + i] & 15) | u[64 * pair + 32 + i] << 4);
    }
  }
}

void ck_quantize_q4_k(size_t n, const float *x, void *destination) {
  const ladder search = {.limit = 15, .steps = 20, .first = -1.0f, .step = 0.1f};
  ck_q4_k *b = destination;
  for (size_t i = 0; i < n / CK_SUPERBLOCK; i++, b++, x += CK_SUPERBLOCK) {
    affine_superblock s;
    encode_affine(x, search, &s);
    b->d = s.d;
    b->dmin = s.dmin;
    memcpy(b->scales, s.scales, sizeof s.scales);
    pack_nibble_pairs(s.u, b->qs);
  }
}

void ck_quantize_q5_k(size_t n, const float *x, void *destination) {
  const ladder search = {.limit = 31, .steps = 15, .first = -0.5f, .step = 0.1f};
  ck_q5_k *b = destination;
  for (size_t i = 0; i < n / CK_SUPERBLOCK; i++, b++, x += CK_SUPERBLOCK) {
    affine_superblock s;
    encode_affine(x, search, &s);
    b->d = s.d;
    b->dmin = s.dmin;
    memcpy(b->scales, s.scales, sizeof s.scales);
    pack_nibble_pairs(s.u, b->qs);
    memset(b->qh, 0, sizeof b->qh);
    for (int j = 0; j < CK_SUPERBLOCK; j++) b->qh[j % 32] |= (uint8_t)((s.u[j] >> 4) << (j / 32));
  }
}

// The scale of 16 values for codes -32...31, left in `u` with 32 added.
static float fit_symmetric(const float *x, uint8_t *u) {
  float magnitude = 0, extreme = 0;
  for (int i = 0; i < 16; i++) {
    if (fabsf(x[i]) > magnitude) {
      magnitude = fabsf(x[i]);
      extreme = x[i];
    }
  }
  memset(u, 0, 16);
  if (magnitude < vanishing) return 0;
  // The plain scale goes first: the search keeps it unless a trial is strictly better.
  static const int8_t steps[19] = {0, -9, -8, -7, -6, -5, -4, -3, -2, -1,
                                   1, 2,  3,  4,  5,  6,  7,  8,  9};
  float scale = 0, best = 0;
  for (int trial = 0; trial < 19; trial++) {
    const float inverse = -(32 + 0.1f * (float)steps[trial]) / extreme;
    int q[16];
    float xq = 0, qq = 0;
    for (int i = 0; i < 16; i++) {
      q[i] = nearest(inverse * x[i], -32, 31);
      const float w = x[i] * x[i];
      xq += w * x[i] * (float)q[i];
      qq += w * (float)q[i] * (float)q[i];
    }
    if (trial == 0 || (qq > 0 && xq * xq > best * qq)) {
      for (int i = 0; i < 16; i++) u[i] = (uint8_t)(q[i] + 32);
      scale = qq != 0 ? xq / qq : 0;
      best = scale * xq;
    }
  }
  return scale;
}

// Upper pairs of bits: see ck_unpack_q6_k.
CK_INLINE void pack_q6_k(const uint8_t *u, ck_q6_k *b) {
  for (int half = 0; half < 2; half++, u += 128) {
    for (int i = 0; i < 64; i++) {
      b->ql[64 * half + i] = (uint8_t)((u[i] & 15) | (u[i + 64] & 15) << 4);
    }
    for (int i = 0; i < 32; i++) {
      b->qh[32 * half + i] =
          (uint8_t)(u[i] >> 4 | u[i + 32] >> 4 << 2 | u[i + 64] >> 4 << 4 | u[i + 96] >> 4 << 6);
    }
  }
}

void ck_quantize_q6_k(size_t n, const float *x, void *destination) {
  ck_q6_k *b = destination;
  for (size_t i = 0; i < n / CK_SUPERBLOCK; i++, b++, x += CK_SUPERBLOCK) {
    uint8_t u[CK_SUPERBLOCK];
    float scales[16], extreme = 0;
    for (int g = 0; g < 16; g++) {
      scales[g] = fit_symmetric(x + 16 * g, u + 16 * g);
      if (fabsf(scales[g]) > fabsf(extreme)) extreme = scales[g];
    }
    if (fabsf(extreme) < vanishing) {
      memset(b, 0, sizeof *b);
      continue;
    }
    const float inverse = -128 / extreme;
    b->d = ck_float_to_half(1 / inverse);
    for (int g = 0; g < 16; g++) {
      b->scales[g] = (int8_t)nearest(inverse * scales[g], -128, 127);
      const float d = ck_half_to_float(b->d) * (float)b->scales[g];
      if (d == 0) continue;
      for (int j = 16 * g; j < 16 * g + 16; j++) u[j] = (uint8_t)(nearest(x[j] / d, -32, 31) + 32);
    }
    pack_q6_k(u, b);
  }
}

// What super-blocks of 256 (K formats) have in common, with ggml's reference search for the scales
// and mins of Q4_K and Q5_K.
//
// Affine groups (Q4_K, Q5_K): for a ladder of trial scales, round to codes, then solve the weighted
// least squares
//   minimise over (s, m) of sum w (s u + m - x)^2,   w = rms(x) + |x|,
// and keep the codes with the least error. The group scales then share one half-precision scale and
// are rounded to 6 bits (8 for Q6_K, whose search is in q6_k.h); the codes are rounded anew against
// what was stored. Inputs that are not finite give some valid block, never undefined behaviour.
#ifndef CARAT_SUPERBLOCKS_H
#define CARAT_SUPERBLOCKS_H

#include "blocks.h"

// The 6-bit scale and min of the j-th group of 32 in a Q4_K or Q5_K super-block: the first four lie
// in the low six bits of bytes 0-3 and 4-7; the last four have their low nibbles in bytes 8-11 and
// their high bits on top of bytes 0-7.
CK_INLINE void ck_k_scale_min(const uint8_t *s, int j, uint8_t *scale, uint8_t *min) {
  if (j < 4) {
    *scale = s[j] & 63;
    *min = s[j + 4] & 63;
  } else {
    *scale = (uint8_t)((s[j + 4] & 15) | (s[j - 4] >> 6) << 4);
    *min = (uint8_t)((s[j + 4] >> 4) | (s[j] >> 6) << 4);
  }
}

CK_INLINE void ck_k_groups(uint16_t d_half, uint16_t dmin_half, const uint8_t *scales,
                           ck_unpacked *b) {
  const float d = ck_half_to_float(d_half), dmin = ck_half_to_float(dmin_half);
  for (int j = 0; j < 8; j++) {
    uint8_t scale, min;
    ck_k_scale_min(scales, j, &scale, &min);
    ck_set_group32(b, j, d * (float)scale, -(dmin * (float)min));
  }
}

// A group whose greatest magnitude is below this is all zero.
#define CK_VANISHING 1e-15f

// Nearest integer, ties to even, clamped; NaN gives the least.
CK_INLINE int ck_nearest(float x, int least, int most) {
  if (!(x > (float)least)) return least;
  if (x >= (float)most) return most;
  return (int)((x + 12582912.0f) - 12582912.0f);
}

typedef struct {
  float scale;
  float min;  // subtracted: x ~ scale * u - min, min >= 0
} ck_k_affine;

// How far the trial scales range: nmax + first, nmax + first + step, ... over the group's span.
typedef struct {
  int limit, steps;
  float first, step;
} ck_k_trials;

typedef struct {
  float w, x;
} ck_k_moments;

// Weighted squared error of codes u under scale and low.
CK_INLINE float ck_squared_error(const float *x, const float *w, const uint8_t *u, float scale,
                                 float low) {
  float error = 0;
  for (int i = 0; i < 32; i++) {
    const float difference = scale * (float)u[i] + low - x[i];
    error += w[i] * (difference * difference);
  }
  return error;
}

CK_INLINE void ck_k_affine_codes(const float *x, float inverse, float low, int limit, uint8_t *u) {
  for (int i = 0; i < 32; i++) u[i] = (uint8_t)ck_nearest(inverse * (x[i] - low), 0, limit);
}

// The least-squares scale and low for given codes; low is held at or below 0. False where the codes
// do not determine them.
CK_INLINE bool ck_k_solve(const float *x, const float *w, const uint8_t *u, ck_k_moments total,
                          float *scale, float *low) {
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
static inline ck_k_affine ck_fit_affine(const float *x, const float *w, ck_k_trials search,
                                        uint8_t *u) {
  float low = x[0], high = x[0];
  ck_k_moments total = {w[0], w[0] * x[0]};
  for (int i = 1; i < 32; i++) {
    if (x[i] < low) low = x[i];
    if (x[i] > high) high = x[i];
    total.w += w[i];
    total.x += w[i] * x[i];
  }
  if (low > 0) low = 0;
  if (high == low) {
    memset(u, 0, 32);
    return (ck_k_affine){0, -low};
  }
  const float inverse = (float)search.limit / (high - low);
  ck_k_affine_codes(x, inverse, low, search.limit, u);
  float scale = 1 / inverse;
  float best_error = ck_squared_error(x, w, u, scale, low);
  for (int step = 0; step <= search.steps; step++) {
    const float trial =
        (search.first + search.step * (float)step + (float)search.limit) / (high - low);
    uint8_t trial_u[32];
    float trial_scale, trial_low;
    ck_k_affine_codes(x, trial, low, search.limit, trial_u);
    if (!ck_k_solve(x, w, trial_u, total, &trial_scale, &trial_low)) continue;
    const float error = ck_squared_error(x, w, trial_u, trial_scale, trial_low);
    if (error < best_error) {
      memcpy(u, trial_u, 32);
      best_error = error;
      scale = trial_scale;
      low = trial_low;
    }
  }
  return (ck_k_affine){scale, -low};
}

CK_INLINE void ck_k_importance(const float *x, float *w) {
  float squares = 0;
  for (int i = 0; i < 32; i++) squares += x[i] * x[i];
  const float rms = sqrtf(squares / 32);
  for (int i = 0; i < 32; i++) w[i] = rms + fabsf(x[i]);
}

// The inverse of ck_k_scale_min over all eight groups.
CK_INLINE void ck_pack_scale_mins(const uint8_t *scale, const uint8_t *min, uint8_t *s) {
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
} ck_affine_superblock;

static inline void ck_encode_affine(const float *x, ck_k_trials search, ck_affine_superblock *out) {
  ck_k_affine groups[8];
  float max_scale = 0, max_min = 0;
  for (int j = 0; j < 8; j++) {
    float w[32];
    ck_k_importance(x + 32 * j, w);
    groups[j] = ck_fit_affine(x + 32 * j, w, search, out->u + 32 * j);
    if (groups[j].scale > max_scale) max_scale = groups[j].scale;
    if (groups[j].min > max_min) max_min = groups[j].min;
  }
  const float inverse_scale = max_scale > 0 ? 63 / max_scale : 0;
  const float inverse_min = max_min > 0 ? 63 / max_min : 0;
  uint8_t scales[8], mins[8];
  for (int j = 0; j < 8; j++) {
    scales[j] = (uint8_t)ck_nearest(inverse_scale * groups[j].scale, 0, 63);
    mins[j] = (uint8_t)ck_nearest(inverse_min * groups[j].min, 0, 63);
  }
  ck_pack_scale_mins(scales, mins, out->scales);
  out->d = ck_float_to_half(max_scale / 63);
  out->dmin = ck_float_to_half(max_min / 63);
  for (int j = 0; j < 8; j++) {
    const float d = ck_half_to_float(out->d) * (float)scales[j];
    const float min = ck_half_to_float(out->dmin) * (float)mins[j];
    if (d == 0) continue;
    for (int i = 32 * j; i < 32 * j + 32; i++)
      out->u[i] = (uint8_t)ck_nearest((x[i] + min) / d, 0, search.limit);
  }
}

CK_INLINE void ck_pack_nibble_pairs(const uint8_t *u, uint8_t *qs) {
  for (int pair = 0; pair < 4; pair++) {
    for (int i = 0; i < 32; i++) {
      qs[32 * pair + i] = (uint8_t)((u[64 * pair + i] & 15) | u[64 * pair + 32 + i] << 4);
    }
  }
}

#endif

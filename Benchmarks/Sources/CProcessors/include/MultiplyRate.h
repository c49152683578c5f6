#pragma once

/// What is multiplied and added.
enum multiply_kind {
  /// Unsigned by signed bytes into 32-bit sums.
  MULTIPLY_INT8,
  /// bfloat16 pairs into float32 sums.
  MULTIPLY_BF16,
  /// float32 fused multiply-add.
  MULTIPLY_FP32,
};

/// Operations a second (a multiplication and an addition are two) of `threads` threads that touch
/// registers only, with the widest instruction that this processor has for it, best of `tries` of
/// about a twentieth of a second each.
///
/// 0 where the processor has no such instruction, or none that this file knows.
double multiply_rate(enum multiply_kind kind, int threads, int tries);

// The formats of weights: the files that hold them, and one row each.
//
// A new format is a file like q4_0.h, included here, and a row. Each file has two parts: plain C,
// read once, and, for formats with kernels for vectors, the unpacking of a block, read again by
// panel_simd.h for every instruction set. See docs/adding-a-format.md.
#include "q2_k.h"
#include "q3_k.h"
#include "q4_0.h"
#include "q4_1.h"
#include "q4_k.h"
#include "q5_0.h"
#include "q5_1.h"
#include "q5_k.h"
#include "q6_k.h"
#include "q8_0.h"

#ifndef CARAT_FORMATS_H
#define CARAT_FORMATS_H

// X(name, number, values, zero, offset, parts, most, writing, kernels)
//   name      of ck_NAME, the block, and ck_unpack_NAME
//   number    ggml's type number, which files write, below CK_FORMAT_LIMIT
//   values    of a block: 32 or 256
//   zero      the code that stands for 0; 0 where there is an offset
//   offset    whether blocks have a minimum m
//   parts     scales of a group of 32 values, 1 or 2
//   most      the largest code; 255 stands for signed bytes, 128 too high
//   writing   written, by ck_quantize_NAME, or read, only
//   kernels   lanes, with P(block_NAME) for vectors, or plain: products in plain C on every
//             machine. Vectors add products in 16 bits, so codes with one part reach 31 and those
//             with two 63; a scale for 32 values may be given twice.
#define CK_QUANTIZED_FORMATS(X)                      \
  X(q4_0, 2, 32, 8, false, 1, 15, written, lanes)    \
  X(q4_1, 3, 32, 0, true, 1, 15, written, lanes)     \
  X(q5_0, 6, 32, 16, false, 1, 31, written, lanes)   \
  X(q5_1, 7, 32, 0, true, 1, 31, written, lanes)     \
  X(q8_0, 8, 32, 128, false, 1, 255, written, lanes) \
  X(q2_k, 10, 256, 0, true, 2, 3, read, lanes)       \
  X(q3_k, 11, 256, 4, false, 2, 7, read, lanes)      \
  X(q4_k, 12, 256, 0, true, 1, 15, written, lanes)   \
  X(q5_k, 13, 256, 0, true, 1, 31, written, lanes)   \
  X(q6_k, 14, 256, 32, false, 2, 63, written, lanes)

// X(name, number, bytes): numbers that stand for themselves.
#define CK_FLOAT_FORMATS(X) \
  X(f32, CK_F32, 4)         \
  X(f16, CK_F16, 2)         \
  X(bf16, CK_BF16, 2)

// What a format's blocks have in common; `bytes` is 0 for numbers that name no format.
typedef struct {
  uint16_t values, bytes;
  uint8_t zero;
  bool has_offset;
} ck_traits;

extern const ck_traits ck_format_traits[CK_FORMAT_LIMIT];

#endif

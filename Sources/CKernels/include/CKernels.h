// Kernels over rows of floats and blocks of quantised weights.
//
// Every function is pure: no allocation, no thread, no input or output, no errno. One table of
// functions an instruction set; the scalar table is plain C and the oracle of all others. Block
// layouts are ggml's (ggml-common.h).
#ifndef CARAT_CKERNELS_H
#define CARAT_CKERNELS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

// A format by ggml's type number. Here stand those that are more than weights: numbers, and what a
// cache may hold; formats.h has all. Numbers below the limit that have no row there name no format.
typedef enum { CK_F32 = 0, CK_F16 = 1, CK_Q8_0 = 8, CK_BF16 = 30 } ck_format;
#define CK_FORMAT_LIMIT 64

typedef enum {
  CK_SCALAR = 0, CK_AVX2, CK_AVX512, CK_AVX512_VNNI, CK_AVX512_BF16, CK_NEON, CK_DOTPROD, CK_I8MM,
} ck_isa;
#define CK_ISA_COUNT 8

// One matrix's worth of activations, row-major, in the form that a weight format multiplies with.
// Float formats (F32, F16, BF16) read `f32`, but BF16 reads `bf16` where a table has `round_bf16`:
// values rounded to BF16, each row padded with zeros to a multiple of 32. Quantised formats read
// `q`, `scales` and `sums`:
// values are split in groups of 32 with x ~ q * scale, scale = max|x| / 127 (a float), q rounded to
// nearest even, in -127...127; sums[j] is the sum of q over the j-th group of 16 values. Groups
// restart at each row; a row of k values has k bytes of q, k/32 scales and k/16 sums. k is a
// multiple of 32 (of 256 for K formats).
typedef struct {
  const float *f32;
  const int8_t *q;
  const float *scales;
  const int16_t *sums;
  const uint16_t *bf16;
} ck_activations;

typedef enum { CK_ROPE_HALVES = 0, CK_ROPE_ADJACENT = 1 } ck_rope_pairing;
typedef enum { CK_SILU = 0, CK_GELU_TANH = 1, CK_GELU_ERF = 2, CK_RELU = 3, CK_GELU_SIGMOID = 4 } ck_activation;

// Positions of one key/value head that a block of the cache holds, and that one call of attention
// reads at most.
#define CK_KV_BLOCK 32
#define CK_KV_TILE 128

// A tile of cached positions: the blocks that hold them, in order. Values are rows,
// [CK_KV_BLOCK][head_dimension], of F32, F16, BF16 or Q8_0; keys are transposed,
// [head_dimension][CK_KV_BLOCK] (Q8_0: for each 32 elements 32 scales, then 32 x CK_KV_BLOCK
// bytes). Both take as many bytes.
typedef struct {
  const void *keys[CK_KV_TILE / CK_KV_BLOCK];
  const void *values[CK_KV_TILE / CK_KV_BLOCK];
} ck_kv_tile;

// Positions first..<end of a tile that a query sees; none if first >= end.
typedef struct {
  uint16_t first, end;
} ck_kv_range;

typedef struct ck_kernels {
  ck_isa isa;
  // The cache, 1 or 2, that products of few rows ask memory into. Bits are the same.
  int prefetch_level;

  // Rows of n values to and from float. n is a multiple of the block.
  void (*dequantize[CK_FORMAT_LIMIT])(size_t n, const void *source, float *destination);
  // NULL where writing a format is not offered. Rounds as ggml's reference quantisers do.
  void (*quantize[CK_FORMAT_LIMIT])(size_t n, const float *source, void *destination);
  // One row of activations.
  void (*quantize_activations)(size_t n, const float *x, int8_t *q, float *scales, int16_t *sums);

  // One row of activations to BF16, nearest even, padded with zeros to a multiple of 32. NULL where
  // BF16 weights multiply with floats.
  void (*round_bf16)(size_t n, const float *x, uint16_t *y);

  // y[r * y_stride + o] = sum over i of x[r][i] * w[o][i], for r < rows, o < outputs; w has
  // `outputs` rows of k values in the format of the slot, contiguous. Chooses by itself between a
  // dot product a row and unpacking a panel of rows once for all rows of x. `scratch`: at least
  // ck_matmul_scratch_bytes(format, k) bytes, 64-byte aligned, of the calling thread. For one w, x
  // and k, the bits of an output depend neither on `outputs`, nor on where a caller cuts the range
  // of outputs into tiles of a multiple of CK_TILE, nor on `rows` (a row alone and in a batch give
  // the same), nor on the thread; only on the table. Nothing is read past the last row of w. A
  // group of x with an infinity or a NaN (scale NaN) makes its row's outputs NaN.
  void (*matmul[CK_FORMAT_LIMIT])(size_t k, size_t rows, size_t outputs, const void *w, const ck_activations *x,
                                  float *y, size_t y_stride, void *scratch);

  // y = x / sqrt(mean(x^2) + epsilon) * (weight + weight_offset). weight may be NULL (ones).
  void (*rms_norm)(size_t n, const float *x, const float *weight, float weight_offset, float epsilon, float *y);
  // y = (x - mean) / sqrt(variance + epsilon) * weight + bias; bias may be NULL.
  void (*layer_norm)(size_t n, const float *x, const float *weight, const float *bias, float epsilon, float *y);
  // In place rotation of one head: pairs (i, i + pairs) for HALVES, (2i, 2i + 1) for ADJACENT, by
  // cosine[i], sine[i], i < pairs.
  void (*rope)(ck_rope_pairing pairing, size_t pairs, const float *cosine, const float *sine, float *x);
  // y = activation(gate) * up; up may be NULL (plain activation). y may be gate.
  void (*gate)(ck_activation activation, size_t n, const float *gate, const float *up, float *y);
  // x = cap * tanh(x / cap)
  void (*softcap)(size_t n, float cap, float *x);
  void (*add)(size_t n, const float *x, float *y);                  // y += x
  void (*add_scaled)(size_t n, float a, const float *x, float *y);  // y += a * x
  void (*scale)(size_t n, float a, float *x);                       // x *= a
  float (*maximum)(size_t n, const float *x);
  // Sum of exp((x - shift) * factor), accumulated so that 262,144 terms lose less than
  // 1e-6 relative.
  double (*sum_exp)(size_t n, const float *x, float shift, float factor);
  // In place softmax.
  void (*softmax)(size_t n, float *x);

  // Attention of `queries` queries over one tile of positions, by online softmax (Milakov and
  // Gimelshein 2018; Dao 2022), which each sees in part: seen[q]. Queries:
  // [queries][head_dimension], already scaled. score = query . key; if cap > 0, score = cap *
  // tanh(score / cap). State per query: maximum[q] (-INFINITY at the start), total[q] (0),
  // output[queries][head_dimension] (0), the weighted sum of values that is not yet divided by
  // total. Called on one tile after another, it adds up attention over all of them. Blocks that no
  // query sees are not read. A query's bits do not depend on the queries beside it.
  void (*attend)(ck_format format, size_t head_dimension, size_t queries, const float *query, float cap, const ck_kv_tile *tile,
                 const ck_kv_range *seen, float *maximum, float *total, float *output);
} ck_kernels;

// Outputs are computed in groups of this many; cut work between threads at its multiples.
#define CK_TILE 16

// The table of an instruction set, NULL if this build or this machine (CPUID and XCR0; on ARM the
// system's word) lacks it. Filled once.
const ck_kernels *ck_kernels_for(ck_isa isa);
// The same with a prefetch level of 1 or 2, whichever suits this machine.
const ck_kernels *ck_kernels_prefetching(ck_isa isa, int level);
// The best that this machine has.
ck_isa ck_best_isa(void);
// "scalar", "avx2", "avx512", "avx512-vnni", "avx512-bf16", "neon", "dotprod", "i8mm".
const char *ck_isa_name(ck_isa isa);
// A format's name in small letters (NULL where there is none), values and bytes of a block (0).
const char *ck_format_name(ck_format format);
size_t ck_format_values(ck_format format);
size_t ck_format_bytes(ck_format format);
size_t ck_matmul_scratch_bytes(ck_format format, size_t k);
// Writes a key of n elements into its column of a block of keys.
void ck_store_key(const ck_kernels *table, ck_format format, size_t n, const float *x, void *block, size_t position);
// A pause for spinning threads.
void ck_pause(void);

#include "CKernelsDispatch.h"

#endif

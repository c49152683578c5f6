// Compiles CK_BODY, a file written in the vocabulary of simd.h, once for each width of vectors that
// this build has:
//
//   #define CK_BODY "rope_simd.h"
//   #include "each_width.h"
//
// The functions are then ck256_NAME and ck512_NAME, or ck128_NAME; CK_WIDEST of ladder.h chooses
// among them.
#if defined(__x86_64__)
#define CK_SIMD 256
#include "simd.h"
#include CK_BODY
#undef CK_SIMD
#define CK_SIMD 512
#include "simd.h"
#include CK_BODY
#undef CK_SIMD
#elif defined(CK_ARM64)
#define CK_SIMD 128
#include "simd.h"
#include CK_BODY
#undef CK_SIMD
#endif
#undef CK_BODY

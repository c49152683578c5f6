// Sizes of products in BF16.
#ifndef CARAT_BF16_MATMUL_H
#define CARAT_BF16_MATMUL_H

#include "tables.h"

// Rows of activations are padded with zeros to whole groups of so many values.
#define CK_BF16_GROUP 32
// Values of a row that are unpacked at once: two panels of them are 256 KiB, within a second-level
// cache.
#define CK_BF16_STRETCH 4096

#endif

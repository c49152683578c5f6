// The rows of formats.h as tables that are read by number.
#include "formats.h"

#define ROW(name, number, values, zero, offset, ...) \
  [number] = {values, sizeof(ck_##name), zero, offset},
#define FLOAT_ROW(name, number, bytes) [number] = {1, bytes, 0, false},
const ck_traits ck_format_traits[CK_FORMAT_LIMIT] = {CK_FLOAT_FORMATS(FLOAT_ROW)
                                                         CK_QUANTIZED_FORMATS(ROW)};

#define NAME(name, number, ...) [number] = #name,
static const char *const names[CK_FORMAT_LIMIT] = {CK_FLOAT_FORMATS(NAME) CK_QUANTIZED_FORMATS(NAME)};

#define CHECK_lanes(name, parts, most)                                        \
  _Static_assert(most <= (parts == 2 ? 63 : 31) || (most == 255 && parts == 1), \
                 "sums of " #name " would not fit 16 bits");
#define CHECK_plain(name, parts, most)
#define CHECK(name, number, values, zero, offset, parts, most, writing, kernels)                     \
  _Static_assert(values == 32 || values == CK_SUPERBLOCK, #name " has blocks of 32 or 256 values"); \
  _Static_assert(zero == 0 || !offset, #name " has an offset or a zero, not both");                \
  CHECK_##kernels(name, parts, most)
CK_QUANTIZED_FORMATS(CHECK)

static bool is_number(ck_format format) { return (unsigned)format < CK_FORMAT_LIMIT; }

const char *ck_format_name(ck_format format) { return is_number(format) ? names[format] : NULL; }

size_t ck_format_values(ck_format format) {
  return is_number(format) ? ck_format_traits[format].values : 0;
}

size_t ck_format_bytes(ck_format format) {
  return is_number(format) ? ck_format_traits[format].bytes : 0;
}

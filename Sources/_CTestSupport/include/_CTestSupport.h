// Counts what the calling thread takes from the heap, by standing in for the C library's allocator in a test's process.
#ifndef CARAT_CTESTSUPPORT_H
#define CARAT_CTESTSUPPORT_H

#include <stdbool.h>

// Whether counting works here: on Linux with glibc, without a sanitizer, which stands in for the allocator itself.
bool cts_counts_allocations(void);
// Begins at zero, on this thread.
void cts_start_counting(void);
// Calls of malloc, calloc, realloc and the aligned ones on this thread since then.
long cts_stop_counting(void);

#endif

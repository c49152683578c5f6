// What tests need of the system that Swift does not see.
//
// Counts what the calling thread takes from the heap, by standing in for the C library's allocator
// in a test's process.
#ifndef CARAT_CTESTSUPPORT_H
#define CARAT_CTESTSUPPORT_H

#include <stdbool.h>

// Whether counting works here: on Linux with glibc, without a sanitizer, which stands in for the
// allocator itself.
bool cts_counts_allocations(void);
// Begins at zero, on this thread.
void cts_start_counting(void);
// Calls of malloc, calloc, realloc and the aligned ones on this thread since then.
long cts_stop_counting(void);

// Opens a terminal of its own: `near` is where a person sits, `far` what a program has as its
// standard streams. 0, or -1 with errno.
int cts_open_terminal(int *near, int *far);

#endif

// An executable's own malloc takes the place of the library's in all that it loads. Ours counts and
// passes on.
#include "_CTestSupport.h"

#if defined(__has_feature)
#if __has_feature(thread_sanitizer) || __has_feature(address_sanitizer)
#define SANITIZED 1
#endif
#endif

#if defined(__GLIBC__) || defined(__linux__)
#include <errno.h>
#include <features.h>
#include <stddef.h>
#endif

#if defined(__GLIBC__) && !defined(SANITIZED)

extern void *__libc_malloc(size_t size);
extern void *__libc_calloc(size_t count, size_t size);
extern void *__libc_realloc(void *memory, size_t size);
extern void *__libc_memalign(size_t alignment, size_t size);

static _Thread_local bool counting;
static _Thread_local long count;

void *malloc(size_t size) {
  if (counting) count++;
  return __libc_malloc(size);
}

void *calloc(size_t n, size_t size) {
  if (counting) count++;
  return __libc_calloc(n, size);
}

void *realloc(void *memory, size_t size) {
  if (counting) count++;
  return __libc_realloc(memory, size);
}

void *aligned_alloc(size_t alignment, size_t size) {
  if (counting) count++;
  return __libc_memalign(alignment, size);
}

int posix_memalign(void **memory, size_t alignment, size_t size) {
  if (counting) count++;
  void *result = __libc_memalign(alignment, size);
  if (result == NULL) return ENOMEM;
  *memory = result;
  return 0;
}

bool cts_counts_allocations(void) { return true; }
void cts_start_counting(void) {
  count = 0;
  counting = true;
}
long cts_stop_counting(void) {
  counting = false;
  return count;
}

#else

bool cts_counts_allocations(void) { return false; }
void cts_start_counting(void) {}
long cts_stop_counting(void) { return 0; }

#endif

#define _GNU_SOURCE
#include "MutableSignalMask.h"

#if defined(__linux__)
#include <signal.h>
#include <sys/syscall.h>
#include <unistd.h>

int sigsuspend(const sigset_t *mask) {
  sigset_t copy = *mask;
  enum { KERNEL_MASK_BYTES = 8 };
  return (int)syscall(SYS_rt_sigsuspend, &copy, KERNEL_MASK_BYTES);
}
#endif

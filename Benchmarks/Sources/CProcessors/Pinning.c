// The C library shows these calls, and the macros for their sets, only to programs that ask for
// GNU extensions.
#define _GNU_SOURCE
#include "Pinning.h"

#if defined(__linux__)
#include <sched.h>

int pin_to_first_processors(int count, int *chosen) {
  cpu_set_t allowed, wanted;
  if (sched_getaffinity(0, sizeof allowed, &allowed) != 0) return 0;
  CPU_ZERO(&wanted);
  int found = 0;
  for (int i = 0; i < CPU_SETSIZE && found < count; i++) {
    if (!CPU_ISSET(i, &allowed)) continue;
    CPU_SET(i, &wanted);
    chosen[found++] = i;
  }
  return sched_setaffinity(0, sizeof wanted, &wanted) == 0 ? found : 0;
}
#else
int pin_to_first_processors(int count, int *chosen) {
  (void)count;
  (void)chosen;
  return 0;
}
#endif

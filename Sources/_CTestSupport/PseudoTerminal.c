#define _GNU_SOURCE
#include "_CTestSupport.h"

#include <fcntl.h>
#include <stdlib.h>
#include <unistd.h>

int cts_open_terminal(int *near, int *far) {
  *near = posix_openpt(O_RDWR | O_NOCTTY | O_CLOEXEC);
  if (*near < 0) return -1;
  const char *name = grantpt(*near) == 0 && unlockpt(*near) == 0 ? ptsname(*near) : NULL;
  *far = name ? open(name, O_RDWR | O_NOCTTY | O_CLOEXEC) : -1;
  if (*far >= 0) return 0;
  close(*near);
  return -1;
}

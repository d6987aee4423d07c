// Instructions by the processor's own counter, through Linux's perf events.
#define _GNU_SOURCE
#include "CCounters.h"
#include <linux/perf_event.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/syscall.h>
#include <unistd.h>

int cc_begin_instructions(void) {
  struct perf_event_attr wanted;
  memset(&wanted, 0, sizeof wanted);
  wanted.size = sizeof wanted;
  wanted.type = PERF_TYPE_HARDWARE;
  wanted.config = PERF_COUNT_HW_INSTRUCTIONS;
  wanted.exclude_kernel = wanted.exclude_hv = 1;
  return (int)syscall(SYS_perf_event_open, &wanted, 0, -1, -1, 0);
}

long cc_end_instructions(int counter) {
  long instructions = -1;
  if (read(counter, &instructions, sizeof instructions) != sizeof instructions) instructions = -1;
  close(counter);
  return instructions;
}

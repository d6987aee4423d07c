#define _GNU_SOURCE
#include "limits.h"

#include <pthread.h>
#include <semaphore.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <unistd.h>

#include "cstart.h"

// What every command needs, measured with some room (Documentation/Decisions/0021).
static const rlim_t stack_bytes = 1 << 20;
static const rlim_t file_count = 24;
static const rlim_t memory_bytes = 192 << 20;

// Enough for every decomposition and every parser, where the hard limit allows it.
static const rlim_t wanted_stack_bytes = 8 << 20;

static void say(const char *text) {
  size_t length = strlen(text);
  while (length) {
    ssize_t count = write(STDERR_FILENO, text, length);
    if (count <= 0) return;
    text += count;
    length -= (size_t)count;
  }
}

static void say_number(unsigned long long number) {
  char digits[24];
  char *first = digits + sizeof digits - 1;
  *first = 0;
  do {
    *--first = (char)('0' + number % 10);
    number /= 10;
  } while (number);
  say(first);
}

// Numbers are in the units of `ulimit`.
static void refuse(const char *what, const char *option, rlim_t given, rlim_t needed) {
  say("deeplinear: the limit on ");
  say(what);
  say(" (ulimit ");
  say(option);
  say(") is ");
  say_number(given);
  say(", which is too small; raise it to ");
  say_number(needed);
  say(" or more.\n");
  _exit(1);
}

// The soft limit; where it is below `needed`, raised to `wanted` or as near as the hard limit allows.
static rlim_t raised(int resource, rlim_t needed, rlim_t wanted) {
  struct rlimit limit;
  if (getrlimit(resource, &limit) != 0 || limit.rlim_cur == RLIM_INFINITY) return wanted;
  if (limit.rlim_cur >= needed) return limit.rlim_cur;
  rlim_t best = limit.rlim_max == RLIM_INFINITY || limit.rlim_max > wanted ? wanted : limit.rlim_max;
  struct rlimit higher = {best, limit.rlim_max};
  return best > limit.rlim_cur && setrlimit(resource, &higher) == 0 ? best : limit.rlim_cur;
}

// The limits on memory, with the pages that each of them counts: all, or those that can be written.
static const struct {
  int resource, pages;
  const char *what, *option;
} memories[] = {
    {RLIMIT_AS, PROT_NONE, "the address space", "-v"},
    {RLIMIT_DATA, PROT_READ | PROT_WRITE, "the data", "-d"},
};

static int can_map(unsigned long long bytes, int pages) {
  if (bytes == 0) return 1;
  if (bytes > (size_t)-1 / 2) return 0;
  void *place = mmap(NULL, bytes, pages, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
  if (place == MAP_FAILED) return 0;
  munmap(place, bytes);
  return 1;
}

int cs_lacks_memory(unsigned long long bytes, struct cs_memory_limit *found) {
  for (size_t place = 0; place < sizeof memories / sizeof *memories; place++) {
    struct rlimit limit;
    if (getrlimit(memories[place].resource, &limit) != 0 || limit.rlim_cur == RLIM_INFINITY) continue;
    int pages = memories[place].pages;
    if (can_map(bytes, pages)) continue;
    // What is used is the limit less the largest block that still fits.
    rlim_t fits = 0;
    for (rlim_t step = (rlim_t)1 << 46; step >= 1 << 20; step >>= 1)
      if (can_map(fits + step, pages)) fits += step;
    rlim_t used = limit.rlim_cur > fits ? limit.rlim_cur - fits : 0;
    *found = (struct cs_memory_limit){memories[place].what, memories[place].option, limit.rlim_cur, used + bytes};
    return 1;
  }
  return 0;
}

void cs_check_limits(void) {
  signal(SIGXFSZ, SIG_IGN);
  rlim_t stack = raised(RLIMIT_STACK, stack_bytes, wanted_stack_bytes);
  if (stack < stack_bytes) refuse("the stack", "-s", stack >> 10, stack_bytes >> 10);
  // Threads have a stack of this size too, as it was when the process started.
  pthread_attr_t threads;
  size_t size = 0;
  if (pthread_getattr_default_np(&threads) == 0) {
    if (pthread_attr_getstacksize(&threads, &size) == 0 && size < stack_bytes &&
        pthread_attr_setstacksize(&threads, stack) == 0) {
      pthread_setattr_default_np(&threads);
    }
    pthread_attr_destroy(&threads);
  }
  rlim_t files = raised(RLIMIT_NOFILE, file_count, 256);
  if (files < file_count) refuse("open files", "-n", files, file_count);
  struct cs_memory_limit memory;
  if (cs_lacks_memory(memory_bytes, &memory)) refuse(memory.what, memory.option, memory.limit >> 10, memory.needed >> 10);
}

static void *wait_for(void *semaphore) {
  while (sem_wait(semaphore) != 0) {
  }
  return NULL;
}

int cs_can_start_threads(int count) {
  sem_t end;
  pthread_t *threads = calloc((size_t)count, sizeof *threads);
  if (!threads || sem_init(&end, 0, 0) != 0) {
    free(threads);
    return 0;
  }
  int started = 0;
  while (started < count && pthread_create(&threads[started], NULL, wait_for, &end) == 0) started++;
  for (int place = 0; place < started; place++) sem_post(&end);
  for (int place = 0; place < started; place++) pthread_join(threads[place], NULL);
  sem_destroy(&end);
  free(threads);
  return started == count;
}

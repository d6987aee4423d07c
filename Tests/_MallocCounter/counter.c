// Counts this thread's allocations and their bytes by standing in front of glibc's own functions: for the tests' binary only.
#include "counter.h"
#include <errno.h>
#include <malloc.h>

extern void *__libc_malloc(size_t);
extern void *__libc_calloc(size_t, size_t);
extern void *__libc_realloc(void *, size_t);
extern void *__libc_memalign(size_t, size_t);
extern void __libc_free(void *);

static __thread long count, live, peak;

long allocation_count(void) { return count; }
long allocation_begin_peak(void) { return peak = live; }
long allocation_peak(void) { return peak; }

static void *counted(void *p) {
  count++;
  live += (long)malloc_usable_size(p);
  if (live > peak) peak = live;
  return p;
}

void *malloc(size_t size) { return counted(__libc_malloc(size)); }
void *calloc(size_t n, size_t size) { return counted(__libc_calloc(n, size)); }
void *realloc(void *p, size_t size) {
  long before = (long)malloc_usable_size(p);
  void *moved = __libc_realloc(p, size);
  if (moved || size == 0) live -= before;
  return counted(moved);
}
void *aligned_alloc(size_t alignment, size_t size) { return counted(__libc_memalign(alignment, size)); }
int posix_memalign(void **p, size_t alignment, size_t size) {
  *p = counted(__libc_memalign(alignment, size));
  return *p ? 0 : ENOMEM;
}
void free(void *p) {
  live -= (long)malloc_usable_size(p);
  __libc_free(p);
}

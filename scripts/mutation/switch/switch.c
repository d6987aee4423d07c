#include "CMutantSwitch.h"

#include <fcntl.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

int32_t mutant_chosen = 0;
uint8_t *mutant_reached = NULL;

/* Reads the environment before anything of Swift runs. */
__attribute__((constructor)) static void read_environment(void) {
  const char *number = getenv("DEEPLINEAR_MUTANT");
  if (number) mutant_chosen = (int32_t)strtol(number, NULL, 10);

  const char *path = getenv("DEEPLINEAR_MUTANT_TRACE");
  int file = path ? open(path, O_RDWR) : -1;
  if (file < 0) return;
  struct stat state;
  if (fstat(file, &state) == 0 && state.st_size > 0) {
    void *memory = mmap(NULL, (size_t)state.st_size, PROT_READ | PROT_WRITE, MAP_SHARED, file, 0);
    if (memory != MAP_FAILED) mutant_reached = memory;
  }
  close(file);
}

#include "cstart.h"

#include <sys/auxv.h>

#include "limits.h"

// Swift reads the arguments from /proc, which may not be there, and makes text of them, which they need not be.
static int argument_count;
static char **arguments;

int cs_argument_count(void) { return argument_count; }

const char *cs_program(void) { return (const char *)getauxval(AT_EXECFN); }

const char *cs_argument(int place) { return arguments[place]; }

// Called before the initializers of all libraries. Some of these trap, or never return, where memory or threads are short.
static void start(int count, char **values, char **environment) {
  (void)environment;
  if (values) {
    argument_count = count;
    arguments = values;
  }
  cs_check_limits();
}

__attribute__((section(".preinit_array"), used)) static void (*const entry)(int, char **, char **) = start;

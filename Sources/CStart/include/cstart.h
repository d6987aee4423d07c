#pragma once

// What the system gives a process, read before the libraries are initialized: the arguments as they are, byte by byte, and
// whether its limits are large enough.

/// The number of arguments, the program's name included; 0 where the C library gives none to this code.
int cs_argument_count(void);

/// The arguments, each a string of C that lives as long as the process.
const char *cs_argument(int place);

/// A limit on memory, in bytes.
struct cs_memory_limit {
  /// What it limits, and the option of `ulimit`.
  const char *what, *option;
  unsigned long long limit;
  /// The limit that would do.
  unsigned long long needed;
};

/// Whether a limit (`ulimit -v`, `ulimit -d`) prevents that so many bytes are had beside those that are used; if so, `found` is
/// that limit.
int cs_lacks_memory(unsigned long long bytes, struct cs_memory_limit *found);

/// The path with which the program was started; null where the system does not say.
const char *cs_program(void);

/// Whether so many threads can be started beside those that there are; they are started, and ended.
int cs_can_start_threads(int count);

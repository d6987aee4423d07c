#pragma once

// What the system gives a process, read before the libraries are initialized: the arguments as they are, byte by byte, and
// whether its limits are large enough.

/// The number of arguments, the program's name included; 0 where the C library gives none to this code.
int cs_argument_count(void);

/// The arguments, each a string of C that lives as long as the process.
const char *cs_argument(int place);

/// Whether so many bytes of address space could be had now, together.
int cs_has_address_space(unsigned long long bytes);

/// The limit on the address space in bytes; 0 where there is none.
unsigned long long cs_address_space_limit(void);

/// The bytes of address space that are in use, where it is limited.
unsigned long long cs_used_address_space(void);

/// The path with which the program was started; null where the system does not say.
const char *cs_program(void);

/// Whether so many threads can be started beside those that there are; they are started, and ended.
int cs_can_start_threads(int count);

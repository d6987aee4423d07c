#pragma once
#include <stddef.h>

/// How many blocks this thread has allocated.
long allocation_count(void);

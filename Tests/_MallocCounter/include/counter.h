#pragma once
#include <stddef.h>

/// How many blocks this thread has asked the allocator for.
long allocation_count(void);

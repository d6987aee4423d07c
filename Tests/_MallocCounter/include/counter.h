#pragma once
#include <stddef.h>

/// How many blocks this thread has allocated.
long allocation_count(void);

/// Begins a new peak: returns how many bytes this thread has allocated more than it has freed.
long allocation_begin_peak(void);
/// The most of them since then.
long allocation_peak(void);

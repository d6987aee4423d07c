#pragma once
#include <netcdf.h>

// glibc declares this only under _GNU_SOURCE, which Swift does not set. With flag 2 (SYNC_FILE_RANGE_WRITE) it asks the
// kernel to start writing a file out, so that the fsyncs which follow, one a file, wait together and not in turn.
int sync_file_range(int descriptor, long long offset, long long count, unsigned int flags);

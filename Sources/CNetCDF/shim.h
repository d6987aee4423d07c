#pragma once
#include <netcdf.h>
#include <netcdf_mem.h>

// Puts all of a file system on the disk; glibc declares it only under _GNU_SOURCE, which Swift does not set.
int syncfs(int descriptor);

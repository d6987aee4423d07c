#include "portable.h"
#define IS_COMPLEX 0
#define TILE REAL_TILE
#define EXPORTED(name) ck_##name##_portable_real
#include "kernels.h"

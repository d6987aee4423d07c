#include "neon.h"
#ifdef FAMILY
#define IS_COMPLEX 0
#define TILE REAL_TILE
#define EXPORTED(name) ck_##name##_neon_real
#include "kernels.h"
#endif

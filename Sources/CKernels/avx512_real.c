#include "avx512.h"
#ifdef FAMILY
#define IS_COMPLEX 0
#define TILE REAL_TILE
#define EXPORTED(name) ck_##name##_avx512_real
#include "kernels.h"
#endif

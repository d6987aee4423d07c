#include "avx2.h"
#ifdef FAMILY
#define IS_COMPLEX 1
#define TILE COMPLEX_TILE
#define EXPORTED(name) ck_##name##_avx2_complex
#include "kernels.h"
#endif

#include "avx512.h"
#ifdef FAMILY
#define IS_COMPLEX 1
#define TILE COMPLEX_TILE
#define EXPORTED(name) ck_##name##_avx512_complex
#include "kernels.h"
#endif

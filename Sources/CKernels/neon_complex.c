#include "neon.h"
#ifdef FAMILY
#define IS_COMPLEX 1
#define TILE COMPLEX_TILE
#define EXPORTED(name) ck_##name##_neon_complex
#include "kernels.h"
#endif

#include "portable.h"
#define IS_COMPLEX 1
#define TILE COMPLEX_TILE
#define EXPORTED(name) ck_##name##_portable_complex
#include "kernels.h"

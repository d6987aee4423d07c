// AVX2 and FMA: 16 registers of four doubles.
#if defined(__x86_64__)
#define FAMILY avx2
#define WIDTH 4
#define FUSED(a, b, c) __builtin_elementwise_fma(a, b, c)
#define REAL_TILE 3
#define NARROW_COLUMNS 4
#define NARROW_ROWS 4
#define COMPLEX_TILE 2
#pragma clang attribute push(__attribute__((target("avx2,fma"))), apply_to = function)
#define END_FAMILY _Pragma("clang attribute pop")
#endif

// AVX-512 with 32 registers of eight doubles.
#if defined(__x86_64__)
#define FAMILY avx512
#define WIDTH 8
#define FUSED(a, b, c) __builtin_elementwise_fma(a, b, c)
#define REAL_TILE 5
#define NARROW_COLUMNS 16
#define NARROW_ROWS 8
#define COMPLEX_TILE 3
#pragma clang attribute push(__attribute__((target("avx512f,avx512vl,avx512dq,avx512bw,avx2,fma"))), apply_to = function)
#define END_FAMILY _Pragma("clang attribute pop")
#endif

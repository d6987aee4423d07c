// NEON: 32 registers of two doubles.
#if defined(__aarch64__)
#define FAMILY neon
#define WIDTH 2
#define FUSED(a, b, c) __builtin_elementwise_fma(a, b, c)
#define REAL_TILE 5
#define NARROW_COLUMNS 4
#define NARROW_ROWS 4
#define COMPLEX_TILE 3
#define END_FAMILY
#endif

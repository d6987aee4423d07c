// The loops of all families that this build can have, and the choice of one.
#include "CPeak.h"

#define NAME(name) name##_portable
#define WIDTH 2
#define SUMS 12
#define FUSED(a, b, c) ((a) * (b) + (c))
#pragma STDC FP_CONTRACT OFF
#include "loop.h"
#undef NAME
#undef WIDTH
#undef SUMS
#undef FUSED
#define FUSED(a, b, c) __builtin_elementwise_fma(a, b, c)

#if defined(__x86_64__)
#pragma clang attribute push(__attribute__((target("avx2,fma"))), apply_to = function)
#define NAME(name) name##_avx2
#define WIDTH 4
#define SUMS 12
#include "loop.h"
#undef NAME
#undef WIDTH
#undef SUMS
#pragma clang attribute pop
#pragma clang attribute push(__attribute__((target("avx512f,avx512vl,avx512dq,fma"))), apply_to = function)
#define NAME(name) name##_avx512
#define WIDTH 8
#define SUMS 24
#include "loop.h"
#pragma clang attribute pop
#elif defined(__aarch64__)
#define NAME(name) name##_neon
#define WIDTH 2
#define SUMS 24
#include "loop.h"
#endif

double cp_read(cp_family family, const double *numbers, long count, long rounds) {
  switch (family) {
    case cp_portable: return cp_reading_portable(numbers, count, rounds);
#if defined(__x86_64__)
    case cp_avx2: return cp_reading_avx2(numbers, count, rounds);
    case cp_avx512: return cp_reading_avx512(numbers, count, rounds);
#elif defined(__aarch64__)
    case cp_neon: return cp_reading_neon(numbers, count, rounds);
#endif
    default: return 0;
  }
}

double cp_multiply_add(cp_family family, long rounds) {
  switch (family) {
    case cp_portable: return cp_loop_portable(rounds);
#if defined(__x86_64__)
    case cp_avx2: return cp_loop_avx2(rounds);
    case cp_avx512: return cp_loop_avx512(rounds);
#elif defined(__aarch64__)
    case cp_neon: return cp_loop_neon(rounds);
#endif
    default: return 0;
  }
}

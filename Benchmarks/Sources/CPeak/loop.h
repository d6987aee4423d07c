// One family's loop. Before it: NAME, WIDTH (doubles in a vector), SUMS (independent ones), FUSED(a, b, c).

typedef double NAME(vector) __attribute__((vector_size(8 * WIDTH)));

double NAME(cp_loop)(long rounds);

__attribute__((noinline)) double NAME(cp_loop)(long rounds) {
  // Read at run time, so that nothing can be worked out beforehand. Sums stay near 1: no infinities, no denormals.
  static volatile double factor = 0.5, summand = 0.5;
  NAME(vector) a = {0}, c = {0}, sum[SUMS];
  a += factor;
  c += summand;
  for (int i = 0; i < SUMS; i++) sum[i] = a + (double)i * 0x1p-10;
  enum { repeats = 8 };
  // Rounded operations are not the compiler's to rearrange: all of them are carried out, on registers.
  for (long round = 0; round < rounds; round++)
#pragma clang loop unroll(full)
    for (int repeat = 0; repeat < repeats; repeat++)
#pragma clang loop unroll(full)
      for (int i = 0; i < SUMS; i++) sum[i] = FUSED(sum[i], a, c);
  NAME(vector) all = {0};
  for (int i = 0; i < SUMS; i++) all += sum[i];
  static volatile double kept;
  kept = all[0];
  (void)kept;
  return 2.0 * WIDTH * SUMS * repeats * (double)rounds;
}

double NAME(cp_reading)(const double *, long, long);

__attribute__((noinline)) double NAME(cp_reading)(const double *numbers, long count, long rounds) {
  NAME(vector) sum[8] = {{0}};
  for (long round = 0; round < rounds; round++) {
    for (const double *p = numbers; p < numbers + count; p += 8 * WIDTH)
#pragma clang loop unroll(full)
      for (int i = 0; i < 8; i++) sum[i] += *(const NAME(vector) *)(p + i * WIDTH);
    // What was read may have changed: it is read again.
    __asm__ volatile("" ::: "memory");
  }
  for (int i = 1; i < 8; i++) sum[0] += sum[i];
  static volatile double kept;
  kept = sum[0][0];
  (void)kept;
  return 8.0 * (double)count * (double)rounds;
}

// Which family's code is called.

#include "CKernels.h"
#include <stddef.h>

#define DECLARE(family, field)                                                                                       \
  void ck_bind_##family##_##field(ck_operation *);                                                                   \
  long ck_run_##family##_##field(const ck_program *, double *, long, long, long, long);                              \
  int ck_jacobi_##family##_##field(double *, int, int, double *, double *);
#define DECLARE_NARROW(family)                                                                                         \
  double ck_narrow_loss_##family##_real(const ck_narrow *, double *);                                                 \
  long ck_narrow_run_##family##_real(const ck_narrow *, double *, long, int, double, double, double *);
#define ROW(family)                                                                                                  \
  {                                                                                                                  \
    {ck_bind_##family##_real, ck_bind_##family##_complex}, ck_run_##family##_real,                                   \
        {ck_jacobi_##family##_real, ck_jacobi_##family##_complex},                                                   \
        ck_narrow_run_##family##_real, ck_narrow_loss_##family##_real,                                               \
  }

DECLARE(portable, real) DECLARE(portable, complex) DECLARE_NARROW(portable)
#if defined(__x86_64__)
DECLARE(avx2, real) DECLARE(avx2, complex) DECLARE(avx512, real) DECLARE(avx512, complex)
DECLARE_NARROW(avx2) DECLARE_NARROW(avx512)
#elif defined(__aarch64__)
DECLARE(neon, real) DECLARE(neon, complex) DECLARE_NARROW(neon)
#endif

static const struct {
  void (*bind[2])(ck_operation *);
  // Steps are the same for both fields.
  long (*run)(const ck_program *, double *, long, long, long, long);
  int (*jacobi[2])(double *, int, int, double *, double *);
  long (*narrow_run)(const ck_narrow *, double *, long, int, double, double, double *);
  double (*narrow_loss)(const ck_narrow *, double *);
} families[ck_family_count] = {
    [ck_portable] = ROW(portable),
#if defined(__x86_64__)
    [ck_avx2] = ROW(avx2),
    [ck_avx512] = ROW(avx512),
#elif defined(__aarch64__)
    [ck_neon] = ROW(neon),
#endif
};

int ck_is_available(ck_family family) {
  if (families[family].run == NULL) return 0;
#if defined(__x86_64__)
  __builtin_cpu_init();
  if (family == ck_avx2) return __builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma");
  if (family == ck_avx512)
    return __builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512vl") &&
           __builtin_cpu_supports("avx512dq") && __builtin_cpu_supports("avx512bw") && __builtin_cpu_supports("fma");
#endif
  return 1;
}

void ck_bind(ck_operation *operation, ck_family family, int is_complex) {
  families[family].bind[is_complex](operation);
}

void ck_execute(const ck_operation *operations, int count, double *memory, long groups, long stride) {
  for (const ck_operation *o = operations; o < operations + count; o++) o->run(o, memory, groups, stride);
}

long ck_run(
    const ck_program *program, ck_family family, double *memory, long groups, long stride, long phase, long steps) {
  return families[family].run(program, memory, groups, stride, phase, steps);
}

int ck_jacobi(ck_family family, int is_complex, double *a, int rows, int columns, double *v, double *values) {
  return families[family].jacobi[is_complex](a, rows, columns, v, values);
}

long ck_narrow_run(
    const ck_narrow *network, ck_family family, double *memory, long steps, int is_tested, double loss_bound,
    double objective_bound, double *loss) {
  return families[family].narrow_run(network, memory, steps, is_tested, loss_bound, objective_bound, loss);
}

double ck_narrow_loss(const ck_narrow *network, ck_family family, double *memory) {
  return families[family].narrow_loss(network, memory);
}

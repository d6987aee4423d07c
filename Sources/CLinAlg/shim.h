// The Fortran symbols of BLAS and LAPACK that LinearAlgebra uses, declared once with `void *` for
// matrices, so that [Double] and [Complex<Double>] pass without conversion and LAPACKE is not needed.
// (C99 `double _Complex` does not import into Swift.) Characters and sizes go by value here.
#pragma once
#include <stdint.h>

int openblas_get_parallel(void);
char *openblas_get_corename(void);
char *openblas_get_config(void);
void openblas_set_num_threads(int);

#define LA_DECLARE(p)                                                                              \
  void p##gemm_(const char *, const char *, const int *, const int *, const int *, const void *,   \
                const void *, const int *, const void *, const int *, const void *, void *,        \
                const int *);                                                                      \
  void p##gesdd_(const char *, const int *, const int *, void *, const int *, double *, void *,    \
                 const int *, void *, const int *, void *, const int *, ...);                      \
  void p##gesvd_(const char *, const char *, const int *, const int *, void *, const int *,        \
                 double *, void *, const int *, void *, const int *, void *, const int *, ...);    \
  void p##geqrf_(const int *, const int *, void *, const int *, void *, void *, const int *, int *); \
  void p##gesv_(const int *, const int *, void *, const int *, int *, void *, const int *, int *);  \
  void p##getrf_(const int *, const int *, void *, const int *, int *, int *);
LA_DECLARE(d)
LA_DECLARE(z)
#undef LA_DECLARE

// BLAS and LAPACK as LinearAlgebra needs them: the Fortran symbols of OpenBLAS, matrices as `void *`
// so that [Double] and [Complex<Double>] pass without conversion, sizes by value, `info` as the result.
// (C99 `double _Complex` does not import into Swift, and LAPACKE would be one more dependency.)
// Matrices are column-major; every buffer, work space included, belongs to the caller.
#pragma once

int openblas_get_parallel(void);  // 0 serial, 1 pthreads, 2 OpenMP
char *openblas_get_corename(void);
char *openblas_get_config(void);
void openblas_set_num_threads(int);

#define LA_IN const void *
#define LA_INT const int *
#define LA_CHAR const char *

// Products: C ← α·op(A)·op(B) + β·C.
#define LA_GEMM(p)                                                                                            \
  void p##gemm_(LA_CHAR, LA_CHAR, LA_INT, LA_INT, LA_INT, LA_IN, LA_IN, LA_INT, LA_IN, LA_INT, LA_IN, void *, \
                LA_INT);                                                                                      \
  static inline void la_##p##gemm(char ta, char tb, int m, int n, int k, LA_IN alpha, LA_IN a, int lda,       \
                                  LA_IN b, int ldb, LA_IN beta, void *c, int ldc) {                           \
    p##gemm_(&ta, &tb, &m, &n, &k, alpha, a, &lda, b, &ldb, beta, c, &ldc);                                   \
  }

// Matrix times vector: y ← α·op(A)·x + β·y.
void dgemv_(LA_CHAR, LA_INT, LA_INT, const double *, const double *, LA_INT, const double *, LA_INT, const double *,
            double *, LA_INT);
static inline void la_dgemv(char ta, int m, int n, double alpha, const double *a, int lda, const double *x,
                            double beta, double *y) {
  int one = 1;
  dgemv_(&ta, &m, &n, &alpha, a, &lda, x, &one, &beta, y, &one);
}

// Least squares with a complete orthogonal factorization: the solution of least norm, in the first n entries of b.
void dgelsy_(LA_INT, LA_INT, LA_INT, double *, LA_INT, double *, LA_INT, int *, const double *, int *, double *,
             LA_INT, int *);
static inline int la_dgelsy(int m, int n, double *a, double *b, int ldb, int *pivots, double rcond, int *rank,
                            double *work, int lwork) {
  int info = 0, one = 1;
  dgelsy_(&m, &n, &one, a, &m, b, &ldb, pivots, &rcond, rank, work, &lwork, &info);
  return info;
}

// Decompositions whose real and complex forms take the same arguments.
#define LA_COMMON(p, orthogonal)                                                                              \
  void p##geqrf_(LA_INT, LA_INT, void *, LA_INT, void *, void *, LA_INT, int *);                              \
  void orthogonal##_(LA_INT, LA_INT, LA_INT, void *, LA_INT, LA_IN, void *, LA_INT, int *);                   \
  void p##gesv_(LA_INT, LA_INT, void *, LA_INT, int *, void *, LA_INT, int *);                                \
  void p##getrf_(LA_INT, LA_INT, void *, LA_INT, int *, int *);                                               \
  static inline int la_##p##geqrf(int m, int n, void *a, int lda, void *tau, void *work, int lwork) {         \
    int info = 0;                                                                                             \
    p##geqrf_(&m, &n, a, &lda, tau, work, &lwork, &info);                                                     \
    return info;                                                                                              \
  }                                                                                                           \
  static inline int la_##p##formq(int m, int n, int k, void *a, int lda, LA_IN tau, void *work, int lwork) {  \
    int info = 0;                                                                                             \
    orthogonal##_(&m, &n, &k, a, &lda, tau, work, &lwork, &info);                                             \
    return info;                                                                                              \
  }                                                                                                           \
  static inline int la_##p##gesv(int n, int nrhs, void *a, int lda, int *pivots, void *b, int ldb) {          \
    int info = 0;                                                                                             \
    p##gesv_(&n, &nrhs, a, &lda, pivots, b, &ldb, &info);                                                     \
    return info;                                                                                              \
  }                                                                                                           \
  static inline int la_##p##getrf(int m, int n, void *a, int lda, int *pivots) {                              \
    int info = 0;                                                                                             \
    p##getrf_(&m, &n, a, &lda, pivots, &info);                                                                \
    return info;                                                                                              \
  }

LA_GEMM(d)
LA_GEMM(z)
LA_COMMON(d, dorgqr)
LA_COMMON(z, zungqr)

// Singular values and Hermitian eigenvalues: the complex forms take real work space besides, which the
// real wrappers accept and ignore so that Swift has one signature.
void dgesdd_(LA_CHAR, LA_INT, LA_INT, void *, LA_INT, double *, void *, LA_INT, void *, LA_INT, void *,
             LA_INT, int *, int *);
void zgesdd_(LA_CHAR, LA_INT, LA_INT, void *, LA_INT, double *, void *, LA_INT, void *, LA_INT, void *,
             LA_INT, double *, int *, int *);
void dsyevd_(LA_CHAR, LA_CHAR, LA_INT, void *, LA_INT, double *, void *, LA_INT, int *, LA_INT, int *);
void zheevd_(LA_CHAR, LA_CHAR, LA_INT, void *, LA_INT, double *, void *, LA_INT, double *, LA_INT, int *,
             LA_INT, int *);

static inline int la_dgesdd(char job, int m, int n, void *a, int lda, double *s, void *u, int ldu, void *vt,
                            int ldvt, void *work, int lwork, double *rwork, int *iwork) {
  int info = 0;
  (void)rwork;
  dgesdd_(&job, &m, &n, a, &lda, s, u, &ldu, vt, &ldvt, work, &lwork, iwork, &info);
  return info;
}
static inline int la_zgesdd(char job, int m, int n, void *a, int lda, double *s, void *u, int ldu, void *vt,
                            int ldvt, void *work, int lwork, double *rwork, int *iwork) {
  int info = 0;
  zgesdd_(&job, &m, &n, a, &lda, s, u, &ldu, vt, &ldvt, work, &lwork, rwork, iwork, &info);
  return info;
}
static inline int la_dheevd(char job, int n, void *a, int lda, double *w, void *work, int lwork, double *rwork,
                            int lrwork, int *iwork, int liwork) {
  int info = 0;
  char lower = 'L';
  (void)rwork, (void)lrwork;
  dsyevd_(&job, &lower, &n, a, &lda, w, work, &lwork, iwork, &liwork, &info);
  return info;
}
static inline int la_zheevd(char job, int n, void *a, int lda, double *w, void *work, int lwork, double *rwork,
                            int lrwork, int *iwork, int liwork) {
  int info = 0;
  char lower = 'L';
  zheevd_(&job, &lower, &n, a, &lda, w, work, &lwork, rwork, &lrwork, iwork, &liwork, &info);
  return info;
}

#undef LA_GEMM
#undef LA_COMMON
#undef LA_IN
#undef LA_INT
#undef LA_CHAR

// Vectors of eight parts, which a family holds in one register or in several; see ck_narrow.h.

#include <stddef.h>

// Functions with such vectors are inlined: none is called with a vector that the family does not have.
#pragma clang diagnostic push
#pragma clang diagnostic ignored "-Wpsabi"

enum { PARTS = 8 };
typedef double Parts __attribute__((vector_size(8 * PARTS)));

INLINE Parts readParts(const double *p) { return *(const Parts *)p; }
INLINE void writeParts(double *p, Parts x) { *(Parts *)p = x; }
// x − 0 is x, also where x is −0.
INLINE Parts allParts(double x) { return x - (Parts){}; }

/// ((x_0 + x_4) + (x_2 + x_6)) + ((x_1 + x_5) + (x_3 + x_7)).
INLINE double sumOfParts(Parts x) {
  typedef double Four __attribute__((vector_size(32)));
  typedef double Two __attribute__((vector_size(16)));
  Four a = __builtin_shufflevector(x, x, 0, 1, 2, 3) + __builtin_shufflevector(x, x, 4, 5, 6, 7);
  Two b = __builtin_shufflevector(a, a, 0, 1) + __builtin_shufflevector(a, a, 2, 3);
  return b[0] + b[1];
}

/// `vectors` vectors of y = x W, of which each row of W has so many.
INLINE void rowTimesColumns(double *y, const double *x, const double *w, int rows, int stride, int vectors) {
  Parts sum[NARROW_COLUMNS];
  for (int v = 0; v < vectors; v++) sum[v] = (Parts){};
  for (int r = 0; r < rows; r++, w += stride) {
    Parts factor = allParts(x[r]);
    for (int v = 0; v < vectors; v++) sum[v] = FUSED(factor, readParts(w + PARTS * v), sum[v]);
  }
  for (int v = 0; v < vectors; v++) writeParts(y + PARTS * v, sum[v]);
}

/// y = x W with W of rows × stride.
static void rowTimesMatrix(double *y, const double *x, const double *w, int rows, int stride) {
  int c = 0;
  for (; c + PARTS * NARROW_COLUMNS <= stride; c += PARTS * NARROW_COLUMNS)
    rowTimesColumns(y + c, x, w + c, rows, stride, NARROW_COLUMNS);
  // Twice as few at a time, so that the number is known to the compiler.
  for (int vectors = NARROW_COLUMNS / 2; vectors > 0; vectors /= 2)
    for (; c + PARTS * vectors <= stride; c += PARTS * vectors) {
      if (vectors == 8) rowTimesColumns(y + c, x, w + c, rows, stride, 8);
      if (vectors == 4) rowTimesColumns(y + c, x, w + c, rows, stride, 4);
      if (vectors == 2) rowTimesColumns(y + c, x, w + c, rows, stride, 2);
      if (vectors == 1) rowTimesColumns(y + c, x, w + c, rows, stride, 1);
    }
}

/// `rows` rows of y = W x, with W as it was, and of W ← W + η s xᵀ.
INLINE void timesColumnAndUpdateRows(
    double *y, double *w, const double *s, double step, const double *x, int stride, int rows) {
  Parts sum[NARROW_ROWS], factor[NARROW_ROWS];
  for (int r = 0; r < rows; r++) {
    sum[r] = (Parts){};
    factor[r] = allParts(step * s[r]);
  }
  for (int c = 0; c < stride; c += PARTS) {
    Parts column = readParts(x + c);
    for (int r = 0; r < rows; r++) {
      double *place = w + (size_t)r * stride + c;
      Parts old = readParts(place);
      sum[r] = FUSED(old, column, sum[r]);
      writeParts(place, FUSED(factor[r], column, old));
    }
  }
  for (int r = 0; r < rows; r++) y[r] = sumOfParts(sum[r]);
}

static void timesColumnAndUpdate(
    double *y, double *w, const double *s, double step, const double *x, int rows, int stride) {
  int r = 0;
  for (; r + NARROW_ROWS <= rows; r += NARROW_ROWS)
    timesColumnAndUpdateRows(y + r, w + (size_t)r * stride, s + r, step, x, stride, NARROW_ROWS);
  for (; r < rows; r++) timesColumnAndUpdateRows(y + r, w + (size_t)r * stride, s + r, step, x, stride, 1);
}

/// S_{N−1} … S_0.
static void suffixes(const ck_narrow *n, double *m) {
  int top = n->depth - 1;
  for (int c = 0; c < n->stride[top]; c += PARTS) writeParts(m + n->s[top] + c, readParts(m + n->w[top] + c));
  for (int j = top; j > 0; j--)
    rowTimesMatrix(m + n->s[j - 1], m + n->s[j], m + n->w[j - 1], n->width[j], n->stride[j - 1]);
}

/// ℓ, with P_0 = Eᵀ written.
static double lossAndError(const ck_narrow *n, double *m) {
  double *error = m + n->p[0], *difference = n->covariance ? m + n->s[0] : error;
  Parts sum = {};
  for (int c = 0; c < n->stride[0]; c += PARTS) {
    Parts d = readParts(n->target + c) - readParts(m + n->s[0] + c);
    if (n->mask) d *= readParts(n->mask + c);
    writeParts(difference + c, d);
    sum = FUSED(d, d, sum);
  }
  if (!n->covariance) return 0.5 * sumOfParts(sum);
  rowTimesMatrix(error, difference, n->covariance, n->width[0], n->stride[0]);
  sum = (Parts){};
  for (int c = 0; c < n->stride[0]; c += PARTS)
    sum = FUSED(readParts(difference + c), readParts(error + c), sum);
  return 0.5 * sumOfParts(sum);
}

/// P_1 … P_{N−1}, and the new weights.
static void updateLayers(const ck_narrow *n, double *m) {
  int top = n->depth - 1;
  for (int j = 1; j <= top; j++)
    timesColumnAndUpdate(
        m + n->p[j], m + n->w[j - 1], m + n->s[j], n->step_size, m + n->p[j - 1], n->width[j], n->stride[j - 1]);
  Parts step = allParts(n->step_size);
  double *w = m + n->w[top];
  for (int c = 0; c < n->stride[top]; c += PARTS)
    writeParts(w + c, FUSED(step, readParts(m + n->p[top] + c), readParts(w + c)));
}

double EXPORTED(narrow_loss)(const ck_narrow *n, double *memory) {
  suffixes(n, memory);
  return lossAndError(n, memory);
}

long EXPORTED(narrow_run)(
    const ck_narrow *n, double *memory, long steps, int is_tested, double loss_bound, double objective_bound,
    double *loss) {
  for (long k = 0; k < steps; k++) {
    *loss = EXPORTED(narrow_loss)(n, memory);
    // NaN fails the second comparison.
    int is_outside = *loss < loss_bound || !(*loss <= objective_bound);
    if (is_outside && !(is_tested && k == 0)) return k;
    updateLayers(n, memory);
  }
  return steps;
}

#pragma clang diagnostic pop

// How operations are cut into tiles: near-equal parts of at most TILE rows and columns.

// The operation is copied first: what it says then stays in registers over all groups, as no store can change it.
#define EACH_GROUP(o)                                                                                                \
  const ck_operation copy = *o;                                                                                      \
  o = &copy;                                                                                                         \
  for (double *group = memory, *end = memory + groups * stride; group < end; group += stride)                        \
    for (double *m = group; m < group + ck_lanes; m += WIDTH)

#define OPERATION const ck_operation *o, double *memory, long groups, long stride

// --- Squares in the forms that gradient descent needs ---

#define FORMS(X, d)                                                                                                  \
  X(d, prefix, {ck_store, {ck_ab, ck_none, ck_none}})                                                                \
  X(d, residual, {ck_residual, {ck_ab, ck_none, ck_none}})                                                           \
  X(d, error, {ck_store, {ck_ahb, ck_none, ck_none}})                                                                \
  X(d, last, {ck_updated, {ck_abh, ck_none, ck_none}})                                                               \
  X(d, first, {ck_updated, {ck_ahb, ck_none, ck_none}})                                                              \
  X(d, lastBalanced, {ck_updated, {ck_abh, ck_ab, ck_none}})                                                         \
  X(d, innerBalanced, {ck_updated, {ck_abh, ck_minus_ab, ck_ab}})                                                    \
  X(d, firstBalanced, {ck_updated, {ck_ahb, ck_minus_ab, ck_none}})

/// One tile is all: its size is known to the compiler.
INLINE void small(OPERATION, const int d, const Form form) {
  EACH_GROUP(o) {
    V sum = {}, sums[TILE] = {};
    product(o, m, sums, d, d, 0, 0, d, form);
    if (form.epilogue < ck_residual) continue;
    UNROLLED for (int i = 0; i < d; i++) sum += sums[i];
    finish(o, m, sum);
  }
}

INLINE void smallBalance(OPERATION, const int d) {
  EACH_GROUP(o) {
    V sum = {}, diagonal = {}, sums[TILE] = {};
    balance(o, m, sums, &diagonal, d, d, 0, 0, 1, d);
    UNROLLED for (int i = 0; i < d; i++) sum += sums[i];
    finish(o, m, FUSED(all(2), sum, diagonal));
  }
}

/// M rows from i0 on: n − more tiles of q columns, then `more` of q + 1. Returns the sum of the rows' sums, added to `sum`.
INLINE V tileRow(
    const ck_operation *o, double *m, V sum, int M, const int q, int n, int more, int i0, const int d, const Form form) {
  V sums[TILE] = {};
  int j0 = 0;
  for (int t = 0; t < n - more; t++, j0 += q) product(o, m, sums, M, q, i0, j0, d, form);
  if (q < TILE)
    for (int t = 0; t < more; t++, j0 += q + 1) product(o, m, sums, M, q + 1, i0, j0, d, form);
  if (form.epilogue >= ck_residual) EACH_ROW sum += sums[i];
  return sum;
}

/// Tiles of q or q + 1 rows and columns.
INLINE void tiled(OPERATION, const int q, const int d, const Form form) {
  const int rows = d ? d : o->rows, n = (rows + TILE - 1) / TILE, more = rows - n * q;
  EACH_GROUP(o) {
    V sum = {};
    int i0 = 0;
    for (int s = 0; s < n - more; s++, i0 += q) sum = tileRow(o, m, sum, q, q, n, more, i0, d, form);
    if (q < TILE)
      for (int s = 0; s < more; s++, i0 += q + 1) sum = tileRow(o, m, sum, q + 1, q, n, more, i0, d, form);
    if (form.epilogue >= ck_residual) finish(o, m, sum);
  }
}

/// M rows from i0 on: the tile on the diagonal, `fewer` tiles of q columns, then `more` of q + 1.
INLINE V balanceRow(
    const ck_operation *o, double *m, V sum, V *diagonal, int M, const int q, int fewer, int more, int i0,
    const int d) {
  V sums[TILE] = {};
  balance(o, m, sums, diagonal, M, M, i0, i0, 1, d);
  int j0 = i0 + M;
  if (M == q)
    for (int t = 0; t < fewer; t++, j0 += q) balance(o, m, sums, diagonal, M, q, i0, j0, 0, d);
  if (q < TILE)
    for (int t = 0; t < more; t++, j0 += q + 1) balance(o, m, sums, diagonal, M, q + 1, i0, j0, 0, d);
  EACH_ROW sum += sums[i];
  return sum;
}

INLINE void tiledBalance(OPERATION, const int q, const int d) {
  const int rows = d ? d : o->rows, n = (rows + TILE - 1) / TILE, more = rows - n * q;
  EACH_GROUP(o) {
    V sum = {}, diagonal = {};
    int i0 = 0;
    for (int s = n - more; s > 0; s--, i0 += q) sum = balanceRow(o, m, sum, &diagonal, q, q, s - 1, more, i0, d);
    if (q < TILE)
      for (int s = more; s > 0; s--, i0 += q + 1) sum = balanceRow(o, m, sum, &diagonal, q + 1, q, 0, s - 1, i0, d);
    finish(o, m, FUSED(all(2), sum, diagonal));
  }
}

// Sizes known to the compiler, where that pays: one tile, and some of several; TILED are the sizes of tiles for the others.
#if defined(ANY_SIZE)
#define SMALL(X) X(1) X(2)
#define TILED(X)
#define KNOWN(X)
#elif TILE == 5
#define SMALL(X) X(1) X(2) X(3) X(4) X(5)
#define TILED(X) X(3) X(4) X(5)
#define KNOWN(X) X(6) X(7) X(8) X(10) X(12) X(16)
#elif TILE == 3
#define SMALL(X) X(1) X(2) X(3)
#define TILED(X) X(2) X(3)
#define KNOWN(X) X(4) X(5) X(6) X(8) X(10)
#else
#define SMALL(X) X(1) X(2)
#define TILED(X) X(1) X(2)
#define KNOWN(X) X(3) X(4) X(5)
#endif

#define SMALL_FORM(d, name, ...)                                                                                     \
  static void name##d(OPERATION) { small(o, memory, groups, stride, d, (Form)__VA_ARGS__); }
#define SMALL_FORMS(d)                                                                                               \
  FORMS(SMALL_FORM, d)                                                                                               \
  static void balance##d(OPERATION) { smallBalance(o, memory, groups, stride, d); }
SMALL(SMALL_FORMS)

#define TILED_FORM(q, name, ...)                                                                                     \
  static void name##Tiled##q(OPERATION) { tiled(o, memory, groups, stride, q, 0, (Form)__VA_ARGS__); }
#define TILED_FORMS(q) FORMS(TILED_FORM, q)
TILED(TILED_FORMS)
#define TILED_BALANCE(q)                                                                                             \
  static void balanceTiled##q(OPERATION) { tiledBalance(o, memory, groups, stride, q, 0); }
SMALL(TILED_BALANCE)

#define KNOWN_FORM(d, name, ...)                                                                                     \
  static void name##d(OPERATION) {                                                                                   \
    tiled(o, memory, groups, stride, d / ((d + TILE - 1) / TILE), d, (Form)__VA_ARGS__);                             \
  }
#define KNOWN_FORMS(d)                                                                                               \
  FORMS(KNOWN_FORM, d)                                                                                               \
  static void balance##d(OPERATION) {                                                                                \
    tiledBalance(o, memory, groups, stride, d / ((d + TILE - 1) / TILE), d);                                         \
  }
KNOWN(KNOWN_FORMS)

// --- Any shape and form ---

typedef void TileFunction(const ck_operation *, double *, V *sums, int i0, int j0);

INLINE Form formOf(const ck_operation *o) {
  return (Form){o->epilogue, {o->term[0].product, o->term[1].product, o->term[2].product}};
}

#define ANY_TILE(M, N)                                                                                               \
  static void tile##M##x##N(const ck_operation *o, double *m, V *sums, int i0, int j0) {                             \
    product(o, m, sums, M, N, i0, j0, 0, formOf(o));                                                                 \
  }
#define NAME(M, N) tile##M##x##N,
#if TILE == 5
#define ROW(X, M) X(M, 1) X(M, 2) X(M, 3) X(M, 4) X(M, 5)
#elif TILE == 3
#define ROW(X, M) X(M, 1) X(M, 2) X(M, 3)
#else
#define ROW(X, M) X(M, 1) X(M, 2)
#endif
#define TILES(M) ROW(ANY_TILE, M)
#define NAMES(M) {ROW(NAME, M)},
SMALL(TILES)
static TileFunction *const tiles[TILE][TILE] = {SMALL(NAMES)};

/// The beginning of the s-th of n near-equal parts.
INLINE int part(int s, int n, int length) { return length * s / n; }

static void anyShape(OPERATION) {
  const int p = (o->rows + TILE - 1) / TILE, q = (o->columns + TILE - 1) / TILE;
  EACH_GROUP(o) {
    V sum = {};
    for (int s = 0; s < p; s++) {
      const int i0 = part(s, p, o->rows), M = part(s + 1, p, o->rows) - i0;
      V sums[TILE] = {};
      for (int t = 0; t < q; t++) {
        const int j0 = part(t, q, o->columns), N = part(t + 1, q, o->columns) - j0;
        tiles[M - 1][N - 1](o, m, sums, i0, j0);
      }
      for (int i = 0; i < M; i++) sum += sums[i];
    }
    if (o->epilogue >= ck_residual) finish(o, m, sum);
  }
}

// --- The choice ---

INLINE int hasForm(const ck_operation *o, Form form) {
  int same = o->epilogue == form.epilogue;
  for (int t = 0; t < 3; t++) same = same && o->term[t].product == form.product[t];
  return same;
}

/// Sets `run`.
void EXPORTED(bind)(ck_operation *o) {
  const int d = o->rows, q = d / ((d + TILE - 1) / TILE);
  o->run = anyShape;
#define CHOOSE(d, name, ...)                                                                                         \
  if (hasForm(o, (Form)__VA_ARGS__)) o->run = name##d;
#define CHOOSE_TILED(q, name, ...)                                                                                   \
  if (hasForm(o, (Form)__VA_ARGS__)) o->run = name##Tiled##q;
#define CASE(d)                                                                                                      \
  case d:                                                                                                            \
    FORMS(CHOOSE, d)                                                                                                 \
    if (o->epilogue == ck_balance) o->run = balance##d;                                                                \
    break;
#define CASE_TILED(q)                                                                                                \
  case q: FORMS(CHOOSE_TILED, q) break;
#define CASE_BALANCE(q)                                                                                              \
  case q: o->run = balanceTiled##q; break;
  int isSquare = o->rows == o->columns;
  if (isSquare) {
    switch (q) { TILED(CASE_TILED) }
  }
  if (o->epilogue == ck_balance) {
    switch (q) { SMALL(CASE_BALANCE) }
  }
  for (int t = 0; t < 3; t++) isSquare = isSquare && (o->term[t].product == ck_none || o->term[t].inner == d);
  if (isSquare) {
    switch (d) { SMALL(CASE) KNOWN(CASE) }
  }
}

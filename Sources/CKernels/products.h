// Operations on lane matrices: sums of products held in registers, tile by tile, and what is done with them.

#define UNROLLED _Pragma("clang loop unroll(full)")

/// Sums of a tile of which M × N entries are used; M and N are always known to the compiler.
typedef Entry Tile[TILE][TILE];
#define EACH_ROW UNROLLED for (int i = 0; i < M; i++)
#define EACH_COLUMN UNROLLED for (int j = 0; j < N; j++)

/// One k of `accumulate`, from column k of op(A) and row k of op(B); with `begins`, tile is set, not added to.
INLINE void addOuter(
    Tile tile, int M, int N, ck_product kind, int negative, int upper, int begins, const double *a, const double *b,
    long ai, long bj) {
  Entry y[TILE];
  EACH_COLUMN {
    y[j] = read(b + SIZE * j * bj);
    if (kind == ck_abh) y[j] = conjugate(y[j]);
  }
  EACH_ROW {
    Entry x = read(a + SIZE * i * ai);
    if (kind == ck_ahb) x = conjugate(x);
    if (negative) x = minus(x);
    EACH_COLUMN if (!upper || i <= j) tile[i][j] = begins ? multiplied(x, y[j]) : fused(x, y[j], tile[i][j]);
  }
}

/// tile += ±op(A) op(B), rows i0 … i0 + M − 1 and columns j0 … j0 + N − 1 of a rows × columns product of inner length `length`;
/// with `upper`, only where i ≤ j; with `begins`, tile is set, not added to.
INLINE void accumulate(
    Tile tile, int M, int N, ck_product kind, int negative, int upper, int begins, const double *a, const double *b,
    int rows, int columns, int length, int i0, int j0) {
  const long ai = kind == ck_ahb ? 1 : length, ak = kind == ck_ahb ? rows : 1;
  const long bj = kind == ck_abh ? length : 1, bk = kind == ck_abh ? 1 : columns;
  a += SIZE * i0 * ai, b += SIZE * j0 * bj;
  if (begins) addOuter(tile, M, N, kind, negative, upper, 1, a, b, ai, bj);
  if (length <= TILE) {
    for (int k = begins ? 1 : 0; k < length; k++)
      addOuter(tile, M, N, kind, negative, upper, 0, a + SIZE * ak * k, b + SIZE * bk * k, ai, bj);
  } else {
    // A step is all of these sums one after the other: unrolled, they would not fit the caches of instructions.
    _Pragma("clang loop unroll(disable)") for (int k = begins ? 1 : 0; k < length; k++)
      addOuter(tile, M, N, kind, negative, upper, 0, a + SIZE * ak * k, b + SIZE * bk * k, ai, bj);
  }
}

/// Which products an operation adds, and how it ends: known to the compiler where `FORMS` in shapes.h has it.
typedef struct {
  ck_epilogue epilogue;
  ck_product product[3];
} Form;

/// One term of an operation; `d` is the size where all sizes are alike and known to the compiler, else 0.
INLINE void addTerm(
    Tile tile, int M, int N, ck_product kind, int t, const ck_operation *o, const double *m, int i0, int j0, int d) {
  const int rows = d ? d : o->rows, columns = d ? d : o->columns, length = d ? d : o->term[t].inner;
  const double *a = m + o->term[t].a, *b = m + o->term[t].b;
  switch (kind) {
  case ck_none: break;
  case ck_ab: accumulate(tile, M, N, ck_ab, 0, 0, !t, a, b, rows, columns, length, i0, j0); break;
  case ck_minus_ab: accumulate(tile, M, N, ck_ab, 1, 0, !t, a, b, rows, columns, length, i0, j0); break;
  case ck_abh: accumulate(tile, M, N, ck_abh, 0, 0, !t, a, b, rows, columns, length, i0, j0); break;
  case ck_ahb: accumulate(tile, M, N, ck_ahb, 0, 0, !t, a, b, rows, columns, length, i0, j0); break;
  case ck_a:
    EACH_ROW EACH_COLUMN {
      Entry x = read(a + SIZE * ((i0 + i) * columns + j0 + j));
      tile[i][j] = t ? plus(tile[i][j], x) : x;
    }
  }
}

/// One tile of any operation but `ck_balance`. Where the operation has a total, row i of the tile continues with sums[i]: along
/// the rows from the left, so that no order depends on the tiles.
INLINE void product(const ck_operation *o, double *m, V *sums, int M, int N, int i0, int j0, int d, Form form) {
  const int columns = d ? d : o->columns;
  Tile tile;
  addTerm(tile, M, N, form.product[0], 0, o, m, i0, j0, d);
  addTerm(tile, M, N, form.product[1], 1, o, m, i0, j0, d);
  addTerm(tile, M, N, form.product[2], 2, o, m, i0, j0, d);
  double *c = m + o->c;
  const double *x = m + o->x;
  const V scale = all(o->scale);
#define AT ((i0 + i) * columns + j0 + j)
  switch (form.epilogue) {
  case ck_scaled: EACH_ROW EACH_COLUMN write(c + SIZE * AT, times(scale, tile[i][j])); break;
  case ck_updated:
    EACH_ROW EACH_COLUMN write(c + SIZE * AT, scaled(scale, tile[i][j], read(x + SIZE * AT)));
    break;
  case ck_residual:
  case ck_masked: {
    const double *target = o->target, *mask = o->mask;
    EACH_ROW EACH_COLUMN {
      Entry e = plus(constant(target, AT), minus(tile[i][j]));
      if (form.epilogue == ck_masked) e = times(all(mask[AT]), e);
      sums[i] = inner(e, e, sums[i]);
      write(c + SIZE * AT, e);
    }
    break;
  }
  case ck_weighted:
    EACH_ROW EACH_COLUMN {
      sums[i] = inner(read(x + SIZE * AT), tile[i][j], sums[i]);
      write(c + SIZE * AT, tile[i][j]);
    }
    break;
  default: EACH_ROW EACH_COLUMN write(c + SIZE * AT, tile[i][j]);
  }
#undef AT
}

/// One tile of `ck_balance` above the diagonal or, with `upper`, on it; and its mirror image. Squares of the diagonal's entries
/// go to a sum of their own: the others count twice.
INLINE void balance(
    const ck_operation *o, double *m, V *sums, V *diagonal, int M, int N, int i0, int j0, int upper, int d) {
  const int rows = d ? d : o->rows;
  const double *a = m + o->term[0].a, *b = m + o->term[1].a;
  Tile tile;
  accumulate(tile, M, N, ck_abh, 0, upper, 1, a, a, rows, rows, d ? d : o->term[0].inner, i0, j0);
  accumulate(tile, M, N, ck_ahb, 1, upper, 0, b, b, rows, rows, d ? d : o->term[1].inner, i0, j0);
  double *c = m + o->c;
  const V scale = all(o->scale);
  EACH_ROW EACH_COLUMN {
    if (upper && j < i) continue;
    Entry e = times(scale, tile[i][j]);
    if (upper && i == j) {
      e = realPart(e);
      *diagonal = inner(e, e, *diagonal);
    } else {
      sums[i] = inner(e, e, sums[i]);
      write(c + SIZE * ((j0 + j) * rows + i0 + i), conjugate(e));
    }
    write(c + SIZE * ((i0 + i) * rows + j0 + j), e);
  }
}

/// Ends an operation that has a total.
INLINE void finish(const ck_operation *o, double *m, V sum) {
  sum *= all(o->factor);
  store(m + o->total, o->adds ? sum + load(m + o->total) : sum);
}

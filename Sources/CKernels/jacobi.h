// Singular values on lanes, by one-sided Jacobi rotations: the columns of A are turned, two at a time, until they are
// orthogonal. Their lengths are then the singular values.

INLINE V choose(Mask which, V yes, V no) { return (V)((which & (Mask)yes) | (~which & (Mask)no)); }
INLINE V root(V x) { return __builtin_elementwise_sqrt(x); }

/// Columns p and q of a rows × columns matrix, where `turns`: p ← c·p − s·w̄·q, q ← s·p + c·w̄·q.
INLINE void turn(double *a, int rows, int columns, int p, int q, Mask turns, V c, V s, Entry w) {
  for (int i = 0; i < rows; i++) {
    double *x = a + SIZE * (i * columns + p), *y = a + SIZE * (i * columns + q);
    Entry xp = read(x), yq = read(y), z = multiplied(conjugate(w), yq);
    Entry turnedX = scaled(-s, z, times(c, xp)), turnedY = scaled(s, xp, times(c, z));
#if IS_COMPLEX
    write(x, (Entry){choose(turns, turnedX.re, xp.re), choose(turns, turnedX.im, xp.im)});
    write(y, (Entry){choose(turns, turnedY.re, yq.re), choose(turns, turnedY.im, yq.im)});
#else
    write(x, choose(turns, turnedX, xp));
    write(y, choose(turns, turnedY, yq));
#endif
  }
}

/// Makes columns p and q orthogonal in every lane where they are not so to `tolerance`, and says in which.
INLINE Mask orthogonalize(double *a, int rows, int columns, double *v, int p, int q, V tolerance) {
  V alpha = {}, beta = {};
  Entry gamma = {};
  for (int i = 0; i < rows; i++) {
    Entry x = read(a + SIZE * (i * columns + p)), y = read(a + SIZE * (i * columns + q));
    alpha = inner(x, x, alpha), beta = inner(y, y, beta), gamma = fused(conjugate(x), y, gamma);
  }
  V size = root(inner(gamma, gamma, all(0)));
  // Entries were divided to be about 1 at most. Where γ² leaves the normal numbers, γ/|γ| has not the length 1, and would
  // stretch the columns at every turn.
  Mask turns = (size > tolerance * root(alpha) * root(beta)) & (size > all(0x1p-480));
  if (!anyOf(turns)) return turns;
  V zeta = (beta - alpha) / (size + size), magnitude = choose(zeta < 0, -zeta, zeta);
  V t = all(1) / (magnitude + root(FUSED(zeta, zeta, all(1))));
  t = choose(zeta < 0, -t, t);
  V c = all(1) / root(FUSED(t, t, all(1))), s = c * t;
#if IS_COMPLEX
  Entry w = {gamma.re / size, gamma.im / size};
#else
  Entry w = gamma / size;
#endif
  turn(a, rows, columns, p, q, turns, c, s, w);
  if (v) turn(v, columns, columns, p, q, turns, c, s, w);
  return turns;
}

/// The largest part of any entry as a power of two, 1 where all are zero: dividing by it changes no bit but the exponent.
INLINE V powerOfTwo(const double *a, int parts) {
  const Mask exponent = (Mask)all(0) + 0x7ff0000000000000, unsigned_ = (Mask)all(0) + 0x7fffffffffffffff;
  V largest = {};
  for (int i = 0; i < parts; i++) {
    V x = (V)((Mask)load(a + ck_lanes * i) & unsigned_);
    largest = choose(x > largest, x, largest);
  }
  V power = (V)((Mask)largest & exponent);
  return choose(power > 0, power, all(1));
}

INLINE Mask jacobi(double *a, int rows, int columns, double *v, double *values) {
  const int parts = SIZE / ck_lanes * rows * columns;
  const V power = powerOfTwo(a, parts), tolerance = root(all(rows)) * all(0x1p-52);
  for (int i = 0; i < parts; i++) store(a + ck_lanes * i, load(a + ck_lanes * i) / power);
  for (int i = 0; v && i < columns * columns; i++) write(v + SIZE * i, (Entry){});
  for (int i = 0; v && i < columns; i++) store(v + SIZE * (i * columns + i), all(1));
  Mask turned = (Mask){} - 1;
  for (int sweep = 0; anyOf(turned) && sweep < 64; sweep++) {
    turned = (Mask){};
    for (int p = 0; p < columns - 1; p++)
      for (int q = p + 1; q < columns; q++) turned |= orthogonalize(a, rows, columns, v, p, q, tolerance);
  }
  for (int k = 0; k < columns; k++) {
    V square = {};
    for (int i = 0; i < rows; i++) {
      Entry x = read(a + SIZE * (i * columns + k));
      square = inner(x, x, square);
    }
    V length = root(square);
    store(values + ck_lanes * k, length * power);
    for (int i = 0; i < rows; i++) {
      double *x = a + SIZE * (i * columns + k);
      for (int part = 0; part < SIZE; part += ck_lanes) store(x + part, load(x + part) / length);
    }
  }
  return turned;
}

int EXPORTED(jacobi)(double *a, int rows, int columns, double *v, double *values) {
  int unfinished = 0;
  for (int lane = 0; lane < ck_lanes; lane += WIDTH) {
    Mask turned = jacobi(a + lane, rows, columns, v ? v + lane : 0, values + lane);
    for (int i = 0; i < WIDTH; i++) unfinished |= (turned[i] != 0) << (lane + i);
  }
  return unfinished;
}

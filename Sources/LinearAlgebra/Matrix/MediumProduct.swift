import CKernels
import ComplexModule

// Products of matrices that are too large for plain loops and too small for BLAS, whose every call locks a table that all threads
// share: with two threads, a product of order 10 took each of them longer than one alone.
//
// op(A) is laid out in memory of the thread's own, at most `ck_scratch_size` numbers. Vectors along the columns of C; each entry is
// the same sum in the same order as in `smallProduct`, to the bit.

enum MediumProduct {
  /// C ← α·op(A)·op(B) + β·C over the reals.
  static func multiply(
    into c: MutableMatrixView<Double>, _ alpha: Double, _ a: MatrixView<Double>, _ opA: Operation,
    _ b: MatrixView<Double>, _ opB: Operation, _ beta: Double, _ shape: ProductShape
  ) {
    let (m, n, k) = (Int(shape.m), Int(shape.n), Int(shape.k))
    // op(A) with its columns in order, so that a vector is a stretch of one.
    var left = a.base
    if opA != .none {
      let scratch = ck_scratch()
      transpose(a.base, rows: k, columns: m, to: scratch)
      left = UnsafePointer(scratch)
    }
    let (bk, bj) = opB == .none ? (1, b.rows) : (b.rows, 1)
    var j = 0
    while j + 2 <= n {
      columns(c.base + j * m, m, k, alpha, left, b.base + j * bj, bk, bj, beta)
      j += 2
    }
    if j < n { column(c.base + j * m, m, k, alpha, left, b.base + j * bj, bk, beta) }
  }

  private static func transpose(
    _ a: UnsafePointer<Double>, rows: Int, columns: Int, to out: UnsafeMutablePointer<Double>
  ) {
    for i in 0..<rows {
      for j in 0..<columns { out[j + i * columns] = a[i + j * rows] }
    }
  }

  /// Two columns of C, rows by eights, then by fours, twos and one.
  @inline(__always)
  private static func columns(
    _ c: UnsafeMutablePointer<Double>, _ m: Int, _ k: Int, _ alpha: Double, _ a: UnsafePointer<Double>,
    _ b: UnsafePointer<Double>, _ bk: Int, _ bj: Int, _ beta: Double
  ) {
    var i = 0
    while i + 8 <= m {
      pair(SIMD8<Double>.self, c + i, m, k, alpha, a + i, b, bk, bj, beta)
      i += 8
    }
    if i + 4 <= m {
      pair(SIMD4<Double>.self, c + i, m, k, alpha, a + i, b, bk, bj, beta)
      i += 4
    }
    if i + 2 <= m {
      pair(SIMD2<Double>.self, c + i, m, k, alpha, a + i, b, bk, bj, beta)
      i += 2
    }
    guard i < m else { return }
    var (x, y) = (0.0, 0.0)
    for l in 0..<k {
      x += a[i + l * m] * b[l * bk]
      y += a[i + l * m] * b[l * bk + bj]
    }
    c[i] = beta == 0 ? alpha * x : alpha * x + beta * c[i]
    c[i + m] = beta == 0 ? alpha * y : alpha * y + beta * c[i + m]
  }

  /// As many rows of two columns as V has lanes.
  @inline(__always)
  private static func pair<V: SIMD<Double>>(
    _: V.Type, _ c: UnsafeMutablePointer<Double>, _ m: Int, _ k: Int, _ alpha: Double,
    _ a: UnsafePointer<Double>, _ b: UnsafePointer<Double>, _ bk: Int, _ bj: Int, _ beta: Double
  ) {
    var (x, y) = (V(), V())
    var (p, q) = (UnsafeRawPointer(a), b)
    for _ in 0..<k {
      let column = p.loadUnaligned(as: V.self)
      x += column * q[0]
      y += column * q[bj]
      p += m * 8
      q += bk
    }
    store(x, to: c, alpha, beta)
    store(y, to: c + m, alpha, beta)
  }

  @inline(__always)
  private static func store<V: SIMD<Double>>(
    _ x: V, to c: UnsafeMutablePointer<Double>, _ alpha: Double, _ beta: Double
  ) {
    let place = UnsafeMutableRawPointer(c)
    let sum = beta == 0 ? alpha * x : alpha * x + beta * place.loadUnaligned(as: V.self)
    place.storeBytes(of: sum, as: V.self)
  }

  /// The last column where their number is odd.
  private static func column(
    _ c: UnsafeMutablePointer<Double>, _ m: Int, _ k: Int, _ alpha: Double, _ a: UnsafePointer<Double>,
    _ b: UnsafePointer<Double>, _ bk: Int, _ beta: Double
  ) {
    for i in 0..<m {
      var sum = 0.0
      for l in 0..<k { sum += a[i + l * m] * b[l * bk] }
      c[i] = beta == 0 ? alpha * sum : alpha * sum + beta * c[i]
    }
  }

  /// The same over the complex numbers: real and imaginary parts of op(A) apart, so that a vector is a stretch of either.
  static func multiply(
    into c: MutableMatrixView<Complex<Double>>, _ alpha: Double, _ a: MatrixView<Complex<Double>>,
    _ opA: Operation, _ b: MatrixView<Complex<Double>>, _ opB: Operation, _ beta: Double,
    _ shape: ProductShape
  ) {
    let (m, n, k) = (Int(shape.m), Int(shape.n), Int(shape.k))
    let (ai, al, aSign) = opA == .none ? (2, 2 * a.rows, 1.0) : (2 * a.rows, 2, -1.0)
    let (bk, bj, bSign) = opB == .none ? (2, 2 * b.rows, 1.0) : (2 * b.rows, 2, -1.0)
    let (left, right, out) = (a.interleaved.base, b.interleaved.base, c.interleaved.base)
    let re = ck_scratch()
    let im = re + m * k
    for l in 0..<k {
      for i in 0..<m {
        re[i + l * m] = left[i * ai + l * al]
        im[i + l * m] = aSign * left[i * ai + l * al + 1]
      }
    }
    for j in 0..<n {
      let (c, b) = (out + 2 * j * m, right + j * bj)
      var i = 0
      while i + 4 <= m {
        rows(SIMD4<Double>.self, c + 2 * i, m, k, alpha, re + i, im + i, b, bk, bSign, beta)
        i += 4
      }
      if i + 2 <= m {
        rows(SIMD2<Double>.self, c + 2 * i, m, k, alpha, re + i, im + i, b, bk, bSign, beta)
        i += 2
      }
      if i < m { row(c + 2 * i, m, k, alpha, re + i, im + i, b, bk, bSign, beta) }
    }
  }

  /// As many rows of a column as V has lanes.
  @inline(__always)
  private static func rows<V: SIMD<Double>>(
    _: V.Type, _ c: UnsafeMutablePointer<Double>, _ m: Int, _ k: Int, _ alpha: Double,
    _ re: UnsafePointer<Double>, _ im: UnsafePointer<Double>, _ b: UnsafePointer<Double>,
    _ bk: Int, _ bSign: Double, _ beta: Double
  ) {
    var (x, y) = (V(), V())
    for l in 0..<k {
      let ar = UnsafeRawPointer(re + l * m).loadUnaligned(as: V.self)
      let ax = UnsafeRawPointer(im + l * m).loadUnaligned(as: V.self)
      let (br, bx) = (b[l * bk], bSign * b[l * bk + 1])
      x += ar * br - ax * bx
      y += ar * bx + ax * br
    }
    for i in 0..<V.scalarCount { store(x[i], y[i], to: c + 2 * i, alpha, beta) }
  }

  /// The last row where their number is odd.
  private static func row(
    _ c: UnsafeMutablePointer<Double>, _ m: Int, _ k: Int, _ alpha: Double,
    _ re: UnsafePointer<Double>,
    _ im: UnsafePointer<Double>, _ b: UnsafePointer<Double>, _ bk: Int, _ bSign: Double,
    _ beta: Double
  ) {
    var (x, y) = (0.0, 0.0)
    for l in 0..<k {
      let (ar, ax, br, bx) = (re[l * m], im[l * m], b[l * bk], bSign * b[l * bk + 1])
      x += ar * br - ax * bx
      y += ar * bx + ax * br
    }
    store(x, y, to: c, alpha, beta)
  }

  @inline(__always)
  private static func store(
    _ re: Double, _ im: Double, to c: UnsafeMutablePointer<Double>, _ alpha: Double, _ beta: Double
  ) {
    c[0] = beta == 0 ? alpha * re : alpha * re + beta * c[0]
    c[1] = beta == 0 ? alpha * im : alpha * im + beta * c[1]
  }
}

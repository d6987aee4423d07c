import ComplexModule

/// Products of d × d matrices with d known to the compiler, which then unrolls the loops: several times faster
/// than `smallProduct` for the sizes that are trained by the thousand. Each entry is the same sum in the same
/// order, to the bit.
enum SquareProduct<let d: Int> {
  /// C ← α·op(A)·op(B) + β·C over the reals.
  static func multiply(
    into c: UnsafeMutablePointer<Double>, _ alpha: Double, _ a: UnsafePointer<Double>,
    _ opA: Operation,
    _ b: UnsafePointer<Double>, _ opB: Operation, _ beta: Double
  ) {
    switch (opA, opB) {
    case (.none, .none): entries(c, alpha, a, 1, d, b, 1, d, beta)
    case (.none, .conjugateTranspose): entries(c, alpha, a, 1, d, b, d, 1, beta)
    case (.conjugateTranspose, .none): entries(c, alpha, a, d, 1, b, 1, d, beta)
    case (.conjugateTranspose, .conjugateTranspose): entries(c, alpha, a, d, 1, b, d, 1, beta)
    }
  }

  /// Entry (i, k) of op(A) at i·ai + k·ak, entry (k, j) of op(B) at k·bk + j·bj.
  @inline(__always)
  private static func entries(
    _ c: UnsafeMutablePointer<Double>, _ alpha: Double, _ a: UnsafePointer<Double>, _ ai: Int,
    _ ak: Int,
    _ b: UnsafePointer<Double>, _ bk: Int, _ bj: Int, _ beta: Double
  ) {
    var j = 0
    while j < d {
      var i = 0
      while i < d {
        var sum = 0.0
        var k = 0
        while k < d {
          sum += a[i &* ai &+ k &* ak] * b[k &* bk &+ j &* bj]
          k &+= 1
        }
        let e = i &+ j &* d
        c[e] = beta == 0 ? alpha * sum : alpha * sum + beta * c[e]
        i &+= 1
      }
      j &+= 1
    }
  }

  /// The same over the complex numbers, given as interleaved parts.
  static func multiplyComplex(
    into c: UnsafeMutablePointer<Double>, _ alpha: Double, _ a: UnsafePointer<Double>,
    _ opA: Operation,
    _ b: UnsafePointer<Double>, _ opB: Operation, _ beta: Double
  ) {
    switch (opA, opB) {
    case (.none, .none): complexEntries(c, alpha, a, 1, d, 1, b, 1, d, 1, beta)
    case (.none, .conjugateTranspose): complexEntries(c, alpha, a, 1, d, 1, b, d, 1, -1, beta)
    case (.conjugateTranspose, .none): complexEntries(c, alpha, a, d, 1, -1, b, 1, d, 1, beta)
    case (.conjugateTranspose, .conjugateTranspose): complexEntries(c, alpha, a, d, 1, -1, b, d, 1, -1, beta)
    }
  }

  /// `aSign` and `bSign` are −1 where imaginary parts are conjugated.
  @inline(__always)
  private static func complexEntries(
    _ c: UnsafeMutablePointer<Double>, _ alpha: Double, _ a: UnsafePointer<Double>, _ ai: Int,
    _ ak: Int,
    _ aSign: Double, _ b: UnsafePointer<Double>, _ bk: Int, _ bj: Int, _ bSign: Double, _ beta: Double
  ) {
    var j = 0
    while j < d {
      var i = 0
      while i < d {
        var (re, im) = (0.0, 0.0)
        var k = 0
        while k < d {
          let (p, q) = (2 &* (i &* ai &+ k &* ak), 2 &* (k &* bk &+ j &* bj))
          let (ar, ax, br, bx) = (a[p], aSign * a[p &+ 1], b[q], bSign * b[q &+ 1])
          re += ar * br - ax * bx
          im += ar * bx + ax * br
          k &+= 1
        }
        let e = 2 &* (i &+ j &* d)
        c[e] = beta == 0 ? alpha * re : alpha * re + beta * c[e]
        c[e &+ 1] = beta == 0 ? alpha * im : alpha * im + beta * c[e &+ 1]
        i &+= 1
      }
      j &+= 1
    }
  }
}

/// C ← α·op(A)·op(B) + β·C for d × d matrices, `order` being a d that `ProductCrossovers` names.
@inline(__always)
func squareProduct(
  order: Int32, into c: MutableMatrixView<Double>, _ alpha: Double, _ a: MatrixView<Double>, _ opA: Operation,
  _ b: MatrixView<Double>, _ opB: Operation, _ beta: Double
) {
  let (c, a, b) = (c.base, a.base, b.base)
  switch order {
  case 2: SquareProduct<2>.multiply(into: c, alpha, a, opA, b, opB, beta)
  case 3: SquareProduct<3>.multiply(into: c, alpha, a, opA, b, opB, beta)
  case 4: SquareProduct<4>.multiply(into: c, alpha, a, opA, b, opB, beta)
  case 5: SquareProduct<5>.multiply(into: c, alpha, a, opA, b, opB, beta)
  case 6: SquareProduct<6>.multiply(into: c, alpha, a, opA, b, opB, beta)
  default: preconditionFailure("no code for products of order \(order)")
  }
}

/// The same over the complex numbers.
@inline(__always)
func squareProduct(
  order: Int32, into c: MutableMatrixView<Complex<Double>>, _ alpha: Double, _ a: MatrixView<Complex<Double>>,
  _ opA: Operation, _ b: MatrixView<Complex<Double>>, _ opB: Operation, _ beta: Double
) {
  let (c, a, b) = (c.interleaved.base, a.interleaved.base, b.interleaved.base)
  switch order {
  case 2: SquareProduct<2>.multiplyComplex(into: c, alpha, a, opA, b, opB, beta)
  case 3: SquareProduct<3>.multiplyComplex(into: c, alpha, a, opA, b, opB, beta)
  case 4: SquareProduct<4>.multiplyComplex(into: c, alpha, a, opA, b, opB, beta)
  case 5: SquareProduct<5>.multiplyComplex(into: c, alpha, a, opA, b, opB, beta)
  case 6: SquareProduct<6>.multiplyComplex(into: c, alpha, a, opA, b, opB, beta)
  default: preconditionFailure("no code for products of order \(order)")
  }
}

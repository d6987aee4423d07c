import ComplexModule

/// Sizes of C (m × n) ← op(A) (m × k) · op(B) (k × n).
struct ProductShape {
  let m: Int32
  let n: Int32
  let k: Int32

  /// Up to here plain loops beat a call of BLAS, whose argument checks and packing cost about 150 ns.
  var isSmall: Bool { Int(m) * Int(n) * Int(k) <= 216 }

  init<S>(
    _ c: MatrixPointer<S>, _ a: MatrixPointer<S>, _ opA: Operation, _ b: MatrixPointer<S>, _ opB: Operation
  ) {
    let (m, ka) = opA == .none ? (a.rows, a.columns) : (a.columns, a.rows)
    let (kb, n) = opB == .none ? (b.rows, b.columns) : (b.columns, b.rows)
    assert(ka == kb && c.rows == m && c.columns == n)
    (self.m, self.n, self.k) = (Int32(m), Int32(n), Int32(ka))
  }
}

/// C ← α·op(A)·op(B) + β·C with real entries, each entry summed over k upward.
@inline(__always)
func smallProduct(
  into c: MatrixPointer<Double>, _ alpha: Double, _ a: MatrixPointer<Double>, _ opA: Operation,
  _ b: MatrixPointer<Double>, _ opB: Operation, _ beta: Double, _ shape: ProductShape
) {
  let (m, n, k) = (Int(shape.m), Int(shape.n), Int(shape.k))
  let (ai, ak) = opA == .none ? (1, a.rows) : (a.rows, 1)
  let (bk, bj) = opB == .none ? (1, b.rows) : (b.rows, 1)
  var out = c.base
  for j in 0..<n {
    for i in 0..<m {
      var (pa, pb) = (a.base + i * ai, b.base + j * bj)
      var sum = 0.0
      for _ in 0..<k {
        sum += pa.pointee * pb.pointee
        pa += ak
        pb += bk
      }
      out.pointee = beta == 0 ? alpha * sum : alpha * sum + beta * out.pointee
      out += 1
    }
  }
}

/// The same over the complex numbers, on real and imaginary parts.
@inline(__always)
func smallProduct(
  into c: MatrixPointer<Complex<Double>>, _ alpha: Double, _ a: MatrixPointer<Complex<Double>>,
  _ opA: Operation, _ b: MatrixPointer<Complex<Double>>, _ opB: Operation, _ beta: Double,
  _ shape: ProductShape
) {
  let (m, n, k) = (Int(shape.m), Int(shape.n), Int(shape.k))
  let (ai, ak, aSign) = opA == .none ? (2, 2 * a.rows, 1.0) : (2 * a.rows, 2, -1.0)
  let (bk, bj, bSign) = opB == .none ? (2, 2 * b.rows, 1.0) : (2 * b.rows, 2, -1.0)
  let (aBase, bBase) = (a.interleaved.base, b.interleaved.base)
  var out = c.interleaved.base
  for j in 0..<n {
    for i in 0..<m {
      var (pa, pb) = (aBase + i * ai, bBase + j * bj)
      var (re, im) = (0.0, 0.0)
      for _ in 0..<k {
        let (ar, ax, br, bx) = (pa[0], aSign * pa[1], pb[0], bSign * pb[1])
        re += ar * br - ax * bx
        im += ar * bx + ax * br
        pa += ak
        pb += bk
      }
      out[0] = beta == 0 ? alpha * re : alpha * re + beta * out[0]
      out[1] = beta == 0 ? alpha * im : alpha * im + beta * out[1]
      out += 2
    }
  }
}

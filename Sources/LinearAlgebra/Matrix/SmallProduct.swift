import ComplexModule

/// C ← α·op(A)·op(B) + β·C with real entries, each entry summed over k upward.
@inline(__always)
func smallProduct(
  into c: MutableMatrixView<Double>, _ alpha: Double, _ a: MatrixView<Double>, _ opA: Operation,
  _ b: MatrixView<Double>, _ opB: Operation, _ beta: Double, _ shape: ProductShape
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
  into c: MutableMatrixView<Complex<Double>>, _ alpha: Double, _ a: MatrixView<Complex<Double>>,
  _ opA: Operation, _ b: MatrixView<Complex<Double>>, _ opB: Operation, _ beta: Double,
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

public import ComplexModule

// Which kernel multiplies two matrices is chosen here and nowhere else: by size and field alone, so that a product has the same bits
// wherever it is computed. All of our own sum each entry over k upward, BLAS in an order of its own.

/// What multiplies two matrices.
enum ProductKernel {
  /// `SquareProduct`: code for one order d, unrolled.
  case square(order: Int32)
  /// `smallProduct`: plain loops.
  case loops
  /// `MediumProduct`: vectors along the columns of C.
  case columns
  /// `BLAS.multiply`.
  case blas
}

/// The sizes up to which each kernel of one field is used.
struct ProductCrossovers {
  /// The orders d of d × d products that have code of their own: several times as fast as plain loops.
  let square: ClosedRange<Int32>
  /// The greatest m·n·k of plain loops. Up to there they beat BLAS, whose argument checks and packing cost about 150 ns.
  let loops: Int
  /// The greatest m·n·k of vectors along the columns. With one thread BLAS is as quick from d = 11 on over the reals and from 7 on over
  /// the complex numbers, and one and a half times at the end; with two it takes 5.1 and 1.6 times as long at d = 8 and as long
  /// at the end, and with more threads longer, as its every call locks a table that all threads share.
  let columns: Int

  static var real: ProductCrossovers { ProductCrossovers(square: 2...6, loops: 216, columns: 4096) }
  static var complex: ProductCrossovers { ProductCrossovers(square: 2...6, loops: 216, columns: 729) }

  /// The kernel for a product of this shape.
  @inline(__always)
  func kernel(for shape: ProductShape) -> ProductKernel {
    if shape.m == shape.n, shape.n == shape.k, square.contains(shape.m) { return .square(order: shape.m) }
    let size = Int(shape.m) * Int(shape.n) * Int(shape.k)
    return size <= loops ? .loops : size <= columns ? .columns : .blas
  }
}

/// Sizes of C (m × n) ← op(A) (m × k) · op(B) (k × n).
struct ProductShape {
  let m: Int32
  let n: Int32
  let k: Int32

  init<S>(
    _ c: MutableMatrixView<S>, _ a: MatrixView<S>, _ opA: Operation, _ b: MatrixView<S>, _ opB: Operation
  ) {
    let (m, ka) = opA == .none ? (a.rows, a.columns) : (a.columns, a.rows)
    let (kb, n) = opB == .none ? (b.rows, b.columns) : (b.columns, b.rows)
    assert(ka == kb && c.rows == m && c.columns == n)
    (self.m, self.n, self.k) = (Int32(m), Int32(n), Int32(ka))
  }
}

extension Double {
  /// C ← α·op(A)·op(B) + β·C by the kernel for its size.
  public static func multiply(
    into c: MutableMatrixView<Double>, _ alpha: Double, _ a: MatrixView<Double>, _ opA: Operation,
    _ b: MatrixView<Double>, _ opB: Operation, _ beta: Double
  ) {
    let shape = ProductShape(c, a, opA, b, opB)
    switch ProductCrossovers.real.kernel(for: shape) {
    case .square(let d): squareProduct(order: d, into: c, alpha, a, opA, b, opB, beta)
    case .loops: smallProduct(into: c, alpha, a, opA, b, opB, beta, shape)
    case .columns: MediumProduct.multiply(into: c, alpha, a, opA, b, opB, beta, shape)
    case .blas: BLAS.multiply(into: c, alpha, a, opA, b, opB, beta, shape)
    }
  }
}

extension Complex where RealType == Double {
  /// C ← α·op(A)·op(B) + β·C by the kernel for its size.
  public static func multiply(
    into c: MutableMatrixView<Complex>, _ alpha: Double, _ a: MatrixView<Complex>, _ opA: Operation,
    _ b: MatrixView<Complex>, _ opB: Operation, _ beta: Double
  ) {
    let shape = ProductShape(c, a, opA, b, opB)
    switch ProductCrossovers.complex.kernel(for: shape) {
    case .square(let d): squareProduct(order: d, into: c, alpha, a, opA, b, opB, beta)
    case .loops: smallProduct(into: c, alpha, a, opA, b, opB, beta, shape)
    case .columns: MediumProduct.multiply(into: c, alpha, a, opA, b, opB, beta, shape)
    case .blas: BLAS.multiply(into: c, alpha, a, opA, b, opB, beta, shape)
    }
  }
}

import CLinAlg
import ComplexModule

// C ← α·op(A)·op(B) + β·C by OpenBLAS.

extension BLAS {
  static func multiply(
    into c: MutableMatrixView<Double>, _ alpha: Double, _ a: MatrixView<Double>, _ opA: Operation,
    _ b: MatrixView<Double>, _ opB: Operation, _ beta: Double, _ shape: ProductShape
  ) {
    start()
    withUnsafePointer(to: alpha) { alpha in
      withUnsafePointer(to: beta) { beta in
        la_dgemm(
          opA.letter(complex: false), opB.letter(complex: false), shape.m, shape.n, shape.k, alpha, a.base,
          Int32(max(1, a.rows)), b.base, Int32(max(1, b.rows)), beta, c.base, Int32(max(1, c.rows)))
      }
    }
  }

  static func multiply(
    into c: MutableMatrixView<Complex<Double>>, _ alpha: Double, _ a: MatrixView<Complex<Double>>,
    _ opA: Operation, _ b: MatrixView<Complex<Double>>, _ opB: Operation, _ beta: Double,
    _ shape: ProductShape
  ) {
    start()
    withUnsafePointer(to: Complex(alpha, 0)) { alpha in
      withUnsafePointer(to: Complex(beta, 0)) { beta in
        la_zgemm(
          opA.letter(complex: true), opB.letter(complex: true), shape.m, shape.n, shape.k, alpha, a.base,
          Int32(max(1, a.rows)), b.base, Int32(max(1, b.rows)), beta, c.base, Int32(max(1, c.rows)))
      }
    }
  }
}

extension Operation {
  fileprivate func letter(complex: Bool) -> CChar {
    switch self {
    case .none: CChar(UInt8(ascii: "N"))
    case .conjugateTranspose: CChar(UInt8(ascii: complex ? "C" : "T"))
    }
  }
}

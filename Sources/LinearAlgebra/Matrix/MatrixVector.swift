import CLinAlg

extension MatrixView where S == Double {
  /// Low-level: y ← y + op(A)·x by OpenBLAS. Allocates nothing; y must overlap neither A nor x.
  ///
  /// OpenBLAS' kernels may read a little beyond the last entry of A: it has to have room there (`Matrix.withRoom`).
  ///
  /// - Parameters:
  ///   - vector: x, of as many numbers as op(A) has columns.
  ///   - result: y, of as many numbers as op(A) has rows.
  package func multiplyAdd(
    _ operation: Operation, _ vector: UnsafePointer<Double>, to result: UnsafeMutablePointer<Double>
  ) {
    BLAS.start()
    let letter = CChar(UInt8(ascii: operation == .none ? "N" : "T"))
    la_dgemv(letter, Int32(rows), Int32(columns), 1, base, Int32(max(1, rows)), vector, 1, result)
  }
}

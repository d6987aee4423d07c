/// A = Q · R of a matrix with at least as many rows as columns.
public struct QR<S: Scalar>: Sendable {
  /// rows × columns, orthonormal columns.
  public let q: Matrix<S>
  /// columns × columns, upper triangular; its diagonal has whatever phases Householder's method gives.
  public let r: Matrix<S>
}

extension Matrix {
  /// The thin QR decomposition by Householder reflections.
  ///
  /// - Throws: `LinearAlgebraError.notFinite`; `.shape` where there are more columns than rows.
  /// - Complexity: O(rows · columns²).
  @_specialize(where S == Double)
  @_specialize(where S == Complex<Double>)
  public func qr() throws(LinearAlgebraError) -> QR<S> {
    try refuseQR()
    guard columns > 0 else { return QR(q: self, r: Matrix(rows: 0, columns: 0)) }
    var (a, tau, work) = reflections()
    let (m, n) = (Int32(rows), Int32(columns))
    let r = a.upperTriangle
    let formed = a.withMutableView { S.lapack.formq(m, n, n, $0.base, m, tau, &work, Int32(work.count)) }
    precondition(formed == 0, "LAPACK refused the arguments of QR")
    return QR(q: a, r: r)
  }

  /// R of the QR decomposition, as in `qr()`, in half its time, without Q's memory.
  ///
  /// - Throws: as `qr()`.
  @_specialize(where S == Double)
  @_specialize(where S == Complex<Double>)
  public func triangularFactor() throws(LinearAlgebraError) -> Matrix {
    try refuseQR()
    guard columns > 0 else { return Matrix(rows: 0, columns: 0) }
    return reflections().matrix.upperTriangle
  }

  private func refuseQR() throws(LinearAlgebraError) {
    guard rows >= columns else {
      throw .shape(
        operation: "QR decomposition", got: "a \(rows)×\(columns) matrix",
        expected: "at least as many rows as columns")
    }
    guard isFinite else { throw .notFinite(operation: "QR decomposition") }
  }

  /// LAPACK's form of the decomposition: R above Householder's vectors, their factors, and work space.
  @_specialize(where S == Double)
  @_specialize(where S == Complex<Double>)
  private func reflections() -> (matrix: Matrix, factors: [S], work: [S]) {
    BLAS.start()
    var a = withRoom()
    var tau = [S](repeating: .zero, count: columns)
    var work = [S](repeating: .zero, count: 64 * columns)
    let (m, n) = (Int32(rows), Int32(columns))
    let factored = a.withMutableView { S.lapack.geqrf(m, n, $0.base, m, &tau, &work, Int32(work.count)) }
    precondition(factored == 0, "LAPACK refused the arguments of QR")
    return (a, tau, work)
  }

  private var upperTriangle: Matrix {
    Matrix(rows: columns, columns: columns) { i, j in i <= j ? self[i, j] : .zero }
  }
}

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
    guard rows >= columns else {
      throw .shape(
        operation: "QR decomposition", got: "a \(rows)×\(columns) matrix",
        expected: "at least as many rows as columns")
    }
    guard isFinite else { throw .notFinite(operation: "QR decomposition") }
    guard columns > 0 else { return QR(q: self, r: Matrix(rows: 0, columns: 0)) }
    BLAS.start()
    var a = withRoom()
    var tau = [S](repeating: .zero, count: columns)
    var work = [S](repeating: .zero, count: 64 * columns)
    let (m, n) = (Int32(rows), Int32(columns))
    let factored = a.withMutableView { S.lapack.geqrf(m, n, $0.base, m, &tau, &work, Int32(work.count)) }
    let r = Matrix(rows: columns, columns: columns) { i, j in i <= j ? a[i, j] : .zero }
    let formed = a.withMutableView { S.lapack.formq(m, n, n, $0.base, m, tau, &work, Int32(work.count)) }
    precondition(factored == 0 && formed == 0, "LAPACK refused the arguments of QR")
    return QR(q: a, r: r)
  }
}

/// A = V · diag(λ) · Vᴴ of a Hermitian matrix, eigenvalues rising.
public struct HermitianEigen<S: Scalar>: Sendable {
  /// λ_1 ≤ … ≤ λ_n.
  public let values: [Double]
  /// Orthonormal columns, in the order of `values`.
  public let vectors: Matrix<S>

  /// V · diag(f(λ)) · Vᴴ.
  public func applying(_ f: (Double) -> Double) -> Matrix<S> {
    let scaled = Matrix(rows: vectors.rows, columns: vectors.columns) { i, j in
      vectors[i, j] * S(real: f(values[j]))
    }
    return .product(scaled, .none, vectors, .conjugateTranspose)
  }
}

extension Matrix {
  /// Eigenvalues and eigenvectors of a Hermitian matrix; only its lower triangle is read.
  ///
  /// - Throws: `LinearAlgebraError.notFinite`, `.noConvergence`, `.shape` where not square.
  /// - Complexity: O(n³).
  public func hermitianEigen() throws(LinearAlgebraError) -> HermitianEigen<S> {
    let operation = "Hermitian eigenvalues"
    guard rows == columns else {
      throw .shape(operation: operation, got: "a \(rows)×\(columns) matrix", expected: "a square one")
    }
    guard isFinite else { throw .notFinite(operation: operation) }
    guard rows > 0 else { return HermitianEigen(values: [], vectors: self) }
    BLAS.start()
    let n = rows
    var vectors = withRoom()
    var values = [Double](repeating: 0, count: n)
    var realWork = [Double](repeating: 0, count: 1 + 5 * n + 2 * n * n)
    var integers = [Int32](repeating: 0, count: 3 + 5 * n)
    var work = [S](repeating: .zero, count: 1 + 6 * n + 2 * n * n)
    let info = vectors.withMutableView { a in
      S.lapack.heevd(
        CChar("V"), Int32(n), a.base, Int32(n), &values, &work, Int32(work.count), &realWork,
        Int32(realWork.count),
        &integers, Int32(integers.count))
    }
    guard info == 0, values.allSatisfy(\.isFinite) else { throw .noConvergence(operation: operation) }
    return HermitianEigen(values: values, vectors: vectors)
  }
}

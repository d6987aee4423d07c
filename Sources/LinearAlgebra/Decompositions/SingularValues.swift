/// Work space for singular values of matrices of one shape: `compute` allocates nothing.
///
/// One thread uses it at a time.
public final class SingularValueWorkspace<S: Scalar> {
  private var copy: [S]
  private var work: [S]
  private var realWork: [Double]
  private var integers: [Int32]
  private let least: Int

  /// For matrices of `rows` × `columns`.
  public init(rows: Int, columns: Int) {
    BLAS.start()
    // With room behind, as `Matrix.withRoom` says why.
    copy = Array(repeating: .zero, count: rows * columns + 64)
    least = min(rows, columns)
    realWork = Array(repeating: 0, count: S.isComplex ? 7 * least : 0)
    integers = Array(repeating: 0, count: 8 * least)
    work = Array(repeating: .zero, count: LAPACK<S>.gesddWork(rows, columns, vectors: false))
  }

  /// Writes the min(rows, columns) singular values of `a`, falling, to `values`.
  ///
  /// - Returns: false where `a` is not finite or LAPACK does not converge; `values` is then all NaN.
  @discardableResult
  public func compute(_ a: MatrixView<S>, into values: UnsafeMutablePointer<Double>) -> Bool {
    guard least > 0 else { return true }
    var done = S.isFinite(a)
    if done {
      let (m, n) = (Int32(a.rows), Int32(a.columns))
      let info = copy.withUnsafeMutableBufferPointer { copy in
        let base = copy.baseAddress.unsafelyUnwrapped
        base.update(from: a.base, count: a.count)
        return S.lapack.gesdd(
          CChar("N"), m, n, base, m, values, nil, 1, nil, 1, &work, Int32(work.count), &realWork, &integers)
      }
      done = info == 0 && (0..<least).allSatisfy { values[$0].isFinite }
    }
    if !done { for k in 0..<least { values[k] = .nan } }
    return done
  }
}

/// A = U · diag(σ) · Vᴴ with k = min(rows, columns) values, falling.
public struct SVD<S: Scalar>: Sendable {
  /// rows × k, orthonormal columns.
  public let u: Matrix<S>
  /// σ_1 ≥ … ≥ σ_k ≥ 0.
  public let values: [Double]
  /// columns × k, orthonormal columns.
  public let v: Matrix<S>

  /// A decomposition had by other means.
  package init(u: Matrix<S>, values: [Double], v: Matrix<S>) {
    (self.u, self.values, self.v) = (u, values, v)
  }
}

extension Matrix {
  /// The thin singular value decomposition, by LAPACK's divide and conquer.
  ///
  /// The phases of singular pairs, and the vectors of repeated values, are whatever LAPACK gives.
  ///
  /// - Throws: `LinearAlgebraError.notFinite`, `.noConvergence`.
  /// - Complexity: O(rows · columns · min(rows, columns)).
  @_specialize(where S == Double)
  @_specialize(where S == Complex<Double>)
  public func svd() throws(LinearAlgebraError) -> SVD<S> {
    guard isFinite else { throw .notFinite(operation: "singular value decomposition") }
    let k = Swift.min(rows, columns)
    guard k > 0 else {
      return SVD(u: Matrix(rows: rows, columns: 0), values: [], v: Matrix(rows: columns, columns: 0))
    }
    BLAS.start()
    var a = withRoom()
    var u = Matrix(rows: rows, columns: k).withRoom()
    var vt = Matrix(rows: k, columns: columns).withRoom()
    var values = [Double](repeating: 0, count: k)
    let largest = Swift.max(rows, columns)
    var realWork = [Double](
      repeating: 0, count: S.isComplex ? k * Swift.max(5 * k + 7, 2 * largest + 2 * k + 1) : 0)
    var integers = [Int32](repeating: 0, count: 8 * k)
    var work = [S](repeating: .zero, count: LAPACK<S>.gesddWork(rows, columns, vectors: true))
    let (m, n) = (Int32(rows), Int32(columns))
    let info = a.withMutableView { a in
      u.withMutableView { u in
        vt.withMutableView { vt in
          S.lapack.gesdd(
            CChar("S"), m, n, a.base, m, &values, u.base, m, vt.base, Int32(k), &work, Int32(work.count),
            &realWork, &integers)
        }
      }
    }
    guard info == 0, values.allSatisfy(\.isFinite) else {
      throw .noConvergence(operation: "singular value decomposition")
    }
    return SVD(u: u, values: values, v: vt.adjoint)
  }

  /// σ_1 ≥ … ≥ σ_min(rows, columns).
  ///
  /// - Throws: `LinearAlgebraError.notFinite`, `.noConvergence`.
  @_specialize(where S == Double)
  @_specialize(where S == Complex<Double>)
  public func singularValues() throws(LinearAlgebraError) -> [Double] {
    guard isFinite else { throw .notFinite(operation: "singular values") }
    var values = [Double](repeating: 0, count: Swift.min(rows, columns))
    let done = withView { a in
      values.withUnsafeMutableBufferPointer { values in
        values.baseAddress.map {
          SingularValueWorkspace<S>(rows: rows, columns: columns).compute(a, into: $0)
        } ?? true
      }
    }
    guard done else { throw .noConvergence(operation: "singular values") }
    return values
  }

  /// ‖A‖_2 = σ_1.
  @_specialize(where S == Double)
  @_specialize(where S == Complex<Double>)
  public func spectralNorm() throws(LinearAlgebraError) -> Double { try singularValues().first ?? 0 }
}

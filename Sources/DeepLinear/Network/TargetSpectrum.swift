public import LinearAlgebra

/// Φ and its singular value decomposition Φ = P diag(φ) Qᴴ, computed once a run.
public struct TargetSpectrum<S: Scalar>: Sendable {
  /// Φ, d_N × d_0.
  public let matrix: Matrix<S>
  /// P, φ and Q, as LAPACK gives them.
  public let svd: SVD<S>
  /// Whether Φ is square, diagonal and non-negative: then the reduction of Luo et al. (2025), Appendix A, is the identity.
  public let isReduced: Bool

  /// Decomposes Φ; where it is diagonal and non-negative, by sorting alone.
  ///
  /// - Throws: `LinearAlgebraError.notFinite`, `.noConvergence`.
  /// - Complexity: O(d_N·d_0·min(d_N, d_0)); O(d_N·d_0) where Φ is diagonal and non-negative.
  public init(_ target: Matrix<S>) throws(LinearAlgebraError) {
    matrix = target
    let diagonal = Self.nonnegativeDiagonal(of: target)
    if let diagonal {
      svd = Self.sorted(diagonal, target.rows, target.columns)
    } else {
      svd = try target.svd()
    }
    isReduced = diagonal != nil && target.rows == target.columns
  }

  /// The diagonal of a matrix that has nothing else, and no negative or infinite entry; otherwise nil.
  @_specialize(where S == Double)
  @_specialize(where S == Complex<Double>)
  private static func nonnegativeDiagonal(of a: Matrix<S>) -> [Double]? {
    for j in 0..<a.columns {
      for i in 0..<a.rows where a[i, j] != .zero {
        guard i == j, a[i, j].imaginaryPart == 0, a[i, j].realPart > 0, a[i, j].realPart.isFinite else {
          return nil
        }
      }
    }
    return (0..<min(a.rows, a.columns)).map { a[$0, $0].realPart }
  }

  /// The decomposition of a diagonal matrix: P and Q permute the axes alike.
  private static func sorted(_ diagonal: [Double], _ rows: Int, _ columns: Int) -> SVD<S> {
    let order = diagonal.indices.sorted { (diagonal[$1], $0) < (diagonal[$0], $1) }
    func axes(_ size: Int) -> Matrix<S> {
      var matrix = Matrix<S>(rows: size, columns: order.count)
      for (k, axis) in order.enumerated() { matrix[axis, k] = S(real: 1) }
      return matrix
    }
    return SVD(u: axes(rows), values: order.map { diagonal[$0] }, v: axes(columns))
  }

  /// σ_min(Φ), the min(d_0, d_N)-th singular value.
  public var smallest: Double { svd.values.last ?? 0 }

  /// σ_min(Φ) less its rounding 64·d·2⁻⁵³·σ_max(Φ), d the larger of d_0 and d_N; zero or less where Φ may be singular.
  package var smallestBeyondRounding: Double {
    smallest - 64 * Double(max(matrix.rows, matrix.columns)) * 0x1p-53 * (svd.values.first ?? 0)
  }

  /// Whether Φ is of full rank min(d_0, d_N): σ_min(Φ) > 64·d·2⁻⁵³·σ_max(Φ), d the larger of d_0 and d_N.
  public var isFullRank: Bool { smallestBeyondRounding > 0 }

  /// The diagonal of the reduced target: Φ's own where it is reduced, in its own order, else φ.
  var reducedDiagonal: [Double] {
    isReduced ? (0..<matrix.rows).map { matrix[$0, $0].realPart } : svd.values
  }

  /// The decomposition of Pᴴ W Q from that of W: PᴴU and QᴴV; that of W itself where Φ is reduced.
  ///
  /// - Source: Luo, Xu, Gao, Fazel, Du (2025), Appendix A.
  func reducing(_ other: SVD<S>) -> SVD<S> {
    guard !isReduced else { return other }
    return SVD(
      u: .product(svd.u, .conjugateTranspose, other.u, .none), values: other.values,
      v: .product(svd.v, .conjugateTranspose, other.v, .none))
  }
}

public import LinearAlgebra

/// Φ and its singular value decomposition Φ = P diag(φ) Qᴴ, computed once a run.
public struct TargetSpectrum<S: Scalar>: Sendable {
  /// Φ, d_N × d_0.
  public let matrix: Matrix<S>
  /// P, φ and Q, as LAPACK gives them.
  public let svd: SVD<S>
  /// Whether Φ is square, diagonal and non-negative: then the reduction of Luo et al. (2025), Appendix A, is the identity.
  public let isReduced: Bool

  /// Decomposes Φ.
  ///
  /// - Throws: `LinearAlgebraError.notFinite`, `.noConvergence`.
  /// - Complexity: O(d_N·d_0·min(d_N, d_0)).
  public init(_ target: Matrix<S>) throws(LinearAlgebraError) {
    matrix = target
    svd = try target.svd()
    isReduced =
      target.rows == target.columns
      && (0..<target.rows).allSatisfy { i in
        (0..<target.columns).allSatisfy { j in
          target[i, j].imaginaryPart == 0
            && (i == j ? target[i, j].realPart >= 0 : target[i, j].realPart == 0)
        }
      }
  }

  /// σ_min(Φ), the min(d_0, d_N)-th singular value.
  public var smallest: Double { svd.values.last ?? 0 }

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

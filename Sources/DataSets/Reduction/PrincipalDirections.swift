import LinearAlgebra

/// The singular value decomposition of data by that of their triangular factor: with X_cᵀ = Q R_xx and R_xx = P Σ Uᵀ it is X_c = U Σ (Q P)ᵀ.
struct PrincipalDirections {
  /// U, d × d: column k is the k-th principal direction. Its entry of the largest size is positive, the first of several.
  let u: Matrix<Double>
  /// σ_1 ≥ … ≥ σ_d ≥ 0.
  let values: [Double]
  /// P, d × d.
  let p: Matrix<Double>
  /// The number of σ_k that are more than 0 to rounding.
  let rank: Int

  /// - Parameters:
  ///   - triangle: R_xx.
  ///   - count: m, the number of instances.
  /// - Throws: `LinearAlgebraError.notFinite`, `.noConvergence`.
  init(of triangle: Matrix<Double>, count: Int) throws(LinearAlgebraError) {
    let svd = try triangle.svd()
    let signs = (0..<svd.v.columns).map { Self.sign(ofColumn: $0, svd.v) }
    u = Matrix(rows: svd.v.rows, columns: svd.v.columns) { svd.v[$0, $1] * signs[$1] }
    p = Matrix(rows: svd.u.rows, columns: svd.u.columns) { svd.u[$0, $1] * signs[$1] }
    values = svd.values
    let threshold = Self.rounding(count, features: triangle.columns) * (svd.values.first ?? 0)
    rank = svd.values.count { $0 > threshold }
  }

  /// The part of the largest singular value that is rounding: max(m, d) · 2⁻⁵².
  static func rounding(_ count: Int, features: Int) -> Double { Double(max(count, features)) * 0x1p-52 }

  private static func sign(ofColumn k: Int, _ v: Matrix<Double>) -> Double {
    let largest = (0..<v.rows).reduce(0) { abs(v[$1, k]) > abs(v[$0, k]) ? $1 : $0 }
    return v[largest, k] < 0 ? -1 : 1
  }
}

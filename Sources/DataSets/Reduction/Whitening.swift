public import LinearAlgebra

/// The map that gives instances mean zero and covariance I: x ↦ √m Σ⁻¹ Uᵀ (x − mean), where the centred data X_c (d × m, columns the instances) are U Σ Vᵀ.
///
/// Coordinate k of a whitened instance belongs to the k-th principal direction, by falling variance σ_k²/m. The entry of a direction that is
/// largest in size is positive, the first of several. Directions in which the data do not vary are left out where they were dropped.
public struct Whitening: Sendable, Equatable {
  /// What is subtracted from each of the d features.
  public let means: [Double]
  /// U, d × r, orthonormal columns.
  public let directions: Matrix<Double>
  /// σ_1 ≥ … ≥ σ_r > 0, the singular values of the centred data.
  public let values: [Double]
  /// m, the number of instances that it was made from.
  public let count: Int

  init(means: [Double], _ principal: PrincipalDirections, rank: Int, count: Int) {
    (self.means, self.count) = (means, count)
    directions = Matrix(rows: principal.u.rows, columns: rank) { principal.u[$0, $1] }
    values = Array(principal.values.prefix(rank))
  }

  /// √m Σ⁻¹ Uᵀ, r × d: W times it is the matrix that takes centred features as the data have them.
  public var map: Matrix<Double> {
    let root = Double(count).squareRoot()
    return Matrix(rows: values.count, columns: means.count) { k, j in root / values[k] * directions[j, k] }
  }

  /// Instances by the map, those of a test set for example.
  ///
  /// - Parameter x: d × n, a column an instance.
  /// - Returns: r × n. Of the data that the whitening was made from the covariance is I to about κ·d·2⁻⁵³, κ = σ_1/σ_r; `instances(of:)` has it
  ///   to rounding.
  public func coordinates(of x: Matrix<Double>) -> Matrix<Double> { map * centred(x) }

  /// The whitened instances of the very data that the whitening was made from: √m Vᵀ, not by the map.
  ///
  /// - Parameter x: the data, d × m.
  /// - Returns: r × m, with covariance I to about d·2⁻⁵³, whatever the condition number of the data.
  /// - Throws: `LinearAlgebraError.shape` where m < d, `.notFinite`, `.noConvergence`.
  /// - Complexity: O(m d²), in memory of about four times X.
  public func instances(of x: Matrix<Double>) throws(LinearAlgebraError) -> Matrix<Double> {
    let qr = try centred(x).adjoint.qr()
    let principal = try PrincipalDirections(of: qr.r, count: x.columns)
    let root = Double(count).squareRoot()
    let scaled = Matrix<Double>(rows: x.rows, columns: values.count) { root * principal.p[$0, $1] }
    return .product(scaled, .conjugateTranspose, qr.q, .conjugateTranspose)
  }

  private func centred(_ x: Matrix<Double>) -> Matrix<Double> {
    Matrix(rows: x.rows, columns: x.columns) { x[$0, $1] - means[$0] }
  }
}

public import LinearAlgebra

/// The matrix problem that data become: minimize (1/2m) ‖W X − Y‖_F² over the end-to-end matrix W.
///
/// Instances are the columns of X (d × m), their labels those of Y (d_N × m); Λ_xx = XXᵀ/m, Λ_yx = YXᵀ/m. Whitened instances (Λ_xx = I) make the loss
/// ½ ‖W − Φ‖_F² + c with Φ = Λ_yx, and instances as they are ½ tr((W − W*) Λ_xx (W − W*)ᵀ) + c with W* = Λ_yx Λ_xx⁺. All of it is computed from the
/// singular value decomposition of the data, none from a covariance, whose condition number is the square of the data's.
///
/// - Source: Arora, Cohen, Golowich, Hu (ICLR 2019), §2.
public struct MatrixProblem: Sendable {
  /// What is done to the data first.
  public struct Options: Sendable, Hashable {
    /// Whether instances get mean zero and covariance I.
    public var whitens: Bool
    /// Whether labels are scaled to ‖Λ_yx‖_F = 1.
    public var normalizesLabels: Bool
    /// Whether whitening drops directions in which the data do not vary; otherwise such data are refused.
    public var dropsConstantDirections: Bool
    /// Whether labels get mean zero.
    public var centresLabels: Bool

    /// All of it; see the properties.
    public init(
      whitens: Bool = false, normalizesLabels: Bool = false, dropsConstantDirections: Bool = false,
      centresLabels: Bool = false
    ) {
      (self.whitens, self.normalizesLabels) = (whitens, normalizesLabels)
      (self.dropsConstantDirections, self.centresLabels) = (dropsConstantDirections, centresLabels)
    }
  }

  /// What the loss is.
  public enum Form: Sendable {
    /// ½ ‖W − Φ‖_F² + c, W being applied to whitened instances.
    case whitened(Whitening)
    /// ½ tr((W − W*) Λ_xx (W − W*)ᵀ) + c, W being applied to instances as they are; W* is the minimizer of least norm.
    case quadratic(covariance: Matrix<Double>, minimizer: Matrix<Double>)
  }

  /// Φ = Λ_yx, d_N × d_0, of labels as they were scaled.
  public let target: Matrix<Double>
  /// The loss.
  public let form: Form
  /// m, the number of instances.
  public let count: Int
  /// c, the least (1/2m) ‖W X − Y‖_F² of all W, with labels as they were scaled.
  public let optimalLoss: Double
  /// What the labels were multiplied with.
  public let labelScale: Double
  /// The singular values of X, centred where it is whitened: one a feature, falling.
  public let singularValues: [Double]
  /// How many of them are more than 0 to rounding: above max(m, d) · 2⁻⁵² · σ_1.
  public let rank: Int

  /// σ_1/σ_rank: the condition number in the directions in which the data vary; nil where they vary in none.
  public var conditionNumber: Double? { rank > 0 ? singularValues[0] / singularValues[rank - 1] : nil }

  /// - Parameters:
  ///   - x: X, the features, d × m.
  ///   - y: Y, the labels, d_N × m.
  ///   - featureNames: the names of the rows of X, for errors.
  ///   - options: what is done to the data first.
  /// - Throws: `ReductionError` where the data do not make such a problem; `LinearAlgebraError.notFinite`, `.noConvergence`.
  /// - Complexity: about 2.5 m (d + d_N)² + 20 d³ operations; the data are not copied.
  public init(
    x: Matrix<Double>, y: Matrix<Double>, featureNames: [String], options: Options = Options()
  ) throws {
    precondition(x.columns == y.columns && x.rows == featureNames.count, "features and labels of one table")
    guard x.columns > 0, x.rows > 0, y.rows > 0 else { throw ReductionError.empty }
    guard x.withView({ $0.squaredNorm }).isFinite, y.withView({ $0.squaredNorm }).isFinite else {
      guard x.isFinite, y.isFinite else { throw LinearAlgebraError.notFinite(operation: "reduction") }
      throw ReductionError.overflow
    }
    let means = options.whitens ? x.rowMeans : Array(repeating: 0, count: x.rows)
    let labelMeans = options.centresLabels ? y.rowMeans : Array(repeating: 0, count: y.rows)
    let factor = try TriangularFactor(of: x, less: means, and: y, less: labelMeans)
    let (m, triangle) = (Double(x.columns), factor.ofFeatures)
    let principal = try PrincipalDirections(of: triangle, count: x.columns)
    if options.whitens, principal.rank < x.rows {
      try Self.checkRank(principal.rank, x, featureNames, drops: options.dropsConstantDirections)
    }

    // Column k holds the labels along the k-th right singular vector of X: Y Q P.
    let along = Matrix.product(factor.ofLabelsExplained, .conjugateTranspose, principal.p, .none)
    let seen = Matrix<Double>(rows: y.rows, columns: principal.rank) { along[$0, $1] }
    let unseen = Matrix<Double>(rows: y.rows, columns: x.rows - principal.rank) {
      along[$0, principal.rank + $1]
    }
    let residual = factor.ofLabelsUnexplained.withView { $0.squaredNorm } + unseen.withView { $0.squaredNorm }
    let target =
      options.whitens
      ? (1 / m.squareRoot()) * seen
      : (1 / m) * Matrix.product(factor.ofLabelsExplained, .conjugateTranspose, triangle, .none)
    let scale =
      try options.normalizesLabels
      ? Self.scale(
        of: target,
        least: PrincipalDirections.rounding(x.columns, features: x.rows)
          * (options.whitens ? Double(x.rows).squareRoot() : triangle.frobeniusNorm / m.squareRoot())
          * ((seen.withView { $0.squaredNorm } + residual) / m).squareRoot())
      : 1

    (self.target, labelScale, optimalLoss) = (scale * target, scale, scale * scale * residual / (2 * m))
    (count, singularValues, rank) = (x.columns, principal.values, principal.rank)
    form =
      options.whitens
      ? .whitened(Whitening(means: means, principal, rank: principal.rank, count: x.columns))
      : .quadratic(
        covariance: Self.covariance(triangle, count: m), minimizer: scale * (seen * principal.pseudoInverse))
  }

  /// RᵀR/m, to the bit symmetric.
  private static func covariance(_ triangle: Matrix<Double>, count m: Double) -> Matrix<Double> {
    let square = Matrix.product(triangle, .conjugateTranspose, triangle, .none)
    return (0.5 / m) * (square + square.adjoint)
  }

  /// 1/‖Λ_yx‖_F.
  private static func scale(of target: Matrix<Double>, least: Double) throws(ReductionError) -> Double {
    let scale = 1 / target.frobeniusNorm
    guard target.frobeniusNorm > least, scale.isFinite else { throw .uncorrelated }
    return scale
  }

  /// Refuses data that do not vary in every direction, unless those are to be dropped.
  private static func checkRank(
    _ rank: Int, _ x: Matrix<Double>, _ names: [String], drops: Bool
  ) throws(ReductionError) {
    guard rank > 0 else { throw .nothingVaries }
    guard !drops else { return }
    let constant = zip(names, x.constantRows).filter(\.1).map(\.0)
    guard constant.isEmpty else { throw .constant(constant) }
    guard x.columns > x.rows else { throw .tooFewRows(x.columns, features: x.rows) }
    throw .dependent(rank: rank, features: x.rows)
  }
}

extension PrincipalDirections {
  /// Σ⁺ Uᵀ of the first `rank` directions, rank × d.
  fileprivate var pseudoInverse: Matrix<Double> {
    Matrix(rows: rank, columns: u.rows) { k, j in u[j, k] / values[k] }
  }
}

public import LinearAlgebra

/// A quantity that can be watched along a run: one small value, made in a file of its own.
public struct Observable<S: Scalar>: Sendable {
  /// A dimension that a quantity has besides run and snapshot.
  public enum Dimension: String, Sendable {
    /// 1 … N.
    case layer
    /// 1 … the number of singular values.
    case k
    /// Real and imaginary part.
    case ri
  }

  /// The name in a spec, with hyphens; NetCDF has underscores.
  public let name: String
  /// A phrase for axes and attributes.
  public let longName: String
  /// "1", or what the numbers are measured in.
  public let units: String
  /// The section of Documentation/Notation.md that defines it.
  public let source: String
  /// The dimensions of one value, slowest first; empty for a number.
  public let dimensions: [Dimension]
  /// Their sizes for a network of this shape.
  public let sizes: @Sendable (NetworkShape) -> [Int]
  /// Whether the quantity is defined for networks of this shape; where not, its values are NaN.
  public let applies: @Sendable (NetworkShape) -> Bool
  /// The values at a snapshot, product(sizes) of them.
  public let evaluate: @Sendable (Snapshot<S>) throws -> [Double]

  /// A quantity of its own: `sizes` may be left out for numbers.
  public init(
    _ name: String, longName: String, units: String = "1", source: String, dimensions: [Dimension] = [],
    sizes: @escaping @Sendable (NetworkShape) -> [Int] = { _ in [] },
    applies: @escaping @Sendable (NetworkShape) -> Bool = { _ in true },
    evaluate: @escaping @Sendable (Snapshot<S>) throws -> [Double]
  ) {
    (self.name, self.longName, self.units, self.source) = (name, longName, units, source)
    (self.dimensions, self.sizes, self.applies, self.evaluate) = (dimensions, sizes, applies, evaluate)
  }
}

/// A run at one step, as observables see it. What several of them need is computed once, when first asked for.
///
/// One thread uses it.
public final class Snapshot<S: Scalar> {
  public let network: DeepLinearNetwork<S>
  public let step: Int
  /// t = η·k.
  public let time: Double
  public let value: Evaluation
  /// ∇_{W_1} L … ∇_{W_N} L.
  public let gradient: [Matrix<S>]
  public let objective: Objective<S>
  /// What does not change along the run.
  public let target: TargetSpectrum<S>

  public init(
    network: DeepLinearNetwork<S>, step: Int, time: Double, value: Evaluation, gradient: [Matrix<S>],
    objective: Objective<S>, target: TargetSpectrum<S>
  ) {
    (self.network, self.step, self.time, self.value) = (network, step, time, value)
    (self.gradient, self.objective, self.target) = (gradient, objective, target)
  }

  /// W_{1:N}.
  public private(set) lazy var endToEndMatrix = network.endToEndMatrix
  /// Its singular value decomposition; nil where W_{1:N} is not finite.
  public private(set) lazy var endToEndSVD: SVD<S>? = try? endToEndMatrix.svd()
  /// ‖Δ_1‖_F … ‖Δ_{N−1}‖_F.
  public private(set) lazy var imbalances: [Double] = network.balanceErrors.map(\.frobeniusNorm)
}

/// Φ and its singular value decomposition Φ = P diag(φ) Qᴴ, computed once a run.
public struct TargetSpectrum<S: Scalar>: Sendable {
  public let matrix: Matrix<S>
  public let svd: SVD<S>
  /// Whether Φ is square, diagonal and non-negative: then the reduction of Luo et al. (2025), Appendix A, is the identity.
  public let isReduced: Bool

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
}

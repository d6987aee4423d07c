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
  /// W_1 … W_N at this step, finite.
  public let network: DeepLinearNetwork<S>
  /// k, from 0.
  public let step: Int
  /// t = η·k.
  public let time: Double
  /// ℓ and r.
  public let value: Evaluation
  /// What is minimized.
  public let objective: Objective<S>
  /// What does not change along the run.
  public let target: TargetSpectrum<S>
  private let readGradient: () -> [Matrix<S>]

  /// - Parameter gradient: ∇_{W_1} L … ∇_{W_N} L, asked for at most once, while the run stands at this step.
  public init(
    network: DeepLinearNetwork<S>, step: Int, time: Double, value: Evaluation,
    gradient: @escaping () -> [Matrix<S>], objective: Objective<S>, target: TargetSpectrum<S>
  ) {
    (self.network, self.step, self.time, self.value) = (network, step, time, value)
    (readGradient, self.objective, self.target) = (gradient, objective, target)
  }

  /// ∇_{W_1} L … ∇_{W_N} L.
  public private(set) lazy var gradient: [Matrix<S>] = readGradient()
  /// W_{1:N}.
  public private(set) lazy var endToEndMatrix = network.endToEndMatrix
  /// Its singular value decomposition U diag(σ) Vᴴ; nil where W_{1:N} is not finite.
  public private(set) lazy var endToEndSVD: SVD<S>? = try? endToEndMatrix.svd()
  /// The same for PᴴW_{1:N}Q with Φ = P diag(φ) Qᴴ: PᴴU, σ and QᴴV; itself where Φ is diagonal and non-negative.
  public private(set) lazy var reducedSVD: SVD<S>? = endToEndSVD.map(target.reducing)
  /// H and K; nil where they are not defined, or W_m ··· W_2 is singular.
  public private(set) lazy var hermitianTerms = try? network.hermitianTerms(relativeTo: target)
  /// ‖Δ_1‖_F … ‖Δ_{N−1}‖_F.
  public private(set) lazy var imbalances: [Double] = network.balanceErrors.map { $0.frobeniusNorm }
}

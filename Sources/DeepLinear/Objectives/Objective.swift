public import LinearAlgebra

/// The balance penalty r = ¼ a Σ_j ‖Δ_j‖_F².
///
/// - Source: Luo, Xu, Gao, Fazel, Du (2025), §5.
public struct BalancePenalty: Equatable, Sendable {
  /// a ≥ 0.
  public let strength: Double

  /// - Parameter strength: a ≥ 0; 0 is no penalty.
  public init(strength: Double) { self.strength = strength }
}

/// L = ℓ + r: a fitting loss and the balance penalty.
///
/// Written `SquareLoss(target: Φ) + BalancePenalty(strength: 10)`.
public struct Objective<S: Scalar>: Sendable {
  /// ℓ.
  public let loss: any Loss<S>
  /// r.
  public let penalty: BalancePenalty

  /// The sum of a loss and a penalty, by default of none.
  public init(_ loss: any Loss<S>, penalty: BalancePenalty = BalancePenalty(strength: 0)) {
    (self.loss, self.penalty) = (loss, penalty)
  }

  /// Φ as the loss uses it, or the minimizer that takes its place; see `Loss.target`.
  public var target: Matrix<S> { loss.target }

  /// Whether ℓ is ½ ‖W_{1:N} − Φ‖_F², as its formula says.
  public var hasSquareLoss: Bool {
    if case .residual(target: _, mask: nil) = loss.form { true } else { false }
  }
}

/// ℓ + r.
public func + <L: Loss>(loss: L, penalty: BalancePenalty) -> Objective<L.S> {
  Objective(loss, penalty: penalty)
}

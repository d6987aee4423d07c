public import LinearAlgebra

/// A fitting loss ℓ(W) of the end-to-end matrix W (d_N × d_0), measured above its least value over all matrices.
public protocol Loss<S>: Sendable {
  associatedtype S: Scalar

  /// The matrix that the loss asks for: Φ, or where ℓ has a least-norm minimizer other than Φ, that one.
  var target: Matrix<S> { get }

  /// Kernel floor: gradient ← ∇ℓ(W) in the convention ∂/∂Re + i ∂/∂Im, returning ℓ(W). Allocates nothing.
  ///
  /// - Parameters:
  ///   - w: W, of the target's shape.
  ///   - gradient: ∇ℓ, of the target's shape; overwritten.
  ///   - scratch: of the target's shape; overwritten.
  func evaluate(at w: MatrixPointer<S>, gradient: MatrixPointer<S>, scratch: MatrixPointer<S>) -> Double

  /// The same for many seeds at once; nil (the default) where the lockstep engine has no code for it, so that ensembles run on
  /// the plain engine.
  var laneForm: LaneForm<S>? { get }
}

extension Loss {
  public var laneForm: LaneForm<S>? { nil }

  /// ℓ(W) and ∇ℓ(W).
  public func evaluate(at w: Matrix<S>) -> (loss: Double, gradient: Matrix<S>) {
    var gradient = Matrix<S>(rows: w.rows, columns: w.columns)
    var scratch = gradient
    let loss = gradient.withPointer { gradient in
      scratch.withPointer { scratch in
        w.withReadPointer { evaluate(at: $0, gradient: gradient, scratch: scratch) }
      }
    }
    return (loss, gradient)
  }
}

/// Why a loss cannot be made.
public enum LossError: Error, Equatable, Sendable, CustomStringConvertible {
  /// Matrices that do not fit one another.
  case shape(got: String, expected: String)
  /// The quadratic loss has no minimum: Λ_yx asks for what Λ_xx never shows.
  case unbounded
  /// Λ_xx is not a covariance.
  case notHermitian

  public var description: String {
    switch self {
    case .shape(let got, let expected): "loss: got \(got); expected \(expected)"
    case .unbounded:
      "quadratic loss: the target has a component where the covariance is zero, so the loss has no minimum; expected the "
        + "rows of the target to lie in the covariance's range"
    case .notHermitian:
      "quadratic loss: the covariance is not Hermitian and non-negative; expected Λ_xx = XXᴴ/m"
    }
  }
}

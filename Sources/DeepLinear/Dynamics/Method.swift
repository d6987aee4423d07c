public import LinearAlgebra

/// A rule by which weights move: gradient descent, or a flow.
///
/// A method is settings alone. What a run needs besides is its stepper.
public protocol Method: Sendable {
  /// The time that one step takes; nil where steps have no fixed length.
  var stepSize: Double { get }
  /// A run's moving part, standing at step 0.
  func stepper<S: Scalar>(from network: DeepLinearNetwork<S>, objective: Objective<S>) -> any Stepper<S>
}

/// A run in motion: weights and the arithmetic that advances them. One thread uses it.
public protocol Stepper<S>: AnyObject {
  associatedtype S: Scalar
  /// W_1 … W_N now.
  var weights: MatrixStack<S> { get }
  /// W_1 … W_N one step ago; the same as `weights` before the first step.
  var previousWeights: MatrixStack<S> { get }
  /// ∇L at the last evaluation.
  var gradient: MatrixStack<S> { get }
  /// ℓ and r now; needed before each `advance()`.
  func evaluate() -> Evaluation
  /// One step, from the gradient of the last evaluation.
  func advance()
}

extension Stepper {
  /// Whether the last step changed no bit of any weight.
  var isAtRest: Bool { weights.isIdentical(to: previousWeights) }
}

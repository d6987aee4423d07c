public import LinearAlgebra

/// A rule by which weights move: gradient descent, or a flow.
///
/// A method is settings alone; a run of it needs nothing else that outlives the run.
public protocol Method: Sendable {
  /// The program with its version that takes the steps, where that is another's; numbers may depend on it.
  var solver: String? { get }
  /// Trains `network` on ℓ + r, with everything said.
  ///
  /// - Parameters:
  ///   - objective: L.
  ///   - rule: when the run ends; must bound the number of steps, or for a flow the time.
  ///   - observation: what is watched, and when.
  /// - Throws: `LossError.shape`, `TrainingError.unbounded`, `LinearAlgebraError` where Φ has no singular values,
  ///   `CancellationError`. Numerical failure is an outcome, not an error.
  func train<S: Scalar>(
    _ network: DeepLinearNetwork<S>, on objective: Objective<S>, until rule: StoppingRule,
    watching observation: Observation<S>
  ) throws -> Run<S>
}

extension Method {
  /// Steps of our own.
  public var solver: String? { nil }
}

/// A method whose steps all take the same time: the loop of `train` is made for it.
public protocol SteppedMethod: Method {
  /// The time that one step takes.
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

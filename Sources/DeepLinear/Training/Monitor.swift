public import LinearAlgebra

/// A condition that is tested at every step of a run, a flow's being those that its solver accepts.
///
/// The first step at which it does not hold is recorded in `Run.violations`; the run continues.
public struct Monitor<S: Scalar>: Sendable {
  /// The name in a spec, with hyphens.
  public let name: String
  /// Whether the condition holds. A pure function of its argument: a restored run must give the same results.
  public let holds: @Sendable (MonitoredStep<S>) -> Bool

  /// A condition of this name.
  public init(_ name: String, holds: @escaping @Sendable (MonitoredStep<S>) -> Bool) {
    (self.name, self.holds) = (name, holds)
  }
}

/// A run at one step, as monitors see it.
public struct MonitoredStep<S: Scalar> {
  /// W_1 … W_N at step 0.
  public let initial: DeepLinearNetwork<S>
  /// k.
  public let step: Int
  /// t.
  public let time: Double
  /// ℓ and r here, finite.
  public let value: Evaluation
  /// ℓ and r one step before; nil at step 0.
  public let previous: Evaluation?
  /// W_1 … W_N here, copied on use.
  public let weights: () -> [Matrix<S>]
}

/// A condition that did not hold.
public struct Violation: Equatable, Sendable {
  /// The monitor's name.
  public let monitor: String
  /// The first step at which its condition did not hold.
  public let step: Int
  /// t there.
  public let time: Double
}

public import LinearAlgebra

/// A rule by which weights move: an optimizer, or a gradient flow.
///
/// A method is settings alone; a run of it needs nothing else that outlives the run.
public protocol TrainingMethod: Sendable {
  /// The program with its version that takes the steps, where that is another's; numbers may depend on it.
  var solver: String? { get }
  /// Trains `network` on ℓ + r: the form behind the others.
  ///
  /// - Parameters:
  ///   - objective: L.
  ///   - rule: when the run ends; must bound the number of steps, or for a flow the time.
  ///   - observation: what is observed, and when.
  /// - Throws: `LossError.shape`, `TrainingError.unbounded`, `LinearAlgebraError` where Φ has no singular values,
  ///   `CancellationError`. Numerical failure is an outcome, not an error.
  func train<S: Scalar>(
    _ network: DeepLinearNetwork<S>, on objective: Objective<S>, until rule: StoppingRule,
    observing observation: Observation<S>
  ) throws -> Run<S>
}

extension TrainingMethod {
  /// Our own steps.
  public var solver: String? { nil }

  /// Trains `network` and returns what happened.
  ///
  /// ```swift
  /// let run = try GradientDescent(stepSize: 0.02).train(
  ///   network, on: SquareLoss(target: target),
  ///   until: .loss(below: 1e-5) || .steps(50_000),
  ///   observing: [.loss, .imbalance, .singularValues(top: 3)], every: .steps(10))
  /// ```
  ///
  /// - Parameters:
  ///   - loss: the fitting loss; add `BalancePenalty` to it for the penalty.
  ///   - rule: must bound the number of steps, or for a flow the time.
  /// - Throws: as the form behind it.
  public func train<L: Loss>(
    _ network: DeepLinearNetwork<L.S>, on loss: L, until rule: StoppingRule,
    observing observables: [Observable<L.S>] = [],
    every schedule: SnapshotSchedule = .logarithmic(300)
  ) throws -> Run<L.S> {
    try train(
      network, on: Objective(loss), until: rule, observing: Observation(observables, schedule: schedule))
  }

  /// Trains on ℓ + r.
  public func train<S: Scalar>(
    _ network: DeepLinearNetwork<S>, on objective: Objective<S>, until rule: StoppingRule,
    observing observables: [Observable<S>] = [], every schedule: SnapshotSchedule = .logarithmic(300)
  ) throws -> Run<S> {
    try train(network, on: objective, until: rule, observing: Observation(observables, schedule: schedule))
  }
}

/// Why a run cannot begin.
public enum TrainingError: Error, Equatable, Sendable, CustomStringConvertible {
  /// The stopping rule would never end a run.
  case unbounded
  /// One checkpointer for several seeds.
  case sharedCheckpointer

  /// The sentence, with what to try.
  public var description: String {
    switch self {
    case .unbounded:
      "training: the stopping rule sets no bound on the steps; expected `.steps(n)` or `.time(t)` beside it"
    case .sharedCheckpointer:
      "ensemble: the observation has one checkpointer for several seeds; expected `checkpointer` of the ensemble, which makes one a seed"
    }
  }
}

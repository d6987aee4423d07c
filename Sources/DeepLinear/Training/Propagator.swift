package import LinearAlgebra

/// What moves the weights of one run, or of several at once: an optimizer's steps, a batch of seeds in lockstep, or the
/// integrator of a flow.
///
/// It advances to the next event and provides the state there; the training loop handles the event.
package protocol Propagator<S>: AnyObject {
  associatedtype S: Scalar
  /// Advances to the next event of the active runs, and reports to `loop` what happens on the way: points to be examined,
  /// snapshots, restart points, progress.
  func advance(_ loop: TrainingLoop<S>) throws
  /// How many ended runs are best observed together.
  var observedTogether: Int { get }
  /// Gives `loop` a snapshot of each ended run at its last point.
  func observe(_ ended: [EndedRun<S>], _ loop: TrainingLoop<S>) throws
  /// Takes the steps of ended runs again, each from an earlier point to a later step, and gives `body` a snapshot there with what the
  /// optimizer remembers. Of an optimizer alone, all of whose runs in `loop` that are still active stay as they are.
  func replay(
    _ points: [ReplayPoint<S>], to steps: [Int], _ loop: TrainingLoop<S>,
    _ body: (_ index: Int, Snapshot<S>, [PackedNumbers]) throws -> Void
  ) throws
  /// What the method leaves of a run besides.
  func report(of run: Int) -> MethodReport
  /// The time by which every run has ended, where progress is measured by it; nil where that is the run's own time.
  var plannedEnd: Double? { get }
}

extension Propagator {
  package var observedTogether: Int { 1 }
  package func replay(
    _ points: [ReplayPoint<S>], to steps: [Int], _ loop: TrainingLoop<S>,
    _ body: (_ index: Int, Snapshot<S>, [PackedNumbers]) throws -> Void
  ) throws { preconditionFailure("a flow locates its stages by root finding") }
  package func report(of run: Int) -> MethodReport { MethodReport() }
  package var plannedEnd: Double? { nil }
}

/// The weights of a run at a point, for what is done there.
package protocol PointState<S> {
  associatedtype S: Scalar
  /// W_1 … W_N.
  var weights: [Matrix<S>] { get }
  /// Whether the last step changed no bit of any weight.
  var isStationary: Bool { get }
  /// ℓ, r and the weights one step before; nil where there is no such step.
  var previous: (value: Evaluation, weights: [Matrix<S>])? { get }
}

/// A run that has ended.
package struct EndedRun<S: Scalar> {
  /// Its index in the loop.
  package let run: Int
  package let outcome: Outcome
  /// ℓ and r of `weights`.
  package let value: Evaluation
  /// The last finite weights.
  package let weights: [Matrix<S>]
  /// Whether a snapshot of them is due.
  package let isObserved: Bool
}

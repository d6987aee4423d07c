internal import DeepLinear
internal import LinearAlgebra

/// Follows σ_min(H) of four layers: the local stage begins at the saddle time, when it is at least 2^{3/4} σ_1^{1/4} and does not fall below again.
///
/// Known states are those that were shown, so that the stage begins at the first of them that is not before the saddle time.
struct LocalStage {
  /// 2^{3/4} σ_1^{1/4}.
  static func threshold(σ: Double) -> Double { .pow(8 * σ, 0.25) }

  /// A state of the stage.
  struct Entry {
    let step: Int
    let time: Double
    let loss: Double
    let objective: Double
  }
  /// The first state of the stage; nil before it, and after every fall below the threshold.
  private(set) var begin: Entry?

  /// Whether the state is in the stage, so far as it is known yet.
  @_specialize(where S == Double)
  @_specialize(where S == Complex<Double>)
  mutating func contains<S: Scalar>(_ state: Snapshot<S>) -> Bool {
    let smallest = LocalStage.smallestValue(state)
    guard smallest >= Self.threshold(σ: state.target.svd.values.first ?? .nan) else {
      begin = nil
      return false
    }
    if begin == nil {
      begin = Entry(
        step: state.step, time: state.time, loss: state.value.loss, objective: state.value.objective)
    }
    return true
  }

  /// σ_min(H); NaN where H is not defined.
  static func smallestValue<S: Scalar>(_ state: Snapshot<S>) -> Double {
    state.leastHermitianValue ?? .nan
  }
}

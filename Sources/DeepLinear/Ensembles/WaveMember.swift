import LinearAlgebra

extension Wave {
  /// One seed.
  struct Member {
    var recorder: Recorder<S>
    let keeper: (any RunKeeper)?
    /// The step at which it takes a seat: 0, or where it was kept last.
    var begin = 0
    /// L beyond which the run has diverged.
    var bound = Double.infinity
    /// Whether the step before the last one possible changed no bit.
    var isAtRest = false
    /// Steps of which the meter was told.
    var reported = 0
    /// Of a seed that has ended: where it last stood with the others, until that is kept.
    var stand: Stand?
    var run: Run<S>?

    init(recorder: Recorder<S>, keeper: (any RunKeeper)?) {
      (self.recorder, self.keeper) = (recorder, keeper)
    }
  }

  /// Where a seed stood.
  struct Stand {
    let step: Int
    let layers: [Matrix<S>]
  }
}

// A state's motion: the bound on L, and the weights.

extension Wave.Member {
  /// The state at a stand.
  func state(_ stand: Wave.Stand, stepSize: Double) -> RunState {
    RunState(
      step: stand.step, time: stepSize * Double(stand.step),
      recording: recorder.recording(through: stepSize * Double(stand.step)),
      motion: PackedNumbers([bound] + MatrixStack(stand.layers).numbers).bytes)
  }

  /// Takes up the state that was kept last, and returns its weights; nil, with nothing changed, where there is none of this run
  /// before its last step.
  mutating func resume(before last: Int) -> [Matrix<S>]? {
    guard let state = keeper?.state, state.step > 0, state.step < last else { return nil }
    let motion = PackedNumbers(bytes: state.motion).values
    let weights = MatrixStack(recorder.initial.layers)
    guard let bound = motion.first, weights.assign(numbers: motion.dropFirst()),
      recorder.resume(state.recording, at: state.step)
    else { return nil }
    (self.bound, begin, reported) = (bound, state.step, state.step)
    return weights.matrices
  }
}

public import LinearAlgebra

// A run is repeated to the same bits, with its every state in view: for what is promised of every step.

extension Ensemble {
  /// The last state of a repeated run.
  public struct ReplayEnd: Sendable {
    /// The steps taken.
    public let step: Int
    /// t there.
    public let time: Double
    /// ℓ and r there.
    public let value: Evaluation
    /// W_1 … W_N there.
    public let weights: [Matrix<S>]
  }

  /// Repeats the run of a seed and shows every state, beginning with the start: every step of an optimizer, every step that the solver
  /// of a flow accepts, and the flow's end.
  ///
  /// The bits are those of the run, whatever ran beside it: lanes do not interact, and a state is computed from the one before alone.
  ///
  /// - Parameters:
  ///   - seed: of the run.
  ///   - steps: how many steps the run took; a flow ends by its own rule.
  ///   - see: is given each finite state. What it reads of it is computed then.
  /// - Throws: as `runs(seeds:)`.
  /// - Complexity: a step's work for each step, and what `see` reads.
  @_specialize(where S == Double)
  @_specialize(where S == Complex<Double>)
  public func replay(
    seed: UInt64, steps: Int, see: (Snapshot<S>) -> Void
  ) throws -> ReplayEnd {
    let network = try initialization.network(widths: widths, seed: seed, over: S.self)
    let spectrum = try TargetSpectrum(objective.target)
    let snapshot = { (weights: [Matrix<S>], step: Int, time: Double, value: Evaluation) -> Snapshot<S>? in
      guard let network = try? DeepLinearNetwork(layers: weights) else { return nil }
      return Snapshot(
        network: network, step: step, time: time, value: value,
        gradient: { [objective] in (try? objective.evaluate(at: network).gradient) ?? [] },
        objective: objective, target: spectrum)
    }
    if let narrow {
      try KernelFamily.requireChosen()
      return try replay(network, steps: steps, narrow) { weights, step, time, value in
        if let state = snapshot(weights, step, time, value) { see(state) }
      }
    }
    if case .success(let program) = lockstep {
      try KernelFamily.requireChosen()
      return try replay(network, steps: steps, program) { weights, step, time, value in
        if let state = snapshot(weights, step, time, value) { see(state) }
      }
    }
    return try withoutActuallyEscaping(see) { see in
      try replay(network, steps: steps) { weights, step, time, value in
        if let state = snapshot(weights, step, time, value) { see(state) }
      }
    }
  }

  private typealias Show = ([Matrix<S>], _ step: Int, _ time: Double, Evaluation) -> Void

  /// On the kernels of narrow networks.
  private func replay(
    _ network: DeepLinearNetwork<S>, steps: Int, _ program: NarrowProgram<S>, show: Show
  ) throws -> ReplayEnd {
    let state = try NarrowState(program, initial: network.layers)
    for step in 0...steps {
      if step % 1024 == 0 { try observation.requireNoInterruption() }
      let (weights, time) = (step == 0 ? network.layers : state.layers, program.stepSize * Double(step))
      let value = state.value
      show(weights, step, time, value)
      if step == steps { return ReplayEnd(step: step, time: time, value: value, weights: weights) }
      state.advance(1)
    }
    preconditionFailure("a run has no negative number of steps")
  }

  /// One seed alone on the kernels of the lockstep engine.
  private func replay(
    _ network: DeepLinearNetwork<S>, steps: Int, _ program: LaneProgram<S>, show: Show
  ) throws -> ReplayEnd {
    let alone = SeedReplay(program)
    alone.load(network.layers, into: 0)
    for step in 0...steps {
      if step % 1024 == 0 { try observation.requireNoInterruption() }
      let (weights, time) = (alone.weights(0), program.stepSize * Double(step))
      let value = alone.evaluateAndAdvance(0)
      show(weights, step, time, value)
      if step == steps { return ReplayEnd(step: step, time: time, value: value, weights: weights) }
    }
    preconditionFailure("a run has no negative number of steps")
  }

  /// The run itself on its own engine, with a monitor that shows its states.
  private func replay(
    _ network: DeepLinearNetwork<S>, steps: Int, show: @escaping Show
  ) throws -> ReplayEnd {
    let viewer = Viewer(show)
    var monitored = observation
    (monitored.observables, monitored.stages) = ([], [])
    (monitored.keepsWeights, monitored.checkpointer) = (false, nil)
    monitored.monitors = [
      Monitor("replay") { state in
        viewer.show(state.weights(), state.step, state.time, state.value)
        return true
      }
    ]
    let run = try method.train(network, on: objective, until: rule, observing: monitored)
    return ReplayEnd(
      step: run.outcome.step, time: run.time, value: run.final, weights: run.finalNetwork.layers)
  }

  /// Carries what is not `Sendable` into a monitor, which the same thread calls.
  private final class Viewer: @unchecked Sendable {
    let show: Show
    init(_ show: @escaping Show) { self.show = show }
  }
}

import DeepLinear

/// Takes down what is watched along a flow.
struct FlowRecorder<S: Scalar> {
  private let observation: Observation<S>
  private let system: NetworkSystem<S>
  private let target: TargetSpectrum<S>
  private let applies: [Bool]
  private let initialErrors: [Matrix<S>]
  private var drift = 0.0
  private var series: [FlowRun<S>.Series]
  private(set) var run: FlowRun<S>

  init(
    system: NetworkSystem<S>, initial: DeepLinearNetwork<S>, target: TargetSpectrum<S>,
    observation: Observation<S>
  ) {
    (self.system, self.target, self.observation) = (system, target, observation)
    applies = observation.observables.map { $0.applies(initial.shape) }
    series = observation.observables.map { .init(sizes: $0.sizes(initial.shape), values: []) }
    initialErrors = initial.balanceErrors
    run = FlowRun(
      outcome: FlowOutcome(kind: .stalled, time: 0, step: 0), final: Evaluation(loss: .nan, penalty: .nan),
      initialNetwork: initial, finalNetwork: initial)
  }

  /// Observes the flow at y, unless it was observed at this time already.
  @_specialize(where S == Double)
  @_specialize(where S == Complex<Double>)
  mutating func record(_ y: UnsafePointer<Double>, time: Double, step: Int) {
    guard run.times.last != time else { return }
    let value = system.place(at: y)
    guard let network = system.network() else { return }
    let system = system
    let snapshot = Snapshot(
      network: network, step: step, time: time, value: value, gradient: { system.gradient() },
      objective: system.objective, target: target)
    run.times.append(time)
    run.steps.append(step)
    if observation.keepsWeights { run.snapshotNetworks.append(network) }
    for (before, now) in zip(initialErrors, network.balanceErrors) {
      drift = max(drift, (now - before).frobeniusNorm)
    }
    for (i, observable) in observation.observables.enumerated() {
      let count = series[i].sizes.reduce(1, *)
      let values = applies[i] ? (try? observable.evaluate(snapshot)) ?? [] : []
      series[i].values += values.count == count ? values : Array(repeating: .nan, count: count)
    }
  }

  /// The whole run, ended at y.
  mutating func finish(
    _ outcome: FlowOutcome, at y: UnsafePointer<Double>, effort: FlowEffort
  ) -> FlowRun<S> {
    record(y, time: outcome.time, step: outcome.step)
    let value = system.place(at: y)
    (run.outcome, run.effort) = (outcome, effort)
    run.final = value
    run.finalNetwork = system.network() ?? run.finalNetwork
    run.conservationDrift = system.objective.penalty.strength == 0 ? drift : nil
    for (observable, values) in zip(observation.observables, series) { run.series[observable.name] = values }
    return run
  }

  /// Adds the times that root finding found.
  mutating func note(thresholds: [Double?], events: [FlowEvent: Double]) {
    (run.thresholdTimes, run.eventTimes) = (thresholds, events)
  }
}

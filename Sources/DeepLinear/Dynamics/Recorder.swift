import LinearAlgebra

/// Takes down what is watched along a run.
struct Recorder<S: Scalar> {
  private let observation: Observation<S>
  private let objective: Objective<S>
  private let target: TargetSpectrum<S>
  private let initial: DeepLinearNetwork<S>
  private let schedule: [Int]
  /// Whether each observable is defined for this network.
  private let applies: [Bool]
  private var next = 0
  private var reported = 0
  private var steps: [Int] = []
  private var times: [Double] = []
  private var series: [Run<S>.Series]
  private var networks: [DeepLinearNetwork<S>] = []
  private var thresholdSteps: [Int?]
  /// The greatest threshold not yet reached; −∞ when none is left.
  private var nextThreshold: Double
  /// Steps between two reports: about ten million operations, so that large networks can be interrupted too.
  private let reportInterval: Int

  init(network: DeepLinearNetwork<S>, objective: Objective<S>, observation: Observation<S>, last: Int) throws
  {
    (self.observation, self.objective, initial) = (observation, objective, network)
    target = try TargetSpectrum(objective.target)
    schedule = observation.schedule.steps(through: last)
    series = observation.observables.map { .init(sizes: $0.sizes(network.shape), values: []) }
    applies = observation.observables.map { $0.applies(network.shape) }
    thresholdSteps = Array(repeating: nil, count: observation.thresholds.count)
    nextThreshold = observation.thresholds.max() ?? -.infinity
    let widths = network.widths.map { Double($0) }
    let operations = zip(widths, widths.dropFirst()).reduce(0) { $0 + 6 * $1.0 * $1.1 * widths[0] }
    reportInterval = max(1, min(1024, Int(1e7 / operations)))
  }

  /// The next scheduled step; none after the last.
  var due: Int { next < schedule.count ? schedule[next] : -1 }

  /// Looks at the loss of one step, for the thresholds.
  mutating func note(_ loss: Double, step: Int) {
    guard loss < nextThreshold else { return }
    nextThreshold = -.infinity
    for (i, threshold) in observation.thresholds.enumerated() where thresholdSteps[i] == nil {
      if loss < threshold { thresholdSteps[i] = step } else { nextThreshold = max(nextThreshold, threshold) }
    }
  }

  /// Observes the run as it stands.
  @_specialize(where S == Double)
  @_specialize(where S == Complex<Double>)
  mutating func record(_ stepper: any Stepper<S>, step: Int, time: Double, value: Evaluation) {
    while next < schedule.count, schedule[next] <= step { next += 1 }
    guard steps.last != step else { return }
    // Weights may be infinite where a run diverges; there is nothing to observe then.
    guard let network = try? DeepLinearNetwork(layers: stepper.weights.matrices) else { return }
    let snapshot = Snapshot(
      network: network, step: step, time: time, value: value,
      gradient: { stepper.gradient.matrices }, objective: objective, target: target)
    steps.append(step)
    times.append(time)
    if observation.keepsWeights { networks.append(network) }
    for (i, observable) in observation.observables.enumerated() {
      let count = series[i].sizes.reduce(1, *)
      // What has no value at these weights (a singular W_2, say) is NaN there, and the run goes on.
      let values = applies[i] ? (try? observable.evaluate(snapshot)) ?? [] : []
      series[i].values += values.count == count ? values : Array(repeating: .nan, count: count)
    }
  }

  /// Now and then tells the meter, and lets an interruption through.
  mutating func reportProgress(_ step: Int) throws {
    guard step - reported >= reportInterval else { return }
    if observation.isInterrupted() { throw CancellationError() }
    observation.progress(step - reported)
    reported = step
  }

  /// The whole run.
  mutating func finish(
    _ outcome: Outcome, time: Double, value: Evaluation, weights: MatrixStack<S>
  ) -> Run<S> {
    observation.progress(outcome.step - reported)
    let finite = (try? DeepLinearNetwork(layers: weights.matrices)) ?? initial
    var run = Run<S>(
      outcome: outcome, time: time, final: value, initialNetwork: initial, finalNetwork: finite,
      thresholdSteps: thresholdSteps)
    (run.steps, run.times, run.snapshotNetworks) = (steps, times, networks)
    for (observable, values) in zip(observation.observables, series) { run.series[observable.name] = values }
    return run
  }
}

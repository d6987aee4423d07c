import LinearAlgebra

/// What is observed along every run of a problem, worked out once.
package struct RecordingPlan<S: Scalar>: Sendable {
  let observation: Observation<S>
  let objective: Objective<S>
  let target: TargetSpectrum<S>
  /// The steps at which a run is observed; a flow is observed at times, which are not known here.
  let schedule: [Int]
  /// η; 0 for a flow.
  let stepSize: Double
  /// Sizes of one value of each observable, and how many numbers it has.
  let sizes: [[Int]]
  let counts: [Int]
  /// The losses of which the first step below is recorded: the thresholds, and the bound of the escape where that is to be located.
  package let losses: [Double]
  /// The bounds of the stages.
  let stageBounds: StageBounds
  /// What evaluates each; nil where it is not defined for this problem. Apart from the observables, whose names and
  /// dimensions would be copied at every snapshot.
  let evaluators: [(@Sendable (Snapshot<S>) throws -> [Double])?]
  /// Steps between two progress reports: about ten million operations, so that large networks can be interrupted too.
  package let reportInterval: Int

  /// - Parameters:
  ///   - schedule: the steps at which a run is observed; empty for a flow.
  ///   - stepSize: η; 0 for a flow.
  package init(
    widths: [Int], objective: Objective<S>, observation: Observation<S>, target: TargetSpectrum<S>,
    schedule: [Int] = [], stepSize: Double = 0
  ) {
    (self.observation, self.objective, self.target) = (observation, objective, target)
    (self.schedule, self.stepSize) = (schedule, stepSize)
    let shape = NetworkShape(widths: widths, isComplex: S.isComplex)
    sizes = observation.observables.map { $0.sizes(shape) }
    counts = sizes.map { $0.reduce(1, *) }
    stageBounds = StageBounds(shape, target, isSquare: objective.hasSquareLoss)
    let escape = observation.stages.contains(.escape) ? stageBounds.escapeLoss : nil
    losses = observation.thresholds + [escape].compactMap(\.self)
    evaluators = observation.observables.map {
      $0.applies(shape) && objective.has($0.reference) ? $0.evaluate : nil
    }
    // Counted as over the real numbers in both fields.
    let operations = NetworkShape(widths: widths, isComplex: false).gradientOperations(columns: widths[0])
    reportInterval = max(1, min(1024, Int(1e7 / operations)))
  }

  /// Which stages are to be located along a run.
  package func stagesToLocate(from initial: DeepLinearNetwork<S>) -> StagesToLocate {
    StagesToLocate(
      observation.stages, stageBounds, strength: objective.penalty.strength, from: initial)
  }

  /// Whether a snapshot takes so long that an interruption should not wait for its end: its decompositions take several
  /// steps' time.
  package var isCostly: Bool { reportInterval == 1 }
}

/// Records what is observed along a run.
package struct Recorder<S: Scalar> {
  let plan: RecordingPlan<S>
  let initial: DeepLinearNetwork<S>
  var next = 0
  var steps: [Int] = []
  var times: [Double] = []
  /// All values of a snapshot, one observable after another, snapshot by snapshot: of thousands of runs one writes into one
  /// place in memory each, not into one for every observable.
  var values: [Double] = []
  var networks: [DeepLinearNetwork<S>] = []
  /// Of each of the plan's losses, when the run's loss fell below it.
  var crossings: [(step: Int, time: Double)?]
  /// For each monitor, the first step at which its condition did not hold.
  var violations: [(step: Int, time: Double)?]
  /// The greatest of the plan's losses not yet reached; −∞ when none is left, or where a root finder locates them.
  var nextLoss: Double
  var stages: StageTracker<S>

  /// - Parameter testsSteps: whether thresholds and stages are tested at steps; not where a root finder locates their times.
  package init(
    _ plan: RecordingPlan<S>, from network: DeepLinearNetwork<S>, testsSteps: Bool = true
  ) {
    (self.plan, initial) = (plan, network)
    values.reserveCapacity(min(1 << 20, plan.counts.reduce(0, +) * plan.schedule.count))
    let snapshots = min(1 << 20, plan.schedule.count)
    steps.reserveCapacity(snapshots)
    times.reserveCapacity(snapshots)
    crossings = Array(repeating: nil, count: plan.losses.count)
    violations = Array(repeating: nil, count: plan.observation.monitors.count)
    nextLoss = testsSteps ? plan.losses.max() ?? -.infinity : -.infinity
    stages = StageTracker(testsSteps ? plan.stagesToLocate(from: network) : StagesToLocate())
  }

  /// Whether `step` is scheduled next.
  func isScheduled(_ step: Int) -> Bool { next < plan.schedule.count && plan.schedule[next] == step }

  /// Whether the snapshot recorded last is that of this step and time.
  func hasRecorded(_ step: Int, _ time: Double) -> Bool { steps.last == step && times.last == time }

  /// Drops snapshots of later steps than `step`: of a state that overflows in a step's products and not in those of a snapshot.
  mutating func dropSnapshots(after step: Int) {
    while let last = steps.last, last > step {
      steps.removeLast()
      times.removeLast()
      values.removeLast(plan.counts.reduce(0, +))
      if plan.observation.keepsWeights { networks.removeLast() }
    }
  }

  /// Notes which of the plan's losses the loss of one step is below for the first time.
  mutating func note(_ loss: Double, step: Int) {
    guard loss < nextLoss else { return }
    nextLoss = -.infinity
    for (i, bound) in plan.losses.enumerated() where crossings[i] == nil {
      guard loss < bound else {
        nextLoss = max(nextLoss, bound)
        continue
      }
      cross(i, step: step, time: plan.stepSize * Double(step))
    }
  }

  /// Notes when the loss fell below that at place `i` of the plan's.
  package mutating func cross(_ i: Int, step: Int, time: Double) { crossings[i] = (step, time) }

  /// Records a snapshot, unless it was recorded before.
  ///
  /// - Parameters:
  ///   - arrays: what an optimizer remembers there.
  ///   - pause: called before each observable, which may take long. Where it throws, nothing is recorded.
  @_specialize(where S == Double)
  @_specialize(where S == Complex<Double>)
  package mutating func record(
    _ snapshot: Snapshot<S>, arrays: () -> [PackedNumbers], pause: () throws -> Void
  ) rethrows {
    while next < plan.schedule.count, plan.schedule[next] <= snapshot.step { next += 1 }
    // A flow may be observed several times within a step of its solver.
    guard steps.last != snapshot.step || times.last != snapshot.time else { return }
    let count = values.count
    do {
      try evaluate(snapshot, pause)
      try stages.note(snapshot, pause: pause, arrays: arrays)
    } catch {
      values.removeSubrange(count...)
      throw error
    }
    steps.append(snapshot.step)
    times.append(snapshot.time)
    if plan.observation.keepsWeights { networks.append(snapshot.network) }
  }

  private mutating func evaluate(_ snapshot: Snapshot<S>, _ pause: () throws -> Void) rethrows {
    for (evaluate, count) in zip(plan.evaluators, plan.counts) {
      try pause()
      // What has no value at these weights (a singular W_2, say) is NaN there, and the run continues.
      let found = evaluate.flatMap { try? $0(snapshot) } ?? []
      if found.count == count {
        found.withUnsafeBufferPointer { values.append(contentsOf: $0) }
      } else {
        values.append(contentsOf: repeatElement(.nan, count: count))
      }
    }
  }

  /// The whole run.
  package mutating func finish(
    _ outcome: Outcome, value: Evaluation, weights: [Matrix<S>], report: MethodReport
  ) -> Run<S> {
    let finite = (try? DeepLinearNetwork(layers: weights)) ?? initial
    let thresholds = crossings.prefix(plan.observation.thresholds.count)
    var report = report
    for (stage, step) in stages.steps { report.stageTimes[stage] = plan.stepSize * Double(step) }
    if crossings.count > thresholds.count { report.stageTimes[.escape] = crossings.last??.time }
    var run = Run<S>(
      outcome: outcome, final: value, initialNetwork: initial, finalNetwork: finite,
      thresholdSteps: thresholds.map { $0?.step }, thresholdTimes: thresholds.map { $0?.time },
      violations: zip(plan.observation.monitors, violations).compactMap { monitor, found in
        found.map { Violation(monitor: monitor.name, step: $0.step, time: $0.time) }
      }, report: report)
    (run.steps, run.times, run.snapshotNetworks) = (steps, times, networks)
    let width = plan.counts.reduce(0, +)
    var first = 0
    for (i, observable) in plan.observation.observables.enumerated() {
      run.series[observable.name] = .init(
        sizes: plan.sizes[i], values: column(first, plan.counts[i], of: width))
      first += plan.counts[i]
    }
    return run
  }

  /// `count` numbers from `first` on, of each snapshot's `width`.
  private func column(_ first: Int, _ count: Int, of width: Int) -> [Double] {
    [Double](unsafeUninitializedCapacity: count * steps.count) { column, filled in
      for snapshot in steps.indices {
        for i in 0..<count { column[snapshot * count + i] = values[snapshot * width + first + i] }
      }
      filled = count * steps.count
    }
  }
}

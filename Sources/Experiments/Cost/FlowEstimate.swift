import DeepLinear
import DeepLinearFlow
import LinearAlgebra
import Synchronization

/// What a run of a flow takes, estimated from its first seed.
struct FlowCost {
  /// About how many steps the solver takes; nil where the trial covered too little of the time for an estimate.
  var steps: Double?
  /// About how long it takes, snapshots included.
  var seconds: Double
  /// What a step took, without snapshots.
  var secondsPerStep: Double
}

extension Experiment {
  /// The cost of a run at each point that is a flow, in order, or, with `besideDescent`, of the flow that gradient descent is
  /// compared with at each point that records their distance.
  ///
  /// The first seed runs for some tenths of a second, four times as long where it has taken few steps then. The rest of its time is
  /// taken in proportion, up to the most steps that the solver may take. Of more than eight points eight run; each of the others costs
  /// what the one before it does.
  func flowCosts(besideDescent: Bool = false) throws -> [FlowCost] {
    let flows = points.filter {
      besideDescent ? $0.lastStep != nil && $0.specification.observe.listsFlowDistance : $0.lastStep == nil
    }
    let stride = max(1, (flows.count + 7) / 8)
    let limit = min(0.25, 1 / Double(max(1, min(8, flows.count))))
    var costs: [FlowCost] = []
    for (place, point) in flows.enumerated() {
      guard place % stride == 0 else {
        costs.append(costs[costs.count - 1])
        continue
      }
      switch point.specification.network.field {
      case .real: costs.append(try flowCost(of: point, limit, over: Double.self))
      case .complex: costs.append(try flowCost(of: point, limit, over: Complex<Double>.self))
      }
    }
    return costs
  }

  private func flowCost<S: Scalar>(of point: Point, _ limit: Double, over field: S.Type) throws -> FlowCost {
    var ensemble: Ensemble<S> = try ensemble(at: point)
    var end = point.specification.stop.maxTime ?? 0
    if let last = point.lastStep, let η = point.specification.dynamics.method.stepSize {
      end = η * Double(last)
      (ensemble.method, ensemble.rule) = (GradientFlow(), .time(end))
    }
    // Snapshots are timed separately: a run may have millions of them.
    var bare = ensemble
    bare.observation.observables = []
    bare.observation.schedule = .at([])
    let whole = try trial(of: bare, seconds: limit)
    let share = whole.isOver ? 1 : min(1, max(whole.time / end, 1e-12))
    var observed = ensemble
    if point.lastStep != nil { observed.observation.observables = [] }
    let count = Mutex(0)
    observed.observation.observables.append(.counter { count.withLock { $0 += 1 } })
    observed.observation.schedule = .logarithmicFrom(1e-4 * share * end, count: min(point.snapshotCount, 100))
    observed.rule = ensemble.rule || .time(share * end)
    let seen = try trial(of: observed, seconds: limit)
    let snapshots = seen.seconds - Double(seen.steps) * whole.secondsPerStep
    let snapshot = max(0, snapshots) / Double(max(1, count.withLock(\.self)))
    let most = point.mostSolverSteps
    let steps = min(Double(max(1, whole.steps)) / share, most)
    return FlowCost(
      steps: share < 0.01 && (steps < most || whole.steps < 30) ? nil : steps,
      seconds: steps * whole.secondsPerStep + Double(point.snapshotCount) * snapshot,
      secondsPerStep: whole.secondsPerStep)
  }

  /// Runs the first seed for so many seconds, or up to four times as long where it has taken fewer than thirty steps.
  private func trial<S: Scalar>(
    of ensemble: Ensemble<S>, seconds limit: Double
  ) throws -> (steps: Int, time: Double, seconds: Double, secondsPerStep: Double, isOver: Bool) {
    var ensemble = ensemble
    let done = Mutex(TrialProgress())
    let clock = ContinuousClock()
    let start = clock.now
    @Sendable func elapsed() -> Double { (clock.now - start) / .seconds(1) }
    ensemble.observation.isInterrupted = {
      let (seconds, steps) = (elapsed(), done.withLock(\.steps))
      return seconds > limit && (steps >= 30 || seconds > 4 * limit)
    }
    ensemble.observation.progress = { now in done.withLock { $0.add(now, at: elapsed()) } }
    var isOver = true
    do { _ = try ensemble.run(seed: seeds.first) } catch is CancellationError { isOver = false }
    let (seconds, progress) = (elapsed(), done.withLock(\.self))
    return (progress.steps, progress.time, seconds, progress.secondsPerStep ?? seconds, isOver)
  }
}

/// What a trial of a flow has reported.
private struct TrialProgress: Sendable {
  private(set) var steps = 0
  private(set) var time = 0.0
  /// The steps and seconds at the first report and at the last one: before the first there are initial weights and decompositions.
  private var first: (steps: Int, seconds: Double)?
  private var last = 0.0

  mutating func add<S: Scalar>(_ now: Observation<S>.Progress, at seconds: Double) {
    steps += now.steps
    time += now.time
    last = seconds
    if first == nil, steps > 0 { first = (steps, seconds) }
  }

  /// Nil before the second report.
  var secondsPerStep: Double? {
    guard let first, steps > first.steps else { return nil }
    return (last - first.seconds) / Double(steps - first.steps)
  }
}

extension Observable {
  /// Calls `count` at every snapshot, and has no value.
  fileprivate static func counter(_ count: @escaping @Sendable () -> Void) -> Observable {
    Observable("snapshots", longName: "snapshots", source: "", sizes: { _ in [0] }) { _ in
      count()
      return []
    }
  }
}

import Dispatch
internal import Foundation
public import LinearAlgebra
import Synchronization

/// Many seeds of one problem: everything of a run but its seed.
public struct Ensemble<S: Scalar>: Sendable {
  /// d_0 … d_N.
  public var widths: [Int]
  /// The distribution of W_1 … W_N at step 0, from which each seed draws.
  public var initialization: any Initialization
  /// L.
  public var objective: Objective<S>
  /// The rule by which weights move.
  public var method: any TrainingMethod
  /// When a run ends; must bound the number of steps, or for a flow the time.
  public var rule: StoppingRule
  /// What is observed, and when.
  public var observation: Observation<S>
  /// Makes the checkpointer of a seed's run; nil where no states are saved. A state of another engine does not fit.
  public var checkpointer: (@Sendable (UInt64) -> any Checkpointer)?
  /// The step at which a seed's run ends as exhausted where the rule has not ended it, each seed's own; nil, and nil of a seed, where the
  /// rule alone does. It changes no number of a run that ends before.
  public var stepLimit: (@Sendable (UInt64) -> Int?)?
  /// Whether an engine with kernels of its own may run it; set to false for the reference engine.
  public var allowsKernels = true

  /// Everything is checked when a seed runs, not here.
  public init(
    widths: [Int], initialization: any Initialization, objective: Objective<S>, method: any TrainingMethod,
    until rule: StoppingRule, observing observation: Observation<S> = Observation()
  ) {
    (self.widths, self.initialization, self.objective) = (widths, initialization, objective)
    (self.method, self.rule, self.observation) = (method, rule, observation)
  }

  /// The run of one seed. Its numbers depend on the seed alone, not on what runs beside it.
  public func run(seed: UInt64) throws -> Run<S> { try runs(seeds: [seed])[0] }

  /// The runs of `seeds` in their order, on `threads` threads (all cores where nil).
  ///
  /// - Throws: what the first failing seed throws; `KernelError` where the kernels chosen are not available.
  public func runs(seeds: Range<UInt64>, threads: Int? = nil) throws -> [Run<S>] {
    let threads = max(1, threads ?? ProcessInfo.processInfo.activeProcessorCount)
    let size = engine.batchSize(seeds: seeds.count, threads: threads)
    let batches = stride(from: 0, to: seeds.count, by: size).map { $0..<min(seeds.count, $0 + size) }
    if seeds.count > 1 { try requireOwnCheckpointers() }
    return try concurrentMap(count: batches.count, threads: threads) { i in
      try runs(seeds: batches[i].map { seeds.lowerBound + UInt64($0) })
    }.flatMap(\.self)
  }

  /// The runs of `seeds` in their order, on this thread.
  ///
  /// - Throws: what the first failing seed throws; `KernelError` where the kernels chosen are not available;
  ///   `TrainingError.sharedCheckpointer`; `CancellationError` where the observation was interrupted.
  @_specialize(where S == Double)
  @_specialize(where S == Complex<Double>)
  public func runs(seeds: [UInt64]) throws -> [Run<S>] {
    if seeds.count > 1 { try requireOwnCheckpointers() }
    if let narrow {
      try KernelFamily.requireChosen()
      return try seeds.map { try run(seed: $0, narrow) }
    }
    guard case .success(let program) = lockstep else {
      return try seeds.map { seed in
        // Initial weights of a wide network take as long as many steps.
        try observation.requireNoInterruption()
        let network = try initialization.network(widths: widths, seed: seed, over: S.self)
        try observation.requireNoInterruption()
        var observation = observation
        observation.checkpointer = checkpointer?(seed) ?? observation.checkpointer
        observation.stepLimit = stepLimit?(seed) ?? observation.stepLimit
        return try method.train(network, on: objective, until: rule, observing: observation)
      }
    }
    try KernelFamily.requireChosen()
    return try batch(seeds, program).run()
  }

  /// What is recorded of each run, and the last step that the rule allows.
  private func plan(stepSize: Double) throws -> (RecordingPlan<S>, last: Int) {
    guard let last = rule.maximumSteps(stepSize: stepSize) else { throw TrainingError.unbounded }
    let plan = RecordingPlan(
      widths: widths, objective: objective, observation: observation,
      target: try TargetSpectrum(objective.target),
      schedule: observation.schedule.steps(through: last, stepSize: stepSize), stepSize: stepSize)
    return (plan, last)
  }

  /// The run of one seed of a narrow network.
  private func run(seed: UInt64, _ program: NarrowProgram<S>) throws -> Run<S> {
    try observation.requireNoInterruption()
    let (plan, last) = try plan(stepSize: program.stepSize)
    let network = try initialization.network(widths: widths, seed: seed, over: S.self)
    let conditions = StopConditions(rule, stepSize: program.stepSize)
    let descent = try NarrowDescent(program, network, last: last)
    let tracker = RunTracker(
      Recorder(plan, from: network), checkpointer: checkpointer?(seed) ?? observation.checkpointer,
      stepLimit: stepLimit?(seed))
    tracker.objectiveBound = conditions.divergenceBound(startingAt: descent.initialValue.objective)
    descent.restore(tracker)
    return try TrainingLoop(descent, plan, conditions, runs: [tracker]).run()[0]
  }

  /// The loop of a batch in lockstep.
  private func batch(_ seeds: [UInt64], _ program: LaneProgram<S>) throws -> TrainingLoop<S> {
    let (plan, last) = try plan(stepSize: program.stepSize)
    let networks = try seeds.map { try initialization.network(widths: widths, seed: $0, over: S.self) }
    let trackers = zip(seeds, networks).map { seed, network in
      RunTracker(
        Recorder(plan, from: network), checkpointer: checkpointer?(seed) ?? observation.checkpointer,
        stepLimit: stepLimit?(seed))
    }
    let starts = trackers.indices.map { i in
      let layers = networks[i].layers
      let weights = MatrixStack(layers)
      let state = trackers[i].restore(SeedBatch<S>.name, before: last) {
        $0.memory.arrays.isEmpty && weights.assign(numbers: $0.memory.weights.values[...])
      }
      return (step: state?.step ?? 0, layers: state == nil ? layers : weights.readOnly.matrices)
    }
    let batch = SeedBatch(program, plan, last: last, seeds: starts)
    return TrainingLoop(batch, plan, StopConditions(rule, stepSize: program.stepSize), runs: trackers)
  }

  private func requireOwnCheckpointers() throws {
    if checkpointer == nil, observation.checkpointer != nil { throw TrainingError.sharedCheckpointer }
  }
}

/// [body(0), …, body(count − 1)], each index computed by whichever thread is free.
///
/// - Throws: the error of the lowest index that failed.
package func concurrentMap<T: Sendable>(
  count: Int, threads: Int? = nil, _ body: @Sendable (Int) throws -> T
) throws -> [T] {
  let results = Mutex([Int: Result<T, any Error>]())
  let next = Atomic<Int>(0)
  let workers = max(1, min(count, threads ?? ProcessInfo.processInfo.activeProcessorCount))
  DispatchQueue.concurrentPerform(iterations: workers) { _ in
    while true {
      let i = next.wrappingAdd(1, ordering: .relaxed).oldValue
      guard i < count else { return }
      let result = Result { try body(i) }
      results.withLock { $0[i] = result }
    }
  }
  return try results.withLock { results in try (0..<count).compactMap { try results[$0]?.get() } }
}

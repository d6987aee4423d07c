public import DeepLinear

/// Many seeds of one flow: everything of a run but its seed.
public struct FlowEnsemble<S: Scalar>: Sendable {
  /// d_0 … d_N.
  public var widths: [Int]
  /// The law of W_1 … W_N at t = 0, from which each seed draws.
  public var initialization: any Initialization
  /// L.
  public var objective: Objective<S>
  /// Layer-wise or end-to-end.
  public var flow: any NetworkFlow
  /// When a run ends; must bound the time.
  public var rule: StoppingRule
  /// What is watched.
  public var observation = Observation<S>()
  /// The times of the snapshots.
  public var schedule = TimeSchedule.logarithmic(300)
  /// Stages whose exact times are wanted.
  public var events: [FlowEvent] = []

  /// Everything is checked when a seed runs, not here.
  public init(
    widths: [Int], initialization: any Initialization, objective: Objective<S>, flow: any NetworkFlow,
    until rule: StoppingRule
  ) {
    (self.widths, self.initialization, self.objective) = (widths, initialization, objective)
    (self.flow, self.rule) = (flow, rule)
  }

  /// The run of one seed. Its numbers depend on the seed alone, not on what runs beside it.
  public func run(seed: UInt64) throws -> FlowRun<S> {
    let start = try initialization.network(widths: widths, seed: seed, over: S.self)
    return try flow.run(
      start, on: objective, until: rule, watching: observation, at: schedule, events: events)
  }

  /// The runs of `seeds` in their order, on `threads` threads (all cores where nil).
  ///
  /// - Throws: what the first failing seed throws.
  public func runs(seeds: Range<UInt64>, threads: Int? = nil) throws -> [FlowRun<S>] {
    try concurrentMap(count: seeds.count, threads: threads) { try run(seed: seeds.lowerBound + UInt64($0)) }
  }
}

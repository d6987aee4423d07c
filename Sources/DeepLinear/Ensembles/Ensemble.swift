import Dispatch
internal import Foundation
public import LinearAlgebra
import Synchronization

/// Many seeds of one problem: everything of a run but its seed.
public struct Ensemble<S: Scalar>: Sendable {
  /// d_0 … d_N.
  public var widths: [Int]
  /// The law of W_1 … W_N at step 0, from which each seed draws.
  public var initialization: any Initialization
  /// L.
  public var objective: Objective<S>
  /// The rule by which weights move.
  public var method: any Method
  /// When a run ends; must bound the number of steps, or for a flow the time.
  public var rule: StoppingRule
  /// What is watched, and when.
  public var observation: Observation<S>
  /// Who keeps the states of a seed's run; nil where nobody does. Another engine's states do not fit.
  public var keeper: (@Sendable (UInt64) -> any RunKeeper)?
  /// Whether the lockstep engine may run it; set to false for the plain one, which is the reference.
  public var allowsLockstep = true

  /// Everything is checked when a seed runs, not here.
  public init(
    widths: [Int], initialization: any Initialization, objective: Objective<S>, method: any Method,
    until rule: StoppingRule, watching observation: Observation<S> = Observation()
  ) {
    (self.widths, self.initialization, self.objective) = (widths, initialization, objective)
    (self.method, self.rule, self.observation) = (method, rule, observation)
  }

  /// The run of one seed. Its numbers depend on the seed alone, not on what runs beside it.
  public func run(seed: UInt64) throws -> Run<S> { try runs(seeds: [seed])[0] }

  /// The runs of `seeds` in their order, on `threads` threads (all cores where nil).
  ///
  /// - Throws: what the first failing seed throws; `KernelError` where the kernels asked for cannot be had.
  public func runs(seeds: Range<UInt64>, threads: Int? = nil) throws -> [Run<S>] {
    let threads = max(1, threads ?? ProcessInfo.processInfo.activeProcessorCount)
    let size = engine.waveSize(seeds: seeds.count, threads: threads)
    let waves = stride(from: 0, to: seeds.count, by: size).map { $0..<min(seeds.count, $0 + size) }
    return try concurrentMap(count: waves.count, threads: threads) { i in
      try runs(seeds: waves[i].map { seeds.lowerBound + UInt64($0) })
    }.flatMap(\.self)
  }

  /// The runs of `seeds` in their order, on this thread.
  ///
  /// - Throws: what the first failing seed throws; `KernelError` where the kernels asked for cannot be had;
  ///   `CancellationError` where the observation was interrupted.
  @_specialize(where S == Double)
  @_specialize(where S == Complex<Double>)
  public func runs(seeds: [UInt64]) throws -> [Run<S>] {
    guard case .success(let program) = lockstep else {
      return try seeds.map { seed in
        // A start of a wide network takes as long as many steps.
        try observation.requireNoInterruption()
        let start = try initialization.network(widths: widths, seed: seed, over: S.self)
        try observation.requireNoInterruption()
        var observation = observation
        observation.keeper = keeper?(seed)
        return try method.train(start, on: objective, until: rule, watching: observation)
      }
    }
    try KernelFamily.requireChosen()
    let stepSize = program.stepSize
    guard let last = rule.maximumSteps(stepSize: stepSize) else { throw TrainingError.unbounded }
    let plan = try RecordingPlan(
      widths: widths, objective: objective, observation: observation, last: last, stepSize: stepSize)
    return try Wave(self, program, plan, last: last, seeds: seeds).run()
  }
}

/// [body(0), …, body(count − 1)], each index taken by whichever thread is free.
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

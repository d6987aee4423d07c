import Foundation
import Synchronization

/// The runs of one call, handed out in their order to whichever thread is free; a block is committed by the thread that
/// finishes its last run.
final class Work: Sendable {
  private let experiment: Experiment
  private let problems: [any PointProblem]
  private let store: RunStore
  private let isInterrupted: @Sendable () -> Bool
  private let progress: @Sendable (RunProgress) -> Void
  private let totalRuns: Int
  private let totalSteps: Double
  private let state: Mutex<State>

  private struct State: Sendable {
    var blocks: BlockQueue
    /// Runs of the present block not yet handed out.
    var runs: Range<Int> = 0..<0
    var block = 0
    /// What the unfinished blocks have so far.
    var records: [Int: [RunRecord]] = [:]
    var error: (any Error)?
    var committed = 0
    var finishedRuns = 0
    var steps = 0
    /// Steps of finished runs count as the most that they could have been.
    var doneSteps = 0.0
  }

  init(
    _ experiment: Experiment, _ problems: [any PointProblem], _ store: RunStore,
    _ isInterrupted: @escaping @Sendable () -> Bool, _ progress: @escaping @Sendable (RunProgress) -> Void
  ) {
    (self.experiment, self.problems, self.store) = (experiment, problems, store)
    (self.isInterrupted, self.progress) = (isInterrupted, progress)
    let (plan, completed, seeds) = (store.plan, store.completedBlocks, experiment.seeds.count)
    let blocks = BlockQueue(plan, without: completed)
    totalRuns = blocks.runCount
    // Point by point, not run by run nor block by block: there may be a thousand million of them.
    func steps(of runs: Range<Int>) -> Double {
      (runs.lowerBound / seeds...(runs.upperBound - 1) / seeds).reduce(0.0) { sum, point in
        let members = runs.clamped(to: point * seeds..<(point + 1) * seeds).count
        return sum + Double(members) * Double(problems[point].maximumSteps)
      }
    }
    totalSteps = completed.sorted().reduce(steps(of: 0..<plan.runCount)) {
      $0 - steps(of: plan.runs(inBlock: $1))
    }
    state = Mutex(State(blocks: blocks))
  }

  /// Computes runs until none is left, an error occurred or an interruption came.
  func takePart() {
    while let (block, run) = next() {
      do {
        let record = try compute(run)
        if let complete = finish(record, block) { try commit(block, complete) }
      } catch {
        // An interruption is not an error; what is missing tells of it.
        state.withLock { state in
          state.blocks.removeAll()
          state.runs = 0..<0
          if !(error is CancellationError), state.error == nil { state.error = error }
        }
      }
    }
  }

  /// The number of runs stored by this call.
  ///
  /// - Throws: the first error of any thread.
  func finish() throws -> Int {
    try state.withLock { state in
      if let error = state.error { throw error }
      return state.committed
    }
  }

  private func next() -> (block: Int, run: Int)? {
    if isInterrupted() { return nil }
    return state.withLock { state in
      if state.runs.isEmpty, let block = state.blocks.popFirst() {
        (state.block, state.runs) = (block, store.plan.runs(inBlock: block))
      }
      return state.runs.popFirst().map { (state.block, $0) }
    }
  }

  private func compute(_ run: Int) throws -> RunRecord {
    let seeds = experiment.seeds
    return try problems[run / seeds.count].record(
      number: run, seed: seeds.first + UInt64(run % seeds.count), layout: store.layout,
      isInterrupted: { [self] in isInterrupted() || state.withLock { $0.error != nil } }
    ) { [self] steps in
      report { $0.steps += steps }
    }
  }

  /// Takes a record; returns the block's records once they are complete.
  private func finish(_ record: RunRecord, _ block: Int) -> [RunRecord]? {
    let most = Double(problems[record.run / experiment.seeds.count].maximumSteps)
    report { state in
      state.finishedRuns += 1
      state.doneSteps += most - Double(record.steps)
    }
    return state.withLock { state in
      state.records[block, default: []].append(record)
      guard state.records[block]?.count == store.plan.runs(inBlock: block).count else { return nil }
      return state.records.removeValue(forKey: block)
    }
  }

  private func commit(_ block: Int, _ records: [RunRecord]) throws {
    try store.commit(block: block, records: records)
    state.withLock { $0.committed += records.count }
  }

  private func report(_ change: (inout State) -> Void) {
    let now = state.withLock { state in
      change(&state)
      let done = state.doneSteps + Double(state.steps)
      return RunProgress(
        finishedRuns: state.finishedRuns, totalRuns: totalRuns, steps: state.steps,
        fraction: totalSteps > 0
          ? min(1, done / totalSteps) : Double(state.finishedRuns) / Double(max(1, totalRuns)))
    }
    progress(now)
  }
}

import Dispatch
import Foundation
import RunArchive
import Synchronization

/// Hands out the runs of one call in their order to whichever thread is free, and commits complete blocks one after another
/// beside the computing.
final class Scheduler: Sendable {
  private let experiment: Experiment
  private let problems: [any PointRunner]
  private let store: RunStore
  private let checkpoints: CheckpointPolicy
  private let isInterrupted: @Sendable () -> Bool
  private let progress: @Sendable (RunProgress) -> Void
  private let threads: Int
  private let totalRuns: Int
  private let totalWork: Double
  /// Bookkeeping; its lock is never held while files are written.
  private let state: Mutex<State>
  /// How runs are grouped in blocks, as far as they are numbered.
  private let plan: BlockPlan
  private let numbering: RunNumbering
  /// Where blocks are committed, in the order in which they were completed.
  private let commits = DispatchQueue(label: "deeplinear.commits")
  /// Complete blocks that may wait, so that memory stays bounded where writing is slower than computing.
  private let room: DispatchSemaphore

  private struct State: Sendable {
    var blocks: BlockQueue
    /// Runs of blocks that were begun, not yet handed out.
    var runs: Range<Int> = 0..<0
    var handedOut = 0
    /// What the unfinished blocks have so far.
    var records: [Int: [RunRecord]] = [:]
    var error: (any Error)?
    var committed = 0
    var finishedRuns = 0
    var steps = 0
    /// Finished runs count as the most work that they could have been.
    var doneWork = 0.0

    /// Adds the next block's runs to `runs`; false where it does not follow them, or there is none.
    @discardableResult
    mutating func takeBlock(_ plan: BlockPlan) -> Bool {
      guard let block = blocks.first else { return false }
      let next = plan.runs(inBlock: block)
      guard runs.isEmpty || next.lowerBound == runs.upperBound else { return false }
      _ = blocks.popFirst()
      runs = (runs.isEmpty ? next : runs).lowerBound..<next.upperBound
      return true
    }
  }

  init(
    _ experiment: Experiment, _ problems: [any PointRunner], _ checkpoints: CheckpointPolicy, threads: Int,
    _ isInterrupted: @escaping @Sendable () -> Bool, _ progress: @escaping @Sendable (RunProgress) -> Void
  ) {
    (self.experiment, self.problems, self.checkpoints, store) = (
      experiment, problems, checkpoints, checkpoints.store
    )
    (self.threads, self.isInterrupted, self.progress) = (threads, isInterrupted, progress)
    room = DispatchSemaphore(value: threads + 1)
    let numbering = checkpoints.numbering
    let plan = store.plan.prefix(numbering.batches.count)
    let completed = store.completedBlocks.filter { $0 < plan.count }
    (self.plan, self.numbering) = (plan, numbering)
    let blocks = BlockQueue(plan, without: completed)
    totalRuns = blocks.runCount
    func work(of runs: Range<Int>) -> Double {
      numbering.stretches(in: runs).reduce(0.0) { $0 + Double($1.runs.count) * problems[$1.point].work }
    }
    totalWork = completed.sorted().reduce(work(of: 0..<plan.runCount)) {
      $0 - work(of: plan.runs(inBlock: $1))
    }
    state = Mutex(State(blocks: blocks))
  }

  /// Computes runs until none is left, an error occurred or an interruption came.
  func runWorker() {
    while let runs = next() {
      do {
        for records in try compute(runs) {
          for (block, records) in finish(records) { commit(block, records) }
        }
      } catch {
        stop(error)
      }
    }
  }

  private func stop(_ error: any Error) {
    // An interruption is not an error: the summary says what is missing.
    state.withLock { state in
      state.blocks.removeAll()
      state.runs = 0..<0
      if !(error is CancellationError), state.error == nil { state.error = error }
    }
  }

  /// The number of runs stored by this call, once all complete blocks are.
  ///
  /// - Throws: the first error of any thread.
  func finish() throws -> Int {
    commits.sync {}
    let (open, committed) = try state.withLock { state in
      if let error = state.error { throw error }
      return (state.records.values.map(\.self), state.committed)
    }
    for records in open { checkpoints.saveOpenBlock(records) }
    return committed
  }

  /// The next runs, all of one point; they may belong to several blocks.
  private func next() -> Range<Int>? {
    if isInterrupted() { return nil }
    return state.withLock { state in
      if state.runs.isEmpty { state.takeBlock(plan) }
      guard let first = state.runs.first else { return nil }
      let stretch = numbering.stretch(from: first)
      // What is left decides: near the end every thread is to have its share.
      let share = problems[stretch.point].engine.batchSize(
        seeds: totalRuns - state.handedOut, threads: threads)
      // Blocks are small where runs are long: what is interrupted is lost.
      let size = plan.size < 64 ? min(share, max(8, plan.size)) : share
      let end = min(stretch.runs.upperBound, first + size)
      while state.runs.upperBound < end, state.takeBlock(plan) {}
      let last = min(end, state.runs.upperBound)
      state.runs = last..<state.runs.upperBound
      state.handedOut += last - first
      return first..<last
    }
  }

  /// The records of runs: those that are saved already, and those computed now.
  private func compute(_ runs: Range<Int>) throws -> [[RunRecord]] {
    let saved = runs.compactMap { checkpoints.record(ofRun: $0) }
    var (first, records) = (runs.lowerBound, [saved])
    for end in saved.map(\.run) + [runs.upperBound] {
      if first < end { records.append(try computeAnew(first..<end)) }
      first = end + 1
    }
    return records.filter { !$0.isEmpty }
  }

  private func computeAnew(_ runs: Range<Int>) throws -> [RunRecord] {
    let stretch = numbering.stretch(from: runs.lowerBound)
    return try problems[stretch.point].records(
      numbers: runs, seed: experiment.seeds.first + UInt64(stretch.seed), layout: store.layout,
      checkpoints: checkpoints,
      isInterrupted: { [self] in isInterrupted() || state.withLock { $0.error != nil } }
    ) { [self] done in
      report { state in
        state.steps += done.steps
        state.doneWork += done.work
      }
    }
  }

  /// Takes records; returns the blocks that are complete with them.
  private func finish(_ records: [RunRecord]) -> [(block: Int, records: [RunRecord])] {
    let problem = problems[records[0].row.point]
    report { state in
      state.finishedRuns += records.count
      state.doneWork += records.reduce(0) { $0 + problem.work - problem.workDone($1) }
    }
    let complete: [(block: Int, records: [RunRecord])] = state.withLock { state in
      let members = Dictionary(grouping: records) { plan.block(ofRun: $0.run) }
      return members.sorted { $0.key < $1.key }.compactMap { block, records in
        state.records[block, default: []] += records
        guard state.records[block]?.count == plan.runs(inBlock: block).count else { return nil }
        return state.records.removeValue(forKey: block).map { (block, $0) }
      }
    }
    let blocks = Set(complete.map(\.block))
    checkpoints.save(records.filter { !blocks.contains(plan.block(ofRun: $0.run)) })
    return complete
  }

  private func commit(_ block: Int, _ records: [RunRecord]) {
    room.wait()
    commits.async { [self] in
      defer { room.signal() }
      do {
        try store.commit(block: block, records: records)
        state.withLock { $0.committed += records.count }
      } catch {
        stop(error)
      }
    }
  }

  private func report(_ change: (inout State) -> Void) {
    let now = state.withLock { state in
      change(&state)
      return RunProgress(
        finishedRuns: state.finishedRuns, totalRuns: totalRuns, steps: state.steps,
        fraction: totalWork > 0
          ? min(1, state.doneWork / totalWork) : Double(state.finishedRuns) / Double(max(1, totalRuns)))
    }
    progress(now)
  }
}

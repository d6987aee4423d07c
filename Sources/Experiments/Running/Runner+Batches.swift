import Dispatch
import RunArchive
import Synchronization

// Runs whose number follows from the results of those before.

extension Runner {
  /// Computes batch after batch: what is missing of each, and after it those that follow from its results.
  ///
  /// - Returns: the number of runs stored now, and, where all are, the points that are not known well enough.
  func computeBatches(
    _ problems: [any PointRunner], _ checkpoints: CheckpointPolicy,
    _ isInterrupted: @escaping @Sendable () -> Bool, _ progress: @escaping @Sendable (RunProgress) -> Void
  ) throws -> (computed: Int, unsettled: Unsettled?) {
    var (checkpoints, computed, steps) = (checkpoints, 0, 0)
    let store = checkpoints.store
    var fractions = SuccessFractions(points: experiment.points.count, seeds: experiment.seeds)
    while fractions.extend(&checkpoints.numbering) {
      let numbering = checkpoints.numbering
      guard let batch = numbering.batches.last else { break }
      try prepare(batch, number: numbering.batches.count - 1, of: store)
      let before = (runs: computed, steps: steps)
      let last = Mutex(0)
      let scheduler = Scheduler(experiment, problems, checkpoints, threads: threads, isInterrupted) {
        now in
        last.withLock { $0 = max($0, now.steps) }
        progress(now.adding(runs: before.runs, steps: before.steps))
      }
      DispatchQueue.concurrentPerform(iterations: threads) { _ in scheduler.runWorker() }
      computed += try scheduler.finish()
      steps += last.withLock(\.self)
      let blocks = store.plan.prefix(numbering.batches.count).count
      guard store.completedBlocks.count(where: { $0 < blocks }) == blocks else { return (computed, nil) }
      if experiment.seeds.halfWidth != nil { try fractions.count(batch, in: store.archive) }
    }
    return (computed, fractions.unsettled)
  }

  /// Adds a batch to the plan of a directory, or finds that it is there.
  ///
  /// - Throws: `StoreError` where the directory has another batch of that number.
  private func prepare(_ batch: RunNumbering.Batch, number: Int, of store: RunStore) throws {
    let stored = store.plan.batches
    guard number < stored.count else {
      try store.extend(by: batch.runs.count)
      return
    }
    guard stored[number] == batch.runs.count else {
      throw StoreError(
        "\(directory.shown): its batch \(number) has \(stored[number]) runs, and by the results of the batches before it would have "
          + "\(batch.runs.count): choose another folder")
    }
  }
}

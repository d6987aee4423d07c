import Foundation

// Files of `checkpoints`: one a run that is not stored yet, replaced whole, gone when its block is stored.

extension RunStore {
  /// What is kept of a run; nil where that is nothing, or nothing that this point's run can go on from.
  package func checkpoint(ofRun run: Int, pointHash: String) -> Checkpoint.Content? {
    let file = directory.appending(path: StoredName.checkpoint(run: run))
    guard let bytes = try? Data(contentsOf: file), let checkpoint = Checkpoint(bytes),
      checkpoint.run == run, checkpoint.pointHash == pointHash,
      checkpoint.version == DeepLinearVersion.current
    else { return nil }
    return checkpoint.content
  }

  /// The runs that have a file, whatever is in it.
  var runsWithCheckpoints: Set<Int> {
    Set(checkpointPaths.compactMap(StoredName.run(ofCheckpoint:)))
  }

  private var checkpointPaths: [String] {
    let folder = directory.appending(path: StoredName.checkpoints)
    let names = (try? FileManager.default.contentsOfDirectory(atPath: folder.path)) ?? []
    return names.map { "\(StoredName.checkpoints)/\($0)" }
  }

  /// Keeps a checkpoint in the place of the run's last; does nothing where the run is stored already.
  ///
  /// - Throws: `StoreError` where it cannot be written; the last one then stays.
  package func keep(_ checkpoint: Checkpoint) throws {
    let bytes = try checkpoint.encoded()
    try whileOpen { state in
      guard !state.completed.contains(state.plan.block(ofRun: checkpoint.run)) else { return }
      try Publication.replace(StoredName.checkpoint(run: checkpoint.run), in: directory, with: bytes)
    }
  }

  /// Removes the checkpoints of runs that are stored, and what an interruption left of a new one; and the folder when it is empty.
  func sweepCheckpoints(storedRuns isStored: (Int) -> Bool) {
    for path in checkpointPaths {
      let isUnfinished = StoredName.target(ofTemporary: path).flatMap(StoredName.run(ofCheckpoint:)) != nil
      if isUnfinished || StoredName.run(ofCheckpoint: path).map(isStored) == true {
        unlink(directory.appending(path: path).path)
      }
    }
    rmdir(directory.appending(path: StoredName.checkpoints).path)
  }

  /// Removes the checkpoints of the runs of a block.
  func removeCheckpoints(of runs: Range<Int>) {
    for run in runs { unlink(directory.appending(path: StoredName.checkpoint(run: run)).path) }
  }
}

import Foundation

// Files of `checkpoints`: one a run that is not stored yet, replaced whole, gone when its block is stored.

extension RunStore {
  /// The checkpoint that a run had when the directory was opened; nil where there was none, or none from which the run can continue.
  package func checkpoint<State: Codable>(
    ofRun run: Int, identity: String, as state: State.Type
  ) -> Checkpoint<State>.Content? {
    // As a rule there are none, and looking for each of a million runs takes long.
    guard checkpointedRuns.contains(run) else { return nil }
    let file = directory.appending(path: StoredName.checkpoint(run: run))
    guard let bytes = try? Data(contentsOf: file), let checkpoint = Checkpoint<State>(bytes),
      checkpoint.run == run, checkpoint.identity == identity
    else { return nil }
    return checkpoint.content
  }

  /// Whether a run had a checkpoint when the directory was opened, readable or not.
  package func hadCheckpoint(ofRun run: Int) -> Bool { checkpointedRuns.contains(run) }

  /// How many runs that are not stored have a checkpoint now.
  package var checkpointCount: Int {
    let folder = directory.appending(path: StoredName.checkpoints, directoryHint: .isDirectory)
    let names = (try? FileManager.default.contentsOfDirectory(atPath: folder.path)) ?? []
    return names.count { StoredName.run(ofCheckpoint: "\(StoredName.checkpoints)/\($0)") != nil }
  }

  /// Saves a checkpoint, replacing the run's last one; does nothing where the run is stored already.
  ///
  /// - Throws: `StoreError` where it cannot be written; the last one then stays.
  package func save<State: Codable>(_ checkpoint: Checkpoint<State>) throws {
    let bytes = try checkpoint.encoded()
    func isStored() -> Bool {
      state.withLock { $0.completed.contains($0.plan.block(ofRun: checkpoint.run)) }
    }
    try changing {
      guard !isStored() else { return }
      try Publication.replace(StoredName.checkpoint(run: checkpoint.run), in: directory, with: bytes)
      // The block may have been committed meanwhile, and its checkpoints removed before this one was there.
      if isStored() { removeCheckpoints(of: checkpoint.run..<checkpoint.run + 1) }
    }
  }

  /// Removes the checkpoints of runs that are stored, and what an interruption left of a new one; and the folder when it is empty.
  ///
  /// - Returns: the runs that have a checkpoint.
  static func sweepCheckpoints(_ directory: URL, storedRuns isStored: (Int) -> Bool) -> Set<Int> {
    let folder = directory.appending(path: StoredName.checkpoints, directoryHint: .isDirectory)
    guard let names = try? FileManager.default.contentsOfDirectory(atPath: folder.path) else { return [] }
    var found: Set<Int> = []
    for path in names.map({ "\(StoredName.checkpoints)/\($0)" }) {
      let isUnfinished = StoredName.target(ofTemporary: path).flatMap(StoredName.run(ofCheckpoint:)) != nil
      if let run = StoredName.run(ofCheckpoint: path), !isStored(run) {
        found.insert(run)
      } else if isUnfinished || StoredName.run(ofCheckpoint: path) != nil {
        unlink(directory.appending(path: path).path)
      }
    }
    rmdir(folder.path)
    return found
  }

  /// Removes the checkpoints of the runs of a block.
  func removeCheckpoints(of runs: Range<Int>) {
    for run in runs { unlink(directory.appending(path: StoredName.checkpoint(run: run)).path) }
  }
}

import DeepLinear
import RunArchive
import Synchronization

/// Saves what is done of the runs of one call that are not stored yet.
struct CheckpointPolicy: Sendable {
  let store: RunStore
  /// Of each point.
  let pointHashes: [String]
  let seeds: Int
  /// Seconds between two checkpoints of a run.
  let interval: Double

  /// Seconds of work that are worth a file on the disk.
  private var worthSaving: Double { min(1, interval) }

  /// What a checkpoint of the run must have been made for; what a state means may change with the program.
  private func identity(ofRun run: Int) -> String {
    "\(pointHashes[run / seeds]) \(DeepLinearVersion.current)"
  }

  private func checkpoint(ofRun run: Int) -> Checkpoint<RunState>.Content? {
    store.checkpoint(ofRun: run, identity: identity(ofRun: run), as: RunState.self)
  }

  /// The checkpointer of a run, with the state saved last.
  func checkpointer(ofRun run: Int) -> any Checkpointer {
    var state: RunState?
    if case .state(let saved) = checkpoint(ofRun: run) { state = saved }
    return StateCheckpointer(
      store: store, identity: identity(ofRun: run), run: run, state: state, interval: interval,
      worth: worthSaving)
  }

  /// The record of a run that ended in an earlier call while its block went on; nil where none is saved.
  func record(ofRun run: Int) -> RunRecord? {
    guard case .record(let record) = checkpoint(ofRun: run) else { return nil }
    return record
  }

  /// Saves the records of finished runs that took long and whose blocks are not complete.
  func save(_ records: [RunRecord]) throws {
    for record in records where record.wallSeconds >= worthSaving { try save(record) }
  }

  /// Saves the records of a block that an interruption leaves open, unless all together were quick.
  func saveOpenBlock(_ records: [RunRecord]) throws {
    guard records.reduce(0, { $0 + $1.wallSeconds }) >= worthSaving else { return }
    for record in records where record.wallSeconds < worthSaving { try save(record) }
  }

  private func save(_ record: RunRecord) throws {
    try store.save(
      Checkpoint<RunState>(
        identity: identity(ofRun: record.run), run: record.run, content: .record(record)))
  }
}

/// Saves the states of one run in its file.
private final class StateCheckpointer: Checkpointer {
  let state: RunState?
  private let store: RunStore
  private let identity: String
  private let run: Int
  private let interval: Duration
  private let worth: Duration
  private let last = Mutex(ContinuousClock.now)

  init(
    store: RunStore, identity: String, run: Int, state: RunState?, interval: Double, worth: Double
  ) {
    (self.store, self.identity, self.run, self.state) = (store, identity, run, state)
    (self.interval, self.worth) = (.seconds(interval), .seconds(worth))
  }

  private var age: Duration { last.withLock { .now - $0 } }

  var isDue: Bool { age >= interval }

  // Writing fifty files safely takes about a second.
  func isWorthwhile(among count: Int) -> Bool { age >= worth * max(1, Double(count) / 50) }

  func save(_ state: RunState) throws {
    try store.save(Checkpoint<RunState>(identity: identity, run: run, content: .state(state)))
    last.withLock { $0 = .now }
  }
}

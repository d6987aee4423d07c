import DeepLinear
import RunArchive
import Synchronization

/// Keeps what is done of the runs of one call that are not stored yet.
struct Keeping: Sendable {
  let store: RunStore
  /// Of each point.
  let pointHashes: [String]
  let seeds: Int
  /// Seconds between two checkpoints of a run.
  let interval: Double

  /// The seconds that are worth a file on the disk.
  private var worthKeeping: Double { min(1, interval) }

  /// What a checkpoint of the run must have been made for; what a state means may change with the program.
  private func identity(ofRun run: Int) -> String {
    "\(pointHashes[run / seeds]) \(DeepLinearVersion.current)"
  }

  private func checkpoint(ofRun run: Int) -> Checkpoint<RunState>.Content? {
    store.checkpoint(ofRun: run, identity: identity(ofRun: run), as: RunState.self)
  }

  /// Who keeps the states of a run, with the last one.
  func keeper(ofRun run: Int) -> any RunKeeper {
    var state: RunState?
    if case .state(let kept) = checkpoint(ofRun: run) { state = kept }
    return StateKeeper(
      store: store, identity: identity(ofRun: run), run: run, state: state, interval: interval,
      worth: worthKeeping)
  }

  /// The record of a run that ended in an earlier call while its block went on; nil where none is kept.
  func record(ofRun run: Int) -> RunRecord? {
    guard case .record(let record) = checkpoint(ofRun: run) else { return nil }
    return record
  }

  /// Keeps records of runs whose blocks go on, of those that took long.
  func keep(_ records: [RunRecord]) throws {
    for record in records where record.wallSeconds >= worthKeeping { try keep(record) }
  }

  /// Keeps the records of a block that an interruption leaves open, unless all together were quick.
  func keepOpenBlock(_ records: [RunRecord]) throws {
    guard records.reduce(0, { $0 + $1.wallSeconds }) >= worthKeeping else { return }
    for record in records where record.wallSeconds < worthKeeping { try keep(record) }
  }

  private func keep(_ record: RunRecord) throws {
    try store.keep(
      Checkpoint<RunState>(
        identity: identity(ofRun: record.run), run: record.run, content: .record(record)))
  }
}

/// Keeps the states of one run in its file.
private final class StateKeeper: RunKeeper {
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

  func keep(_ state: RunState) throws {
    try store.keep(Checkpoint(identity: identity, run: run, content: .state(state)))
    last.withLock { $0 = .now }
  }
}

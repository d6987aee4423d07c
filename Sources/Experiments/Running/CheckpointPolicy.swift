import DeepLinear
import RunArchive
import SpecLanguage
import Synchronization

/// Saves what is done of the runs of one call that are not stored yet.
struct CheckpointPolicy: Sendable {
  let store: RunStore
  /// Of each point.
  let pointHashes: [String]
  /// Which point each run has.
  var numbering = RunNumbering()
  /// Seconds between two checkpoints of a run.
  let interval: Double
  private let budget: CheckpointBudget
  private let savedRecords = SavedRecords()
  private let warn: @Sendable (String) -> Void

  init(
    store: RunStore, pointHashes: [String], interval: Double, threads: Int,
    warn: @escaping @Sendable (String) -> Void
  ) {
    (self.store, self.pointHashes, self.interval) = (store, pointHashes, interval)
    (budget, self.warn) = (CheckpointBudget(threads: threads), warn)
  }

  /// Seconds of work that are worth a file on the disk.
  private var worthSaving: Double { min(1, interval) }

  /// What a checkpoint of the run must have been made for; what a state means may change with the program.
  private func identity(ofRun run: Int) -> String {
    "\(pointHashes[numbering.stretch(from: run).point]) \(DeepLinearVersion.current)"
  }

  private func checkpoint(ofRun run: Int) -> Checkpoint<RunState>.Content? {
    guard store.hadCheckpoint(ofRun: run) else { return nil }
    let found = store.checkpoint(ofRun: run, identity: identity(ofRun: run), as: RunState.self)
    if found == nil, budget.isFirstLoss {
      warn(
        "\(store.directory.relativePath.printable) has checkpoints that are damaged or of another version of this program; "
          + "their runs begin again")
    }
    return found
  }

  /// The checkpointer of a run, with the state saved last.
  ///
  /// - Parameter attempts: where the run is the best of several, those that are finished; nil otherwise. States are saved with them, and one
  ///   that was saved with others is another attempt's.
  func checkpointer(ofRun run: Int, attempts: [Attempt]? = nil) -> any Checkpointer {
    let state: RunState? =
      switch (checkpoint(ofRun: run), attempts) {
      case (.state(let saved), nil): saved
      case (.attempts(let before, let saved), let attempts?) where before.count == attempts.count: saved
      default: nil
      }
    return StateCheckpointer(
      state: state, interval: interval, worth: worthSaving, budget: budget
    ) { [self] state in
      let content = attempts.map { .attempts($0, state) } ?? Checkpoint<RunState>.Content.state(state)
      save(Checkpoint<RunState>(identity: identity(ofRun: run), run: run, content: content))
    }
  }

  /// The attempts of a run that were finished in an earlier call; none where none are saved.
  func attempts(ofRun run: Int) -> [Attempt] {
    guard case .attempts(let attempts, _) = checkpoint(ofRun: run) else { return [] }
    return attempts
  }

  /// Whether so many seconds of work are worth the files of some runs. Writing fifty files safely takes about a second.
  func isWorthSaving(_ seconds: Double, runs: Int) -> Bool {
    seconds >= worthSaving * max(1, Double(runs) / 50) && budget.allowsMore
  }

  /// Saves the attempts that runs have finished.
  func save(_ searches: [BestSearch]) {
    for search in searches where budget.allowsMore {
      save(
        Checkpoint<RunState>(
          identity: identity(ofRun: search.run), run: search.run, content: .attempts(search.attempts, nil)))
    }
  }

  /// The record of a run that ended in an earlier call while its block went on; nil where none is saved.
  func record(ofRun run: Int) -> RunRecord? {
    guard case .record(let record) = checkpoint(ofRun: run) else { return nil }
    return record
  }

  /// Saves the records of finished runs that took long and whose blocks are not complete.
  func save(_ records: [RunRecord]) {
    for record in records where record.wallSeconds >= worthSaving && budget.allowsMore { save(record) }
  }

  /// Saves the records of a block that an interruption leaves open, unless all together were quick.
  func saveOpenBlock(_ records: [RunRecord]) {
    guard records.reduce(0, { $0 + $1.wallSeconds }) >= worthSaving else { return }
    for record in records where !savedRecords.contains(record.run) { save(record) }
  }

  private func save(_ record: RunRecord) {
    save(
      Checkpoint<RunState>(
        identity: identity(ofRun: record.run), run: record.run, content: .record(record)))
    savedRecords.insert(record.run)
  }

  /// Saves a checkpoint. What cannot be saved costs time after an interruption and changes no number, so that the runs go on.
  private func save(_ checkpoint: Checkpoint<RunState>) {
    budget.spend {
      do { try store.save(checkpoint) } catch {
        if budget.isFirstFailure {
          warn("checkpoints cannot be saved, and the runs continue without: \(error)")
        }
      }
    }
  }
}

/// The runs whose records this call has saved.
private final class SavedRecords: Sendable {
  private let runs = Mutex(Set<Int>())

  func contains(_ run: Int) -> Bool { runs.withLock { $0.contains(run) } }
  func insert(_ run: Int) { runs.withLock { _ = $0.insert(run) } }
}

/// Bounds the time that checkpoints take to a tenth of the time that the threads have.
private final class CheckpointBudget: Sendable {
  private let threads: Double
  private let start = ContinuousClock.now
  private let spent = Mutex(Duration.zero)
  private let hasFailed = Atomic<Bool>(false)
  private let hasLost = Atomic<Bool>(false)

  init(threads: Int) { self.threads = Double(threads) }

  /// Whether less than a tenth of the time has been spent.
  var allowsMore: Bool { spent.withLock { $0 <= (ContinuousClock.now - start) * threads / 10 } }

  /// True once.
  var isFirstFailure: Bool { !hasFailed.exchange(true, ordering: .relaxed) }

  /// True once.
  var isFirstLoss: Bool { !hasLost.exchange(true, ordering: .relaxed) }

  func spend(_ body: () -> Void) {
    let start = ContinuousClock.now
    body()
    let time = ContinuousClock.now - start
    spent.withLock { $0 += time }
  }
}

/// Saves the states of one run in its file.
private final class StateCheckpointer: Checkpointer {
  let state: RunState?
  private let interval: Duration
  private let worth: Duration
  private let budget: CheckpointBudget
  private let write: @Sendable (RunState) -> Void
  private let last = Mutex(ContinuousClock.now)

  init(
    state: RunState?, interval: Double, worth: Double, budget: CheckpointBudget,
    write: @escaping @Sendable (RunState) -> Void
  ) {
    (self.state, self.budget, self.write) = (state, budget, write)
    (self.interval, self.worth) = (.seconds(interval), .seconds(worth))
  }

  private var age: Duration { last.withLock { .now - $0 } }

  var isDue: Bool { age >= interval && budget.allowsMore }

  // Writing fifty files safely takes about a second.
  func isWorthwhile(among count: Int) -> Bool { age >= worth * max(1, Double(count) / 50) }

  func save(_ state: RunState) throws {
    write(state)
    last.withLock { $0 = .now }
  }
}

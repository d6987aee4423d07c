import Foundation
import GRDB
import SpecLanguage
import Synchronization

/// A results directory, to add blocks of runs to; one process at a time.
///
/// A block is committed in this order: its files under temporary names, on the disk; their own names, on the
/// disk; one transaction with its rows and the files' checksums. So a process killed at any moment leaves a
/// directory that opens and continues: a file that no row names is removed on opening, and its block is computed
/// again.
/// Thread-safe: blocks may come from any thread, in any order.
public final class RunStore: Sendable {
  /// The directory.
  public let directory: URL
  /// What its trajectory files have in common.
  public let layout: TrajectoryLayout
  /// What is stored so far, to read.
  public let archive: ResultsArchive

  struct State: Sendable {
    var plan: BlockPlan
    var completed: Set<Int>
    var isOpen = true
  }

  let database: ResultsDatabase
  /// The runs of which there was a checkpoint when the directory was opened.
  let checkpointedRuns: Set<Int>
  private let lock: DirectoryLock
  private let state: Mutex<State>
  private let reached: @Sendable (CommitStage) -> Void

  /// Opens a directory to run in it, and removes what an interrupted process left unfinished.
  ///
  /// - Parameters:
  ///   - directory: Made where it does not exist and `create` is set; its parent too.
  ///   - create: Whether to begin results where there are none; otherwise that is an error.
  ///   - runs: The number of runs of the spec, extensions not counted; at least 1.
  ///   - layout: What the trajectory files have in common.
  ///   - blockSize: The number of runs committed together.
  /// - Throws: `StoreError` where another process writes there, the results are of another number of runs, block size
  ///   or format, or the directory cannot be written.
  public static func open(
    _ directory: URL, create: Bool, runs: Int, layout: TrajectoryLayout, blockSize: Int = 64
  ) throws -> RunStore {
    try RunStore(directory, create, BlockPlan(batches: [runs], size: blockSize), layout) { _ in }
  }

  /// As `open`, calling `reached` at each stage of each commit.
  package static func open(
    _ directory: URL, create: Bool, runs: Int, layout: TrajectoryLayout, blockSize: Int,
    reached: @escaping @Sendable (CommitStage) -> Void
  ) throws -> RunStore {
    try RunStore(directory, create, BlockPlan(batches: [runs], size: blockSize), layout, reached)
  }

  private init(
    _ directory: URL, _ create: Bool, _ plan: BlockPlan, _ layout: TrajectoryLayout,
    _ reached: @escaping @Sendable (CommitStage) -> Void
  ) throws {
    let url = directory.appending(path: "results.sqlite")
    if create { try Self.makeDirectory(directory) }
    lock = try DirectoryLock(directory)
    if !FileManager.default.fileExists(atPath: url.path) {
      guard create else {
        throw StoreError(
          "\(directory.shown): has no results.sqlite; expected a folder that `deeplinear run` made")
      }
      try Self.refuseOrphans(directory)
    }
    database = try ResultsDatabase.writing(url)
    archive = ResultsArchive(directory, database)
    try archive.checkFormat()
    (self.directory, self.layout, self.reached) = (directory, layout, reached)
    let stored = try Self.settle(plan, database, directory)
    let completed = try database.read { try Int.fetchSet($0, sql: "SELECT DISTINCT block FROM files") }
    state = Mutex(State(plan: stored, completed: completed))
    checkpointedRuns = Self.sweepCheckpoints(directory) {
      $0 >= stored.runCount || completed.contains(stored.block(ofRun: $0))
    }
    try sweep()
  }

  // MARK: Adding

  /// How runs are grouped in blocks, extensions included.
  public var plan: BlockPlan { state.withLock(\.plan) }

  /// The blocks that are stored, and need not be computed again.
  public var completedBlocks: Set<Int> { state.withLock(\.completed) }

  /// Adds runs after all others, in blocks of their own.
  ///
  /// - Returns: The numbers of the new blocks.
  /// - Throws: `StoreError` where the database cannot be written.
  @discardableResult public func extend(by runs: Int) throws -> Range<Int> {
    try state.withLock { state in
      var longer = state.plan
      longer.extend(by: runs)
      try Self.record(longer, database)
      defer { state.plan = longer }
      return state.plan.count..<longer.count
    }
  }

  /// Records the points of the sweep; those already there must be the same.
  ///
  /// - Throws: `StoreError` where a stored point has another hash.
  public func add(points: [PointRow]) throws {
    try database.write { connection in
      for point in points {
        try connection.execute(
          sql: "INSERT OR IGNORE INTO points VALUES (?, ?, ?)",
          arguments: [point.point, point.hash, point.parameters])
        let sql = "SELECT hash FROM points WHERE point = ?"
        guard try String.fetchOne(connection, sql: sql, arguments: [point.point]) == point.hash else {
          throw StoreError(
            "\(directory.shown): its point \(point.point) is another than the spec's; choose another folder")
        }
      }
    }
  }

  /// Stores a block: when this returns, its runs are safe.
  ///
  /// - Parameters:
  ///   - block: A block of the plan that is not stored yet.
  ///   - records: Exactly the runs of that block, in any order.
  /// - Throws: `StoreError` where the records do not fit or cannot be written; then nothing of the block is stored.
  public func commit(block: Int, records: [RunRecord]) throws {
    try state.withLock { state in
      let name = "\(directory.shown): block \(block)"
      guard state.isOpen else { throw StoreError("\(name): the directory is closed") }
      guard (0..<state.plan.count).contains(block) else {
        throw StoreError("\(name): there is no such block")
      }
      guard !state.completed.contains(block) else { throw StoreError("\(name): is stored already") }
      let records = records.sorted { $0.run < $1.run }
      let runs = state.plan.runs(inBlock: block)
      guard records.map(\.run) == Array(runs) else {
        throw StoreError(
          "\(name): its runs are \(runs.lowerBound) to \(runs.upperBound - 1), each once; got others")
      }
      try publish(block, records)
      state.completed.insert(block)
      removeCheckpoints(of: runs)
    }
  }

  private func publish(_ block: Int, _ records: [RunRecord]) throws {
    var files = Publication(in: directory)
    do {
      try files.add(StoredName.trajectories(block: block)) {
        try TrajectoryFile.write(records, layout: layout, to: $0)
      }
      for record in records {
        for (index, weights) in record.weights.enumerated() {
          try files.add(StoredName.weights(run: record.run, layer: index + 1)) {
            try NumpyFile.write(weights, to: $0)
          }
        }
      }
      reached(.written)
      let entries = try files.entries()
      try files.synchronize()
      reached(.synchronized)
      try files.rename()
      reached(.renamed)
      try database.write { try Self.insert(block, records, layout.thresholds, entries, into: $0) }
      reached(.recorded)
    } catch {
      files.discard()
      try? sweep()
      throw error
    }
  }

  /// Writes a file beside the results, e.g. spec.yaml or target.npy; replaces an older one at once and whole.
  ///
  /// - Parameters:
  ///   - name: A plain file name.
  ///   - contents: The bytes.
  /// - Throws: `StoreError` where it cannot be written; the older one then stays.
  public func write(_ name: String, contents: some Sequence<UInt8>) throws {
    precondition(!name.contains("/"), "a file of a folder within")
    try whileOpen { _ in try Publication.replace(name, in: directory, with: contents) }
  }

  /// Lets nobody else write while `body` does.
  func whileOpen<T: Sendable>(_ body: (State) throws -> T) throws -> T {
    try state.withLock { state in
      guard state.isOpen else { throw StoreError("\(directory.shown): the directory is closed") }
      return try body(state)
    }
  }

  /// Writes `provenance.json`.
  ///
  /// - Throws: `StoreError` where it cannot be written, `EncodingError` where a number is not finite.
  public func write(_ provenance: Provenance) throws {
    try write("provenance.json", contents: provenance.json())
  }

  /// Ends the writing: only the files of the design remain. Nothing can be added after it, nor read through `archive`.
  ///
  /// - Throws: `StoreError` where the database cannot be brought to rest; what was stored is safe even then.
  public func close() throws {
    try state.withLock { state in
      guard state.isOpen else { return }
      state.isOpen = false
      defer { lock.release() }
      rmdir(directory.appending(path: StoredName.checkpoints).path)
      try database.close()
    }
  }

  /// Ends the process: waits for a block that is just being stored, brings the directory to rest as `close` does, and lets
  /// nobody write again before `exit` is called.
  public func end(_ exit: () -> Never) -> Never {
    state.withLock { state in
      if state.isOpen { try? database.close() }
      state.isOpen = false
      exit()
    }
  }

  // MARK: Rows

  private static func insert(
    _ block: Int, _ records: [RunRecord], _ thresholds: [Double], _ files: [Publication.Entry],
    into connection: Database
  ) throws {
    let columns = RunRow.columns
    let marks = columns.map { _ in "?" }.joined(separator: ", ")
    let insertRun = try connection.makeStatement(sql: "INSERT INTO runs VALUES (\(marks))")
    for record in records {
      let values: [(any DatabaseValueConvertible)?] = columns.map { $0.value(record) }
      try insertRun.execute(arguments: StatementArguments(values))
      for (index, plateau) in record.plateaus.enumerated() {
        try connection.execute(
          sql: "INSERT INTO plateaus VALUES (?, ?, ?, ?, ?)",
          arguments: [record.run, index, plateau.level, plateau.start, plateau.end])
      }
      for (index, loss) in thresholds.enumerated() {
        guard let step = record.thresholdSteps[index] else { continue }
        try connection.execute(
          sql: "INSERT INTO thresholds VALUES (?, ?, ?, ?, ?)",
          arguments: [record.run, index, loss, step, record.thresholdTimes[index]])
      }
    }
    for file in files {
      try connection.execute(
        sql: "INSERT INTO files VALUES (?, ?, ?, ?)", arguments: [file.path, block, file.bytes, file.sha256])
    }
  }

  static func record(_ plan: BlockPlan, _ database: ResultsDatabase) throws {
    try database.write { connection in
      try connection.execute(
        sql: "INSERT OR REPLACE INTO meta VALUES ('block_size', ?), ('batches', ?)",
        arguments: ["\(plan.size)", plan.batches.map(String.init).joined(separator: " ")])
    }
  }
}

/// How far the commit of a block has come; what a process killed there leaves behind.
package enum CommitStage: String, Sendable, Codable, CaseIterable {
  /// The files have their contents and temporary names.
  case written
  /// The contents are on the disk.
  case synchronized
  /// The files have their own names, but no row has them.
  case renamed
  /// The transaction is done.
  case recorded
}

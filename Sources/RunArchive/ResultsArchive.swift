import Foundation
import GRDB
import SpecLanguage

/// A results directory, to read: finished, interrupted, or while another process still adds to it.
public struct ResultsArchive: Sendable {
  /// The directory.
  public let directory: URL
  /// Called with each trajectory file that is opened.
  package var fileOpened: @Sendable (URL) -> Void = { _ in }
  private let database: ResultsDatabase

  /// Opens a directory that has a `results.sqlite`, of this format or an earlier one; writes nothing.
  ///
  /// - Throws: `StoreError` where it has none, one that this version cannot read, or one whose rows are not those that were stored.
  public init(_ directory: URL) throws {
    try self.init(unchecked: directory)
    try checkRows()
  }

  /// Opens a directory to find its damage; otherwise as `init`.
  public init(unchecked directory: URL) throws {
    let url = directory.appending(path: "results.sqlite")
    if case .unknown(let code) = SystemReason.found(at: url.path) {
      throw StoreError(url, cannot: "open it", errno: code)
    }
    guard SystemReason.found(at: url.path) == .something else {
      throw StoreError(
        "\(directory.shown): has no results.sqlite; expected a folder that `deeplinear run` made")
    }
    self.init(directory, try ResultsDatabase.reading(url))
    guard try checkedFormat() != nil else {
      throw StoreError(
        "\(url.shown): is empty; bring back the one that was written, or run the spec again into another folder"
      )
    }
  }

  init(_ directory: URL, _ database: ResultsDatabase) {
    (self.directory, self.database) = (directory, database)
  }

  /// The runs whose results are stored, in the order of their numbers; with `point`, only that point's.
  ///
  /// Fields that the directory's format lacks have no value.
  ///
  /// - Throws: `StoreError` where the database cannot be read.
  public func runs(ofPoint point: Int? = nil) throws -> [RunRow] {
    var rows: [RunRow] = []
    try forEachRun(ofPoint: point) { rows.append($0) }
    return rows
  }

  /// Calls `body` with each run that is stored, in the order of their numbers, without holding them in memory; otherwise as `runs`.
  ///
  /// - Throws: `StoreError` where the database cannot be read, and what `body` throws.
  public func forEachRun(ofPoint point: Int? = nil, _ body: (RunRow) throws -> Void) throws {
    try forEachRun(where: point == nil ? "" : "WHERE point = ? ", point.map { [$0] } ?? [], body)
  }

  /// How each stored run of some numbers ended, in their order.
  ///
  /// - Throws: `StoreError` where the database cannot be read, and what `body` throws.
  package func forEachOutcome(
    ofRuns runs: Range<Int>, _ body: (_ point: Int, _ outcome: String) throws -> Void
  ) throws {
    try forEachRun(where: "WHERE run >= ? AND run < ? ", [runs.lowerBound, runs.upperBound]) {
      try body($0.point, $0.outcome)
    }
  }

  private func forEachRun(
    where condition: String, _ arguments: [Int], _ body: (RunRow) throws -> Void
  ) throws {
    try database.read { connection in
      var reader: RunRow.Reader?
      try connection.forEachRow("SELECT * FROM runs \(condition)ORDER BY run", arguments) { row, names in
        let known = reader ?? RunRow.Reader(names)
        reader = known
        try body(known.row(row))
      }
    }
  }

  /// How many runs are stored.
  ///
  /// - Throws: `StoreError` where the database cannot be read.
  public func runCount() throws -> Int {
    try database.read { try Int.fetchOne($0, sql: "SELECT count(*) FROM runs") ?? 0 }
  }

  /// How many runs are numbered, stored or not; of a spec whose results decide how many there are, those so far. 0 where none are.
  ///
  /// - Throws: `StoreError` where the database cannot be read.
  public func runsNumbered() throws -> Int { try plan()?.runCount ?? 0 }

  /// Whether so many runs are stored and nothing is left to write: the tables are of today's format, and no process was interrupted.
  ///
  /// - Throws: `StoreError` where the database cannot be read.
  package func isFinished(_ runs: Int) throws -> Bool {
    guard try read({ try $0.tableExists(BlockRow.databaseTableName) }), try runCount() == runs,
      try meta(MetaRow.specDigest) != nil
    else { return false }
    let hasJournal = ResultsDatabase.hasJournal(directory.appending(path: "results.sqlite"))
    guard !hasJournal || access(directory.path, W_OK) != 0 else { return false }
    return try RunStore.ownFiles(directory, except: Set(files().map(\.path))).isEmpty
  }

  /// How many files belong to the stored runs.
  ///
  /// - Throws: `StoreError` where the database cannot be read.
  public func fileCount() throws -> Int { try database.read(FileRow.fetchCount) }

  /// The points of the sweep, in order.
  ///
  /// - Throws: `StoreError` where the database cannot be read.
  public func points() throws -> [PointRow] {
    try database.read { try PointRow.order(Column("point")).fetchAll($0) }
  }

  /// The plateaus of the loss, by run; runs without one are absent.
  ///
  /// - Throws: `StoreError` where the database cannot be read.
  public func plateaus() throws -> [Int: [RunRecord.Plateau]] {
    let rows = try database.read { try PlateauRow.order(Column("run"), Column("plateau")).fetchAll($0) }
    return Dictionary(grouping: rows, by: \.run).mapValues { rows in
      rows.map {
        RunRecord.Plateau(level: $0.level ?? .nan, start: $0.start ?? .nan, end: $0.end ?? .nan)
      }
    }
  }

  /// The trajectories of all stored runs.
  ///
  /// - Throws: `StoreError` where the database cannot be read.
  public func trajectories() throws -> TrajectoryReader {
    var reader = try database.read { try ResultsSchema.trajectories($0, directory) }
    reader.fileOpened = fileOpened
    return reader
  }

  /// W_j as stored for a run; with a leading snapshot axis where the spec has `weights: snapshots`.
  ///
  /// - Parameters:
  ///   - run: The run's number.
  ///   - layer: j, from 1.
  /// - Throws: `StoreError` where no weights were stored, or they cannot be read.
  public func weights(ofRun run: Int, layer: Int) throws -> StoredArray {
    let path = StoredName.weights(run: run, layer: layer)
    let (joined, row) = try database.read { connection in
      let block = try ResultsSchema.plan(connection).flatMap { plan in
        (0..<plan.runCount).contains(run) ? plan.block(ofRun: run) : nil
      }
      let joined = try block.flatMap {
        try FileRow.fetchOne(connection, key: StoredName.weights(block: $0))
      }
      return (joined, try FileRow.fetchOne(connection, key: path))
    }
    try (row ?? joined)?.requireStoredContents(in: directory)
    if row == nil, let joined {
      return try NumpyArchive.read(
        StoredName.weightArray(run: run, layer: layer), of: directory.appending(path: joined.path))
    }
    return try NumpyFile.read(directory.appending(path: path))
  }

  /// `spec.yaml`, as resolved when the directory was made.
  ///
  /// - Throws: `StoreError` where it cannot be read.
  public func specification() throws -> String { String(decoding: try contents("spec.yaml"), as: UTF8.self) }

  /// `provenance.json`.
  ///
  /// - Throws: `StoreError` where it cannot be read.
  public func provenance() throws -> Provenance {
    do {
      return try Provenance(json: try contents("provenance.json"))
    } catch is DecodingError {
      throw StoreError("\(directory.appending(path: "provenance.json").shown): is not as DeepLinear wrote it")
    }
  }

  /// For each stored run whose loss falls below a threshold, by its number, the first step and time at which it does; NaN for a time that was not recorded.
  ///
  /// - Parameter threshold: the number of the threshold in the spec, from 0.
  /// - Throws: `StoreError` where the results cannot be read.
  package func crossings(ofThreshold threshold: Int) throws -> [Int: (step: Double, time: Double)] {
    let stored = try database.read { connection in
      try connection.tableExists(ThresholdRow.databaseTableName)
        ? ThresholdRow.filter(Column("threshold") == threshold).fetchAll(connection) : nil
    }
    // A directory of an older format has them in its trajectory files alone.
    let rows = try stored ?? Self.thresholdRows(in: trajectories()).filter { $0.threshold == threshold }
    return Dictionary(rows.map { ($0.run, (Double($0.step), $0.time ?? .nan)) }) { first, _ in first }
  }

  /// The thresholds that trajectory files record, as rows; without times, which files of format 1 do not have.
  static func thresholdRows(in reader: TrajectoryReader) throws -> [ThresholdRow] {
    guard let losses = try reader.thresholds() else { return [] }
    let steps = try reader.values(of: "threshold_step")
    return steps.runs.indices.flatMap { place in
      zip(losses, steps[place]).enumerated().compactMap { index, crossing in
        crossing.1.isNaN
          ? nil
          : ThresholdRow(run: steps.runs[place], threshold: index, loss: crossing.0, step: Int(crossing.1))
      }
    }
  }

  /// Runs `body` on the database.
  func read<T>(_ body: (Database) throws -> T) throws -> T { try database.read(body) }

  /// A value of the table `meta`; nil where it has no such key.
  func meta(_ key: String) throws -> String? {
    try database.read { try MetaRow.fetchOne($0, key: key)?.value }
  }

  /// The files that belong to the stored runs, by path.
  func files() throws -> [FileRow] {
    try database.read { try FileRow.order(Column("block"), Column("path")).fetchAll($0) }
  }

  /// The plan that the directory was made with, extensions included; nil where none is stored yet.
  func plan() throws -> BlockPlan? { try database.read(ResultsSchema.plan) }

  /// The format of the database; nil where it has no tables yet.
  ///
  /// - Throws: `StoreError` where the format is a later one than this version reads, or the database another program's.
  func checkedFormat() throws -> Int? {
    try database.check()
    let format = try database.read(ResultsSchema.format)
    if let format, format > ResultsSchema.formatVersion {
      throw StoreError(
        "\(directory.shown): its results have format \(format); this version reads \(ResultsSchema.formatVersion): "
          + "use the version named in provenance.json")
    }
    return format
  }

  private func contents(_ name: String) throws -> Data {
    let file = try OpenFile.reading(directory.appending(path: name))
    var data = Data(count: try file.size())
    let count = try data.withUnsafeMutableBytes { try file.read(into: $0) }
    return data.prefix(count)
  }
}

import Foundation
import GRDB
import SpecLanguage

/// A results directory, to read: finished, interrupted, or while another process still adds to it.
public struct ResultsArchive: Sendable {
  /// The directory.
  public let directory: URL
  private let database: ResultsDatabase

  /// Opens a directory that has a `results.sqlite`.
  ///
  /// - Throws: `StoreError` where it has none, or one that this version cannot read.
  public init(_ directory: URL) throws {
    let url = directory.appending(path: "results.sqlite")
    guard FileManager.default.fileExists(atPath: url.path) else {
      throw StoreError(
        "\(directory.shown): has no results.sqlite; expected a folder that `deeplinear run` made")
    }
    self.init(directory, try ResultsDatabase.reading(url))
    try checkFormat()
  }

  init(_ directory: URL, _ database: ResultsDatabase) {
    (self.directory, self.database) = (directory, database)
  }

  /// The runs whose results are stored, in the order of their numbers; with `point`, only that point's.
  ///
  /// - Throws: `StoreError` where the database cannot be read.
  public func runs(ofPoint point: Int? = nil) throws -> [RunRow] {
    let rows = try database.read { connection in
      try Row.fetchAll(
        connection, sql: "SELECT * FROM runs WHERE ? IS NULL OR point = ? ORDER BY run",
        arguments: [point, point])
    }
    return rows.map(RunRow.init)
  }

  /// The points of the sweep, in order.
  ///
  /// - Throws: `StoreError` where the database cannot be read.
  public func points() throws -> [PointRow] {
    try database.read { connection in
      try Row.fetchAll(connection, sql: "SELECT * FROM points ORDER BY point").map {
        PointRow(point: $0["point"], hash: $0["hash"], parameters: $0["parameters"])
      }
    }
  }

  /// The plateaus of the loss, by run; runs without one are absent.
  ///
  /// - Throws: `StoreError` where the database cannot be read.
  public func plateaus() throws -> [Int: [RunRecord.Plateau]] {
    let rows = try database.read { try Row.fetchAll($0, sql: "SELECT * FROM plateaus ORDER BY run, plateau") }
    return Dictionary(grouping: rows) { $0["run"] as Int }.mapValues { rows in
      rows.map { row in
        func number(_ column: String) -> Double { row[column] ?? .nan }
        return RunRecord.Plateau(level: number("level"), start: number("start_time"), end: number("end_time"))
      }
    }
  }

  /// The trajectories of all stored runs.
  ///
  /// - Throws: `StoreError` where the database cannot be read.
  public func trajectories() throws -> TrajectoryReader {
    let paths = try files().map(\.path).filter { $0.hasPrefix("trajectories/") }
    // Named as the user named the directory, for messages.
    return TrajectoryReader(
      files: paths.map {
        URL(fileURLWithPath: "\(directory.relativePath)/\($0)", relativeTo: directory.baseURL)
      })
  }

  /// W_j as stored for a run; with a leading snapshot axis where the spec asked for every snapshot.
  ///
  /// - Parameters:
  ///   - run: The run's number.
  ///   - layer: j, from 1.
  /// - Throws: `StoreError` where the weights were not asked for, or cannot be read.
  public func weights(ofRun run: Int, layer: Int) throws -> StoredArray {
    try NumpyFile.read(directory.appending(path: StoredName.weights(run: run, layer: layer)))
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

  /// What differs between the stored files and what the database says of them: a sentence for each that is
  /// missing or has other contents; empty where all is well.
  ///
  /// - Throws: `StoreError` where the database cannot be read.
  public func damage() throws -> [String] {
    try files().compactMap { entry in
      do {
        let (bytes, sha256) = try OpenFile.contents(of: directory.appending(path: entry.path))
        if (bytes, sha256) == (entry.bytes, entry.sha256) { return nil }
        return "\(entry.path): its contents are not those that were stored"
      } catch let error as StoreError {
        return error.description
      }
    }
  }

  /// Refuses a directory that no longer has all files of its stored runs: looks at their names alone, not at the contents.
  ///
  /// - Throws: `StoreError` that names the first and says how many there are and what to do, or where the database cannot be read.
  package func checkPresence() throws {
    // Two lists of names are read quickly; asking for each of many thousand files is slow on network file systems.
    let there = Set(
      StoredName.folders.flatMap { folder in
        let names = try? FileManager.default.contentsOfDirectory(
          atPath: directory.appending(path: folder).path)
        return (names ?? []).map { "\(folder)/\($0)" }
      })
    let stored = try files().map(\.path)
    let missing = stored.filter { !there.contains($0) }
    guard let first = missing.first else { return }
    let others = missing.count == 1 ? "" : " and \(missing.count - 1) more"
    throw StoreError(
      "\(directory.relativePath.printable): \(missing.count) of the \(stored.count) files of its runs \(missing.count == 1 ? "is" : "are") "
        + "missing, \(first)\(others): bring back what was removed, or run the spec again into another folder"
    )
  }

  /// Of each stored run, by its number, when the loss is first below each of so many thresholds: steps and times, NaN where never.
  ///
  /// - Throws: `StoreError` where the database cannot be read.
  package func crossings(thresholds: Int) throws -> [Int: (steps: [Double], times: [Double])] {
    let never = [Double](repeating: .nan, count: thresholds)
    let rows = try database.read {
      try Row.fetchAll($0, sql: "SELECT run, threshold, step, time FROM thresholds")
    }
    return rows.reduce(into: [:]) { all, row in
      let index: Int = row["threshold"]
      guard never.indices.contains(index) else { return }
      var entry = all[row["run"]] ?? (steps: never, times: never)
      entry.steps[index] = row["step"] ?? .nan
      entry.times[index] = row["time"] ?? .nan
      all[row["run"]] = entry
    }
  }

  /// The files that belong to stored runs, by path.
  func files() throws -> [Publication.Entry] {
    try database.read { connection in
      try Row.fetchAll(connection, sql: "SELECT path, bytes, sha256 FROM files ORDER BY block, path").map {
        Publication.Entry(path: $0["path"], bytes: $0["bytes"], sha256: $0["sha256"])
      }
    }
  }

  /// A value of the table `meta`.
  func meta(_ key: String) throws -> String? {
    try database.read {
      try String.fetchOne($0, sql: "SELECT value FROM meta WHERE key = ?", arguments: [key])
    }
  }

  /// Refuses a database of a later format.
  func checkFormat() throws {
    let found = try meta("format_version").flatMap(Int.init) ?? 0
    guard found == ResultsDatabase.formatVersion else {
      throw StoreError(
        "\(directory.shown): its results have format \(found); this version reads \(ResultsDatabase.formatVersion): "
          + "use the version named in provenance.json")
    }
  }

  private func contents(_ name: String) throws -> Data {
    let file = try OpenFile.reading(directory.appending(path: name))
    var data = Data(count: try file.size())
    let count = try data.withUnsafeMutableBytes { try file.read(into: $0) }
    return data.prefix(count)
  }
}

import Foundation
import GRDB
import SpecLanguage

/// `results.sqlite`: points, runs, plateaus, thresholds, certificates, and the files that belong to them.
///
/// NaN is stored as NULL, as SQLite has none; infinities are stored as they are (SQL writes them 9e999).
/// Seeds are unsigned, SQLite's integers signed: from 2⁶³ up they appear less 2⁶⁴.
struct ResultsDatabase: Sendable {
  /// Counts the changes to the tables that older programs could not read.
  static let formatVersion = 2

  private let url: URL
  private let queue: DatabaseQueue

  /// Opens the database to write; creates its tables where there are none.
  static func writing(_ url: URL) throws -> ResultsDatabase {
    try wrapping(url) {
      let database = ResultsDatabase(
        url: url, queue: try DatabaseQueue(path: url.path, configuration: .patient))
      try database.queue.writeWithoutTransaction { connection in
        try connection.execute(sql: "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL")
      }
      try database.queue.write { try $0.execute(sql: schema) }
      return database
    }
  }

  /// Opens the database to read, while another process may write.
  static func reading(_ url: URL) throws -> ResultsDatabase {
    try wrapping(url) {
      var configuration = Configuration.patient
      configuration.readonly = true
      return ResultsDatabase(url: url, queue: try DatabaseQueue(path: url.path, configuration: configuration))
    }
  }

  func read<T>(_ body: (Database) throws -> T) throws -> T {
    try Self.wrapping(url) { try queue.read(body) }
  }

  /// Runs `body` in one transaction: all of it is stored, durably, or nothing.
  func write<T>(_ body: (Database) throws -> T) throws -> T {
    try Self.wrapping(url) { try queue.write(body) }
  }

  /// Moves the write-ahead log into the database and removes it. Where another process is reading, the last to
  /// close does so.
  func close() throws {
    try Self.wrapping(url) {
      try queue.writeWithoutTransaction { connection in
        do {
          try connection.execute(sql: "PRAGMA journal_mode = DELETE")
        } catch let error as DatabaseError
          where error.resultCode == .SQLITE_BUSY || error.resultCode == .SQLITE_LOCKED
        {
          return
        }
      }
      try queue.close()
    }
  }

  /// Turns SQLite's errors into sentences that name the file.
  private static func wrapping<T>(_ url: URL, _ body: () throws -> T) throws -> T {
    do {
      return try body()
    } catch let error as DatabaseError {
      let reason = error.message ?? "\(error.resultCode)"
      let advice =
        switch error.resultCode {
        case .SQLITE_FULL: "; free some space, then continue"
        case .SQLITE_NOTADB, .SQLITE_CORRUPT:
          "; it is damaged or another program's: restore it, or choose another folder"
        case .SQLITE_READONLY, .SQLITE_CANTOPEN: "; check the permissions of the file and its folder"
        default: ""
        }
      throw StoreError("\(url.shown): SQLite says: \(reason)\(advice)")
    }
  }

  private static var schema: String {
    """
    CREATE TABLE IF NOT EXISTS meta (key TEXT PRIMARY KEY, value TEXT NOT NULL);
    INSERT OR IGNORE INTO meta VALUES ('format_version', '\(formatVersion)');
    CREATE TABLE IF NOT EXISTS points (point INTEGER PRIMARY KEY, hash TEXT NOT NULL, parameters TEXT NOT NULL);
    CREATE TABLE IF NOT EXISTS runs (\(RunRow.columns.map { "\($0.name) \($0.type)" }.joined(separator: ", ")));
    CREATE INDEX IF NOT EXISTS runs_point ON runs (point);
    CREATE TABLE IF NOT EXISTS plateaus (
      run INTEGER NOT NULL, plateau INTEGER NOT NULL, level REAL, start_time REAL, end_time REAL,
      PRIMARY KEY (run, plateau));
    CREATE TABLE IF NOT EXISTS thresholds (
      run INTEGER NOT NULL, threshold INTEGER NOT NULL, loss REAL NOT NULL, step INTEGER NOT NULL, time REAL,
      PRIMARY KEY (run, threshold));
    CREATE TABLE IF NOT EXISTS certificates (
      statement TEXT NOT NULL, point INTEGER NOT NULL, run INTEGER, verdict TEXT NOT NULL,
      hypotheses TEXT NOT NULL, promises TEXT NOT NULL);
    CREATE TABLE IF NOT EXISTS files (
      path TEXT PRIMARY KEY, block INTEGER NOT NULL, bytes INTEGER NOT NULL, sha256 TEXT NOT NULL);
    """
  }
}

extension Configuration {
  /// Waits for other processes' short locks.
  fileprivate static var patient: Configuration {
    var configuration = Configuration()
    configuration.busyMode = .timeout(10)
    return configuration
  }
}

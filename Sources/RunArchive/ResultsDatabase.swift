import Foundation
import GRDB
import SpecLanguage

/// A connection to `results.sqlite`; its errors are sentences that name the file.
struct ResultsDatabase: Sendable {
  private let url: URL
  private let queue: DatabaseQueue

  /// Opens the database of a directory to write; brings its tables to today's format, or creates them.
  static func writing(_ url: URL) throws -> ResultsDatabase {
    try wrapping(url) {
      let database = ResultsDatabase(
        url: url, queue: try DatabaseQueue(path: url.path, configuration: .patient))
      try ResultsSchema.migrator(for: url.deletingLastPathComponent()).migrate(database.queue)
      try database.queue.writeWithoutTransaction { connection in
        try connection.execute(sql: "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL")
      }
      return database
    }
  }

  /// Opens the database to read, while another process may write; writes nothing.
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
        guard !connection.configuration.readonly else { return }
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
}

extension Configuration {
  /// Waits for other processes' short locks.
  fileprivate static var patient: Configuration {
    var configuration = Configuration()
    configuration.busyMode = .timeout(10)
    return configuration
  }
}

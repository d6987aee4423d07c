import Foundation
import GRDB
import SpecLanguage

/// A connection to `results.sqlite`; its errors are sentences that name the file.
struct ResultsDatabase: Sendable {
  private let url: URL
  private let queue: DatabaseQueue

  /// Opens the database of a directory to write; brings its tables to today's format, or creates them.
  ///
  /// It has a rollback journal and no write-ahead log: after each commit the file alone is complete, also while other programs read it, and
  /// network file systems have what a journal needs.
  static func writing(_ url: URL) throws -> ResultsDatabase {
    try wrapping(url) {
      let queue = try DatabaseQueue(path: url.path, configuration: .waiting(seconds: 30))
      try queue.writeWithoutTransaction { connection in
        // EXTRA also writes to disk that the journal is gone, without which a commit may be undone by a power failure.
        try connection.execute(sql: "PRAGMA journal_mode = DELETE; PRAGMA synchronous = EXTRA")
      }
      try ResultsSchema.migrator(for: url.deletingLastPathComponent()).migrate(queue)
      // A process that was killed as it began or ended a commit leaves a journal with nothing to undo: the next commit removes it.
      if hasJournal(url) { try queue.write { try $0.execute(sql: "PRAGMA user_version = 0") } }
      return ResultsDatabase(url: url, queue: queue)
    }
  }

  /// Whether a journal is beside the database: of a commit in progress, or left by a process that was killed.
  static func hasJournal(_ url: URL) -> Bool {
    SystemReason.found(at: url.path + "-journal") == .something
  }

  /// Opens the database to read, while another process may write.
  ///
  /// Writes nothing, but where a commit was cut off, the file is first brought back to the state before it: SQLite reads no other.
  static func reading(_ url: URL) throws -> ResultsDatabase {
    try wrapping(url) {
      ResultsDatabase(
        url: url, queue: try DatabaseQueue(path: url.path, configuration: .waiting(seconds: 5)))
    }
  }

  func read<T>(_ body: (Database) throws -> T) throws -> T {
    try Self.wrapping(url) { try queue.read(body) }
  }

  /// Runs `body` in one transaction: all of it is stored, durably, or nothing.
  func write<T>(_ body: (Database) throws -> T) throws -> T {
    try Self.wrapping(url) { try queue.write(body) }
  }

  /// Ends the connection.
  func close() throws { try Self.wrapping(url) { try queue.close() } }

  /// Refuses a file whose pages, or whose tables and indexes, do not fit together.
  ///
  /// - Complexity: reads the file once.
  func check() throws {
    try read { connection in
      let finding = try String.fetchOne(connection, sql: "PRAGMA integrity_check(1)") ?? "it is empty"
      guard finding == "ok" else { throw DatabaseError(resultCode: .SQLITE_CORRUPT, message: finding) }
    }
  }

  /// What to try where SQLite cannot open the file, of which it does not say why.
  private static func advice(onOpening url: URL) -> String {
    // Not opened here: closing it would end the locks of this process.
    guard access(url.path, R_OK | W_OK) == 0 else {
      return ": \(SystemReason(errno, at: url.path).explained)"
    }
    return "; check the permissions of its folder, and the limit on open files (ulimit -n)"
  }

  /// Whether the process may write files up to some size only, of which SQLite knows nothing.
  private static var limitsFileSize: Bool {
    var limit = rlimit()
    return getrlimit(__rlimit_resource_t(RLIMIT_FSIZE.rawValue), &limit) == 0 && limit.rlim_cur != rlim_t.max
  }

  /// Turns SQLite's errors into sentences that name the file.
  private static func wrapping<T>(_ url: URL, _ body: () throws -> T) throws -> T {
    do {
      return try body()
    } catch let error as DatabaseError {
      let reason = error.message ?? "\(error.resultCode)"
      let advice =
        switch error.resultCode {
        case .SQLITE_FULL: SystemReason(ENOSPC).advice.map { "; \($0)" } ?? ""
        case .SQLITE_NOMEM: SystemReason(ENOMEM).advice.map { "; \($0)" } ?? ""
        case .SQLITE_IOERR where limitsFileSize:
          "; raise the limit on the size of files (ulimit -f), or check the disk, then continue"
        case .SQLITE_IOERR: "; check the disk, then continue"
        case .SQLITE_NOTADB, .SQLITE_CORRUPT:
          "; it is damaged or another program's: restore it, or choose another folder"
        case .SQLITE_READONLY where error.extendedResultCode == .SQLITE_READONLY_ROLLBACK:
          "; a commit that was cut off has to be undone first: continue the directory where it can be written"
        case .SQLITE_CANTOPEN: advice(onOpening: url)
        case .SQLITE_READONLY: "; check the permissions of the file and its folder"
        case .SQLITE_BUSY, .SQLITE_LOCKED:
          "; another process has had it locked all the time that was waited: end that one (`fuser` names it), then continue"
        default: ""
        }
      throw StoreError("\(url.shown): SQLite says: \(reason)\(advice)")
    }
  }
}

extension Configuration {
  /// Waits for other processes' locks.
  fileprivate static func waiting(seconds: Double) -> Configuration {
    var configuration = Configuration()
    configuration.busyMode = .timeout(seconds)
    return configuration
  }
}

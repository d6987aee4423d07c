import Foundation
import GRDB

/// A row of the table `certificates`: what a statement says of a run, or of all runs of a point.
public struct CertificateRow: Sendable, Equatable, Codable, FetchableRecord, PersistableRecord {
  /// The table.
  public static let databaseTableName = "certificates"

  /// The statement's identifier.
  public var statement: String
  /// The point, from 0.
  public var point: Int
  /// The run; nil where it is about all runs of the point.
  public var run: Int?
  /// The finding.
  public var verdict: String
  /// The hypotheses, a JSON array of items.
  public var hypotheses: String
  /// The promises, a JSON array of items.
  public var promises: String

  /// A row; see the properties.
  public init(
    statement: String, point: Int, run: Int?, verdict: String, hypotheses: String, promises: String
  ) {
    (self.statement, self.point, self.run, self.verdict) = (statement, point, run, verdict)
    (self.hypotheses, self.promises) = (hypotheses, promises)
  }
}

/// Replaces the certificates of a directory, part by part, while no other process writes there.
///
/// Until `finish` the directory has no certificates that count: a process that was killed in between leaves rows without their
/// checksum, which are not read.
public final class CertificateWriter {
  private let database: ResultsDatabase
  private let lock: DirectoryLock

  /// Begins: the certificates that the directory has are removed.
  ///
  /// - Throws: `StoreError` where the directory cannot be written, or another process writes there.
  public init(_ directory: URL) throws {
    lock = try DirectoryLock(directory)
    database = try ResultsDatabase.writing(directory.appending(path: "results.sqlite"))
    try database.write { connection in
      try MetaRow.deleteOne(connection, key: MetaRow.certificatesDigest)
      try CertificateRow.deleteAll(connection)
    }
  }

  /// Adds rows, in one transaction.
  public func add(_ rows: [CertificateRow]) throws {
    try database.write { connection in for row in rows { try row.insert(connection) } }
  }

  /// Records the checksum of all rows.
  public func finish() throws {
    try database.write { connection in
      let digest = try RowDigest.ofCertificates(in: connection)
      try MetaRow(key: MetaRow.certificatesDigest, value: digest).upsert(connection)
    }
    try database.close()
    lock.release()
  }
}

extension ResultsArchive {
  /// The certificates that `deeplinear check` stored last, in their order; nil where there are none that are complete.
  ///
  /// - Throws: `StoreError` where the database cannot be read, or they are not those that were stored.
  public func certificates() throws -> [CertificateRow]? {
    if let damage = try certificateDamage() { throw StoreError("\(directory.shown): \(damage)") }
    guard try meta(MetaRow.certificatesDigest) != nil else { return nil }
    return try read { try CertificateRow.order(Column.rowID).fetchAll($0) }
  }

  /// A sentence where the certificates are not those that were stored; nil where they are, or there are none.
  func certificateDamage() throws -> String? {
    guard let stored = try meta(MetaRow.certificatesDigest),
      try read({ try RowDigest.ofCertificates(in: $0) }) != stored
    else { return nil }
    return "results.sqlite: the certificates are not those that were stored: run `deeplinear check` again"
  }
}

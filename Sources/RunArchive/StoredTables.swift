import GRDB

// The rows of results.sqlite but for those of `runs`; NaN is stored as NULL.

/// A row of the table `points`: a point of the sweep.
public struct PointRow: Sendable, Equatable, Codable, FetchableRecord, PersistableRecord {
  /// The table.
  public static let databaseTableName = "points"

  /// The point's number in the spec's order, from 0.
  public var point: Int
  /// The hash of everything that changes its numbers.
  public var hash: String
  /// What is particular to the point, as a JSON object.
  public var parameters: String

  /// - Parameters:
  ///   - point: The point's number, from 0.
  ///   - hash: The hash of everything that changes its numbers.
  ///   - parameters: A JSON object.
  public init(point: Int, hash: String, parameters: String) {
    (self.point, self.hash, self.parameters) = (point, hash, parameters)
  }
}

/// A row of the table `plateaus`.
struct PlateauRow: Sendable, Codable, FetchableRecord, PersistableRecord {
  static let databaseTableName = "plateaus"

  var run: Int
  /// From 0.
  var plateau: Int
  var level: Double?
  var start: Double?
  var end: Double?

  enum CodingKeys: String, CodingKey {
    case run, plateau, level
    case start = "start_time"
    case end = "end_time"
  }
}

/// A row of the table `thresholds`: the first step of a run whose loss is below a threshold.
struct ThresholdRow: Sendable, Codable, FetchableRecord, PersistableRecord {
  static let databaseTableName = "thresholds"

  var run: Int
  /// From 0, in the spec's order.
  var threshold: Int
  var loss: Double
  var step: Int
  /// nil for runs of format 1, which did not record it.
  var time: Double?
}

/// A row of the table `files`: a file of stored runs.
struct FileRow: Sendable, Equatable, Codable, FetchableRecord, PersistableRecord {
  static let databaseTableName = "files"

  /// Relative to the results directory, e.g. "trajectories/block-000000.nc".
  var path: String
  /// The block that it was committed with.
  var block: Int
  var bytes: Int
  var sha256: String
}

/// A row of the table `blocks`: a stored block, and the checksum of its rows in the other tables.
struct BlockRow: Sendable, Codable, FetchableRecord, PersistableRecord {
  static let databaseTableName = "blocks"

  var block: Int
  var sha256: String
}

/// A row of the table `meta`.
struct MetaRow: Sendable, Codable, FetchableRecord, PersistableRecord {
  static let databaseTableName = "meta"
  /// The keys of the checksums of spec.yaml, of provenance.json (two while it is replaced) and of the table `points`.
  static let specDigest = "spec_sha256"
  static let provenanceDigest = "provenance_sha256"
  static let pointsDigest = "points_sha256"
  /// The end of the key of the checksum of an array beside the results, after the file's name.
  static let arrayDigest = " sha256"
  /// That of the table `certificates`, once all of it was written.
  static let certificatesDigest = "certificates_sha256"

  var key: String
  var value: String
}

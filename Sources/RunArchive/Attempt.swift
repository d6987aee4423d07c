import GRDB

/// One value that a run tried, where the spec chooses the best of several.
public struct Attempt: Sendable, Equatable, Codable {
  /// The place of the value in the spec's grid, from 0.
  public var attempt: Int
  /// The value.
  public var value: Double
  /// converged, diverged, exhausted or stalled; exhausted too where an earlier value had converged in as many steps.
  public var outcome: String
  /// Steps taken.
  public var steps: Int
  /// Step-size × steps.
  public var time: Double
  /// The fitting loss ℓ at the end of the attempt.
  public var loss: Double
  /// nil for plain outcomes.
  public var message: String?
  /// Wall-clock seconds that the attempt took.
  public var wallSeconds: Double

  /// See the properties.
  public init(
    attempt: Int, value: Double, outcome: String, steps: Int, time: Double, loss: Double, message: String?,
    wallSeconds: Double
  ) {
    (self.attempt, self.value, self.outcome) = (attempt, value, outcome)
    (self.steps, self.time, self.loss) = (steps, time, loss)
    (self.message, self.wallSeconds) = (message, wallSeconds)
  }
}

/// A row of the table `attempts`.
public struct AttemptRow: Sendable, Equatable, Codable, FetchableRecord, PersistableRecord {
  /// The table.
  public static let databaseTableName = "attempts"
  /// `isBest` is the column `is_best`.
  public static let databaseColumnEncodingStrategy = DatabaseColumnEncodingStrategy.convertToSnakeCase
  /// The same for reading.
  public static let databaseColumnDecodingStrategy = DatabaseColumnDecodingStrategy.convertFromSnakeCase

  /// The number of the run.
  public var run: Int
  /// The place of the value in the spec's grid, from 0.
  public var attempt: Int
  /// The point and the seed of the run, as `runs` has them.
  public var point: Int
  /// As in `runs`: from 2⁶³ up, less 2⁶⁴.
  public var seed: Int64
  /// The value that was tried.
  public var value: Double
  /// Whether it is the run's best.
  public var isBest: Bool
  /// How the attempt ended: converged, diverged, exhausted or stalled.
  public var outcome: String
  /// Steps taken.
  public var steps: Int
  /// Step-size × steps.
  public var time: Double?
  /// ℓ at the end; nil where it is NaN.
  public var loss: Double?
  /// nil for plain outcomes.
  public var message: String?
  /// Wall-clock seconds that the attempt took.
  public var wallSeconds: Double

  init(_ attempt: Attempt, of row: RunRow) {
    (run, self.attempt, point) = (row.run, attempt.attempt, row.point)
    seed = Int64(bitPattern: row.seed)
    (value, isBest) = (attempt.value, attempt.value == row["best_value"])
    (outcome, steps) = (attempt.outcome, attempt.steps)
    (time, loss) = (attempt.time, attempt.loss.isNaN ? nil : attempt.loss)
    (message, wallSeconds) = (attempt.message, attempt.wallSeconds)
  }

  /// Creates the table where it is missing.
  static func createTable(_ database: Database) throws {
    try database.create(table: databaseTableName, options: .ifNotExists) { table in
      for name in ["run", "attempt", "point", "seed"] { table.column(name, .integer).notNull() }
      table.column("value", .real).notNull()
      table.column("is_best", .integer).notNull()
      table.column("outcome", .text).notNull()
      table.column("steps", .integer).notNull()
      for name in ["time", "loss"] { table.column(name, .real) }
      table.column("message", .text)
      table.column("wall_seconds", .real).notNull()
      table.primaryKey(["run", "attempt"])
    }
  }
}

extension ResultsArchive {
  /// The values that stored runs tried, by run and in the order of the grid; none where the spec has no section `best`.
  ///
  /// - Throws: `StoreError` where the database cannot be read.
  public func attempts(ofRun run: Int? = nil) throws -> [AttemptRow] {
    try read { connection in
      guard try connection.tableExists(AttemptRow.databaseTableName) else { return [] }
      let all = AttemptRow.order(Column("run"), Column("attempt"))
      return try (run.map { all.filter(Column("run") == $0) } ?? all).fetchAll(connection)
    }
  }
}

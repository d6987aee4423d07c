import Foundation
import GRDB
import SpecLanguage

/// The tables of results.sqlite, and how those of earlier formats become today's.
///
/// Seeds are unsigned, SQLite's integers signed: from 2⁶³ up they appear less 2⁶⁴. NaN is stored as NULL, as SQLite has
/// none; infinities are stored as they are (SQL writes them 9e999).
enum ResultsSchema {
  /// Counts the changes to the tables that older programs could neither read nor continue; a further column is none.
  ///
  /// Format 1 has no `thresholds` and no numbers of flows in `runs`.
  static let formatVersion = 2

  /// What brings a new, empty database or one of an earlier format to today's tables.
  ///
  /// - Parameter directory: Where the trajectory files of format 1 are, which alone have its thresholds.
  static func migrator(for directory: URL) -> DatabaseMigrator {
    var migrator = DatabaseMigrator()
    migrator.registerMigration("tables", migrate: createTables)
    migrator.registerMigration("thresholds of format 1") { database in
      guard try format(database) == 1 else { return }
      for row in try ResultsArchive.thresholdRows(in: trajectories(database, directory)) {
        try row.insert(database)
      }
    }
    // Columns are added and never removed, so that their number names a state of the table.
    migrator.registerMigration("\(ResultField.stored.count) columns of runs") { database in
      try addColumns(database)
      try MetaRow(key: "format_version", value: "\(formatVersion)").upsert(database)
    }
    migrator.registerMigration("attempts", migrate: AttemptRow.createTable)
    migrator.registerMigration("checksums of rows") { database in
      try database.create(table: BlockRow.databaseTableName, options: .ifNotExists) { table in
        table.column("block", .integer).primaryKey()
        table.column("sha256", .text).notNull()
      }
      // What an earlier version stored is taken as it is.
      guard let plan = try plan(database) else { return }
      for block in try Int.fetchSet(database, sql: "SELECT DISTINCT block FROM files") {
        try checkBlock(block, plan)
        try BlockRow(block: block, sha256: RowDigest.ofBlock(block, plan, in: database))
          .insert(database, onConflict: .ignore)
      }
    }
    return migrator
  }

  /// - Throws: `DatabaseError` where the plan has no such block.
  private static func checkBlock(_ block: Int, _ plan: BlockPlan) throws {
    guard !(0..<plan.count).contains(block) else { return }
    throw DatabaseError(
      resultCode: .SQLITE_CORRUPT, message: "it has files of a block \(block), and there are \(plan.count)")
  }

  /// The format of a database; nil where it has no table yet.
  ///
  /// - Throws: `DatabaseError` where it is another program's.
  static func format(_ database: Database) throws -> Int? {
    guard try database.tableExists(MetaRow.databaseTableName) else {
      // A process that was killed while it made the tables may leave the list of migrations alone.
      let others = "name NOT LIKE 'sqlite_%' AND name NOT LIKE 'grdb_%'"
      let tables =
        try Int.fetchOne(
          database, sql: "SELECT count(*) FROM sqlite_master WHERE type = 'table' AND \(others)") ?? 0
      guard tables == 0 else {
        throw DatabaseError(resultCode: .SQLITE_NOTADB, message: "it has other tables")
      }
      return nil
    }
    let version = try MetaRow.fetchOne(database, key: "format_version")
    guard let format = version.flatMap({ Int($0.value) }) else {
      throw DatabaseError(resultCode: .SQLITE_NOTADB, message: "its table meta names no format_version")
    }
    return format
  }

  /// The trajectory files that the database names, in the order of their runs.
  static func trajectories(_ database: Database, _ directory: URL) throws -> TrajectoryReader {
    let files = try FileRow.filter(Column("path").like("trajectories/%"))
      .order(Column("block"), Column("path")).fetchAll(database)
    let plan = try plan(database)
    let runs = files.compactMap { file in
      plan.flatMap { (0..<$0.count).contains(file.block) ? $0.runs(inBlock: file.block) : nil }
    }
    // Named as the user named the directory, for messages.
    let urls = files.map {
      URL(fileURLWithPath: "\(directory.relativePath)/\($0.path)", relativeTo: directory.baseURL)
    }
    var reader = TrajectoryReader(files: urls, runs: runs.count == files.count ? runs : nil)
    let rows = Dictionary(zip(urls, files)) { first, _ in first }
    reader.requireStoredContents = { try rows[$0]?.requireStoredContents(in: directory) }
    return reader
  }

  /// The plan that the directory was made with, extensions included; nil where none is stored yet.
  ///
  /// - Throws: `DatabaseError` where it is damaged.
  static func plan(_ database: Database) throws -> BlockPlan? {
    guard let size = try MetaRow.fetchOne(database, key: "block_size"),
      let batches = try MetaRow.fetchOne(database, key: "batches")
    else { return nil }
    let numbers = ([size.value] + batches.value.split(separator: " ").map(String.init)).map { Int($0) ?? 0 }
    guard numbers.count > 1, numbers.allSatisfy({ $0 > 0 }) else {
      throw DatabaseError(resultCode: .SQLITE_CORRUPT, message: "its table meta has a plan that cannot be")
    }
    let most = try MetaRow.fetchOne(database, key: "most_runs").map { Int($0.value) ?? 0 }
    return BlockPlan(batches: Array(numbers.dropFirst()), size: numbers[0], mostRuns: most)
  }

  // MARK: Tables

  /// Creates the tables that are missing; with them a new database has today's format.
  private static func createTables(_ database: Database) throws {
    try database.create(table: "meta", options: .ifNotExists) { table in
      table.column("key", .text).primaryKey()
      table.column("value", .text).notNull()
    }
    try MetaRow(key: "format_version", value: "\(formatVersion)").insert(database, onConflict: .ignore)
    try database.create(table: "points", options: .ifNotExists) { table in
      table.column("point", .integer).primaryKey()
      table.column("hash", .text).notNull()
      table.column("parameters", .text).notNull()
    }
    try createRuns(database, named: "runs")
    try database.create(index: "runs_point", on: "runs", columns: ["point"], options: .ifNotExists)
    try database.create(table: "plateaus", options: .ifNotExists) { table in
      for name in ["run", "plateau"] { table.column(name, .integer).notNull() }
      for name in ["level", "start_time", "end_time"] { table.column(name, .real) }
      table.primaryKey(["run", "plateau"])
    }
    try database.create(table: "thresholds", options: .ifNotExists) { table in
      for name in ["run", "threshold"] { table.column(name, .integer).notNull() }
      table.column("loss", .real).notNull()
      table.column("step", .integer).notNull()
      table.column("time", .real)
      table.primaryKey(["run", "threshold"])
    }
    try database.create(table: "certificates", options: .ifNotExists) { table in
      table.column("statement", .text).notNull()
      table.column("point", .integer).notNull()
      table.column("run", .integer)
      for name in ["verdict", "hypotheses", "promises"] { table.column(name, .text).notNull() }
    }
    try database.create(table: "files", options: .ifNotExists) { table in
      table.column("path", .text).primaryKey()
      for name in ["block", "bytes"] { table.column(name, .integer).notNull() }
      table.column("sha256", .text).notNull()
    }
  }

  private static func createRuns(_ database: Database, named name: String) throws {
    try database.create(table: name, options: .ifNotExists) { table in
      for field in ResultField.stored {
        guard let column = field.column else { continue }
        let definition = table.column(field.name, column.type)
        if field.name == "run" {
          definition.primaryKey()
        } else if column.isRequired {
          definition.notNull()
        }
      }
    }
  }

  /// Gives `runs` the columns that it lacks, all in the order of the fields; their values are NULL.
  private static func addColumns(_ database: Database) throws {
    let names = Set(try database.columns(in: "runs").map(\.name))
    let known = ResultField.stored.map(\.name).filter(names.contains)
    guard known.count < ResultField.stored.count else { return }
    try createRuns(database, named: "runs_with_all_columns")
    let list = known.joined(separator: ", ")
    try database.execute(sql: "INSERT INTO runs_with_all_columns (\(list)) SELECT \(list) FROM runs")
    try database.drop(table: "runs")
    try database.rename(table: "runs_with_all_columns", to: "runs")
    try database.create(index: "runs_point", on: "runs", columns: ["point"])
  }
}

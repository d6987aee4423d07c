import GRDB

/// Checksums of what `results.sqlite` holds of a block, stored in the table `blocks` and compared whenever a directory is opened.
///
/// Documentation/Notation.md §5.2 says what is hashed, so that other programs can compare too.
enum RowDigest {
  /// The tables with rows of single blocks, in the order in which they are hashed.
  private static let tables = ["runs", "plateaus", "thresholds", "files"]

  /// The checksum of a block's rows as they are stored.
  static func ofBlock(_ block: Int, _ plan: BlockPlan, in database: Database) throws -> String {
    let digest = ContentDigest()
    let runs = plan.runs(inBlock: block)
    for table in tables {
      let isFiles = table == FileRow.databaseTableName
      let condition = isFiles ? "block = ? ORDER BY path" : "run BETWEEN ? AND ? ORDER BY run"
      let order = ["plateaus": ", plateau", "thresholds": ", threshold"][table] ?? ""
      try add(
        "SELECT * FROM \(table) WHERE \(condition)\(order)",
        isFiles ? [block] : [runs.lowerBound, runs.upperBound - 1], of: table, from: database, to: digest)
    }
    return digest.hexadecimal()
  }

  /// The checksum of the table `points`.
  static func ofPoints(in database: Database) throws -> String {
    let digest = ContentDigest()
    try add("SELECT * FROM points ORDER BY point", [], of: "points", from: database, to: digest)
    return digest.hexadecimal()
  }

  /// The blocks whose rows are not those that were stored, in order.
  ///
  /// - Complexity: O(rows); about 0.4 s for 10⁵ runs.
  static func damagedBlocks(_ plan: BlockPlan, in database: Database) throws -> [Int] {
    let stored = try BlockRow.fetchAll(database)
    let digests = Dictionary(stored.map { ($0.block, $0.sha256) }) { first, _ in first }
    let withRows = try Int.fetchSet(database, sql: "SELECT DISTINCT block FROM files")
    let ofRuns = try Int.fetchSet(database, sql: "SELECT run FROM runs").map { run in
      (0..<plan.runCount).contains(run) ? plan.block(ofRun: run) : -1
    }
    return try withRows.union(ofRuns).union(digests.keys).sorted().filter { block in
      guard (0..<plan.count).contains(block), let digest = digests[block] else { return true }
      return try ofBlock(block, plan, in: database) != digest
    }
  }

  /// Adds each row as a line: the table and, of every column that is not NULL, its name and its value.
  private static func add(
    _ sql: String, _ arguments: [Int], of table: String, from database: Database,
    to digest: borrowing ContentDigest
  ) throws {
    let statement = try database.cachedStatement(sql: sql)
    let names = statement.columnNames
    let rows = try Row.fetchCursor(statement, arguments: StatementArguments(arguments))
    var line: [UInt8] = []
    while let row = try rows.next() {
      line.removeAll(keepingCapacity: true)
      line += table.utf8
      for (i, name) in names.enumerated() {
        let value: DatabaseValue = row[i]
        guard let text = text(value) else { continue }
        line.append(UInt8(ascii: "\t"))
        line += name.utf8
        line.append(UInt8(ascii: "="))
        line += text.utf8
      }
      line.append(UInt8(ascii: "\n"))
      line.withUnsafeBytes { digest.update($0) }
    }
  }

  /// Integers in decimal digits, reals as the 16 hexadecimal digits of their bits, texts as they are; nil for NULL.
  private static func text(_ value: DatabaseValue) -> String? {
    switch value.storage {
    case .null: nil
    case .int64(let number): String(number)
    case .double(let number):
      { String(repeating: "0", count: 16 - $0.count) + $0 }(String(number.bitPattern, radix: 16))
    case .string(let text): text
    case .blob(let bytes): bytes.map { String($0, radix: 16) }.joined(separator: " ")
    }
  }
}

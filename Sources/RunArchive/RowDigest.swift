import GRDB
import GRDBSQLite

/// Checksums of what `results.sqlite` holds of a block, stored in the table `blocks` and compared whenever a directory is opened.
///
/// Documentation/Notation.md §5.2 says what is hashed, so that other programs can compare too.
enum RowDigest {
  /// The tables with rows of single blocks, in the order in which they are hashed.
  private static let tables = ["runs", "plateaus", "thresholds", "attempts", "files"]

  /// The checksum of a block's rows as they are stored.
  static func ofBlock(_ block: Int, _ plan: BlockPlan, in database: Database) throws -> String {
    let digest = ContentDigest()
    let runs = plan.runs(inBlock: block)
    // Tables that a directory of an earlier version lacks have no rows.
    for table in tables where try database.tableExists(table) {
      let isFiles = table == FileRow.databaseTableName
      let condition = isFiles ? "block = ? ORDER BY path" : "run BETWEEN ? AND ? ORDER BY run"
      let order =
        ["plateaus": ", plateau", "thresholds": ", threshold", "attempts": ", attempt"][table] ?? ""
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

  /// The checksum of the table `certificates`.
  static func ofCertificates(in database: Database) throws -> String {
    let digest = ContentDigest()
    try add("SELECT * FROM certificates ORDER BY rowid", [], of: "certificates", from: database, to: digest)
    return digest.hexadecimal()
  }

  /// The blocks whose rows are not those that were stored, in order.
  ///
  /// - Complexity: O(rows).
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
    var labels: [[UInt8]] = []
    var line: [UInt8] = []
    try database.forEachRow(sql, arguments) { row, names in
      if labels.isEmpty { labels = names.map { Array("\t\($0)=".utf8) } }
      line.removeAll(keepingCapacity: true)
      line += table.utf8
      for place in labels.indices where row.storage(place) != SQLITE_NULL {
        line += labels[place]
        append(row, place, to: &line)
      }
      line.append(UInt8(ascii: "\n"))
      line.withUnsafeBytes { digest.update($0) }
    }
  }

  /// Integers in decimal digits, reals as the 16 hexadecimal digits of their bits, texts as they are.
  private static func append(_ row: StatementRow, _ place: Int, to line: inout [UInt8]) {
    switch row.storage(place) {
    case SQLITE_INTEGER: line += String(row.integer(place) ?? 0).utf8
    case SQLITE_FLOAT:
      let bits = (row.number(place) ?? 0).bitPattern
      for shift in stride(from: 60, through: 0, by: -4) {
        line.append(hexadecimalDigits[Int(bits >> UInt64(shift) & 15)])
      }
    case SQLITE_TEXT: line += row.bytes(place)
    default: line += row.bytes(place).map { String($0, radix: 16) }.joined(separator: " ").utf8
    }
  }

  private static let hexadecimalDigits = Array("0123456789abcdef".utf8)
}

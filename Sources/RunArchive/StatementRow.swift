import GRDB
import GRDBSQLite

/// The row that a running SQL statement has arrived at.
///
/// Its values are read as SQLite has them, by column number, which is several times faster than by names and conversions. It is valid until the
/// statement goes on.
struct StatementRow {
  private let statement: SQLiteStatement

  fileprivate init(_ statement: SQLiteStatement) { self.statement = statement }

  /// How a column is stored in this row: SQLITE_INTEGER, SQLITE_FLOAT, SQLITE_TEXT, SQLITE_BLOB or SQLITE_NULL.
  func storage(_ column: Int) -> Int32 { sqlite3_column_type(statement, Int32(column)) }

  /// An integer; nil where the column is stored otherwise.
  func integer(_ column: Int) -> Int64? {
    storage(column) == SQLITE_INTEGER ? sqlite3_column_int64(statement, Int32(column)) : nil
  }

  /// A number; nil where the column is stored otherwise.
  func number(_ column: Int) -> Double? {
    switch storage(column) {
    case SQLITE_INTEGER, SQLITE_FLOAT: sqlite3_column_double(statement, Int32(column))
    default: nil
    }
  }

  /// A text; nil where the column is stored otherwise.
  func text(_ column: Int) -> String? {
    storage(column) == SQLITE_TEXT ? String(decoding: bytes(column), as: UTF8.self) : nil
  }

  /// The bytes of a text or of a value without a type.
  func bytes(_ column: Int) -> UnsafeRawBufferPointer {
    let start = sqlite3_column_blob(statement, Int32(column))
    return UnsafeRawBufferPointer(start: start, count: Int(sqlite3_column_bytes(statement, Int32(column))))
  }

  /// The names of the columns.
  var columnNames: [String] {
    (0..<sqlite3_column_count(statement)).map { column in
      sqlite3_column_name(statement, column).map { String(cString: $0) } ?? ""
    }
  }

  /// What a column holds, for messages.
  func description(_ column: Int) -> String {
    integer(column).map(String.init) ?? number(column).map { "\($0)" } ?? text(column).map {
      "'\($0.excerpt)'"
    }
      ?? (storage(column) == SQLITE_NULL ? "NULL" : "bytes without a type")
  }
}

extension Database {
  /// Calls `body` with each row of a query.
  ///
  /// - Parameters:
  ///   - sql: A statement that only reads; prepared once for each connection.
  ///   - arguments: The values of its parameters `?`.
  ///   - body: Given the row and, as in the query, the names of its columns.
  func forEachRow(
    _ sql: String, _ arguments: [Int] = [], _ body: (StatementRow, [String]) throws -> Void
  ) throws {
    let statement = try cachedStatement(sql: sql)
    try statement.setArguments(StatementArguments(arguments))
    let row = StatementRow(statement.sqliteStatement)
    var names: [String]?
    defer { sqlite3_reset(statement.sqliteStatement) }
    while true {
      switch sqlite3_step(statement.sqliteStatement) {
      case SQLITE_ROW:
        // Read after the first step, which prepares the statement again where another connection has changed the tables.
        let known = names ?? row.columnNames
        names = known
        try body(row, known)
      case SQLITE_DONE: return
      case let code:
        let message = sqlite3_errmsg(sqliteConnection).map { String(cString: $0) }
        throw DatabaseError(resultCode: ResultCode(rawValue: code), message: message, sql: sql)
      }
    }
  }
}

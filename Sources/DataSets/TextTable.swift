/// A CSV file as text: the cells of every row below its header, as they are written.
public struct TextTable: Sendable, Equatable {
  /// The names of the columns.
  public let header: [String]
  /// The rows, each with a cell for each column.
  public let rows: [[String]]

  /// Reads a file with commas between cells and the quotes of RFC 4180; memory is proportional to it.
  ///
  /// - Throws: `DataError` where it cannot be read, has no header, or a row of another length.
  public init(contentsOf path: String) throws {
    let parser = CSVParser(delimiter: UInt8(ascii: ","))
    var table: [[String]] = []
    try LineReader(ByteSource(path)).forEachLine { line in
      try parser.read(line, of: path) { row in
        table.append((0..<row.count).map { row.withCell($0) { String(decoding: $0, as: UTF8.self) } })
        let expected = table[0].count
        guard row.count == expected else {
          throw DataError(
            "this row and the header differ: \(row.count) cells; expected \(expected)", in: path,
            line: row.line)
        }
      }
    }
    try parser.finish(path)
    guard let header = table.first else { throw DataError("is empty; expected a header and rows", in: path) }
    (self.header, rows) = (header, Array(table.dropFirst()))
  }
}

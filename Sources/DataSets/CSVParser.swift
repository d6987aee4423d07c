import CCSV

/// RFC 4180's quotes and separators, by libcsv: rows of cells from the lines of a file.
final class CSVParser {
  private let parser = UnsafeMutablePointer<csv_parser>.allocate(capacity: 1)
  private var row = Row()

  /// A row of a table.
  struct Row {
    /// The cells, one after the other, without quotes and blanks around them.
    fileprivate var bytes: [UInt8] = []
    fileprivate var ends: [Int] = []
    fileprivate var isComplete = false
    /// The line in which the row begins.
    fileprivate(set) var line = 1

    /// The number of cells.
    var count: Int { ends.count }

    /// Calls `body` with the bytes of cell `i`, counted from 0.
    func withCell<R>(_ i: Int, _ body: (UnsafeRawBufferPointer) throws -> R) rethrows -> R {
      try bytes.withUnsafeBytes {
        try body(UnsafeRawBufferPointer(rebasing: $0[(i == 0 ? 0 : ends[i - 1])..<ends[i]]))
      }
    }

    fileprivate mutating func clear() {
      bytes.removeAll(keepingCapacity: true)
      ends.removeAll(keepingCapacity: true)
      isComplete = false
    }
  }

  /// - Parameter delimiter: what separates cells: a comma, a semicolon or a tabulator.
  init(delimiter: UInt8) {
    csv_init(parser, UInt8(CSV_STRICT | CSV_STRICT_FINI))
    csv_set_delim(parser, delimiter)
  }

  deinit {
    csv_free(parser)
    parser.deallocate()
  }

  /// Reads one line; calls `body` with the row that ends with it, if one does. Lines that are empty outside quotes have no row.
  ///
  /// - Throws: `DataError` for quotes inside a cell and for rows longer than `LineReader.longestLine`; what `body` throws.
  func read(_ line: LineReader.Line, of file: String, _ body: (Row) throws -> Void) throws {
    if row.ends.isEmpty, openCell == 0 { row.line = line.number }
    let parsed = feed(line.bytes)
    guard parsed == line.bytes.count else {
      throw DataError(
        "a quote is inside a cell; expected quotes around the whole cell, doubled inside it (RFC 4180)",
        in: file, line: line.number, column: parsed + 1)
    }
    _ = withUnsafeBytes(of: UInt8(ascii: "\n")) { feed($0) }
    if row.isComplete {
      try body(row)
      row.clear()
    } else if row.bytes.count + openCell > LineReader.longestLine {
      throw DataError(
        "the row that begins here is longer than \(LineReader.longestLine >> 20) MiB; is a quote missing?",
        in: file, line: row.line)
    }
  }

  /// Ends the file.
  ///
  /// - Throws: `DataError` where a quote is open.
  func finish(_ file: String) throws {
    guard csv_fini(parser, nil, nil, nil) == 0 else {
      throw DataError(
        "the row that begins here has a quote without its counterpart", in: file, line: row.line)
    }
  }

  private func feed(_ bytes: UnsafeRawBufferPointer) -> Int {
    csv_parse(
      parser, bytes.baseAddress, bytes.count,
      { cell, count, context in
        let parser = Unmanaged<CSVParser>.fromOpaque(context!).takeUnretainedValue()
        parser.row.bytes.append(contentsOf: UnsafeRawBufferPointer(start: cell, count: count))
        parser.row.ends.append(parser.row.bytes.count)
      },
      { _, context in
        Unmanaged<CSVParser>.fromOpaque(context!).takeUnretainedValue().row.isComplete = true
      },
      Unmanaged.passUnretained(self).toOpaque())
  }

  /// How many bytes libcsv holds of a cell that has not ended.
  private var openCell: Int { Int(parser.pointee.entry_pos) }
}

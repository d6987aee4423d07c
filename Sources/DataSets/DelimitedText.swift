import SpecLanguage

/// A reader of CSV and TSV files: a header with the columns' names, then a row an instance, all cells numbers.
///
/// Cells are separated by tabulators where the file's name ends in `.tsv` or `.tab` (before `.gz`), else by whichever of comma, semicolon and
/// tabulator the header has most of. Quotes are those of RFC 4180; empty lines are skipped.
public struct DelimitedText: Sendable, Equatable {
  /// The columns that are labels, in the order of Y's rows.
  public var labels: [String]
  /// The columns that are left out, whose cells may be anything.
  public var ignored: [String]
  /// The most memory that the table's numbers may take.
  public var limit: MemoryLimit

  /// Columns that are neither labels nor ignored are features.
  public init(labels: [String] = [], ignored: [String] = [], limit: MemoryLimit = .standard) {
    (self.labels, self.ignored, self.limit) = (labels, ignored, limit)
  }

  /// Reads a file, compressed by gzip or not; in time and memory proportional to it.
  ///
  /// - Throws: `DataError` with the line, and the column's number and name, for a header without names, with names twice or without those
  ///   of `labels` and `ignored`, rows of another length, cells that are not finite numbers, and files without rows.
  public func read(_ path: String) throws -> DataTable {
    var parser: CSVParser?
    var columns: DelimitedColumns?
    var rows = TableRows(limit: limit)
    let source = try ByteSource(path)
    try LineReader(source).forEachLine { line in
      if parser == nil {
        if line.isBlank { return }
        parser = CSVParser(delimiter: Self.delimiter(of: path, header: line.bytes))
      }
      try parser?.read(line, of: path) { row in
        if let columns {
          try columns.append(row, to: &rows, of: path)
        } else {
          columns = try DelimitedColumns(header: row, self, of: path)
        }
      }
    }
    try parser?.finish(path)
    guard let columns else {
      throw DataError("is empty; expected a header with the columns' names, and rows of numbers", in: path)
    }
    guard rows.count > 0 else {
      throw DataError("has no rows below its header; expected one for each instance", in: path)
    }
    return rows.table(featureNames: columns.featureNames, labelNames: labels, sources: [path])
  }

  private static func delimiter(of path: String, header: UnsafeRawBufferPointer) -> UInt8 {
    let name = path.lowercased()
    let ending = name.hasSuffix(".gz") ? String(name.dropLast(3)) : name
    if ending.hasSuffix(".tsv") || ending.hasSuffix(".tab") { return UInt8(ascii: "\t") }
    var (counts, isQuoted) = ([Int](repeating: 0, count: 3), false)
    let candidates = [UInt8(ascii: ","), UInt8(ascii: ";"), UInt8(ascii: "\t")]
    for byte in header {
      if byte == UInt8(ascii: "\"") { isQuoted.toggle() }
      if !isQuoted, let i = candidates.firstIndex(of: byte) { counts[i] += 1 }
    }
    return candidates[counts.firstIndex(of: counts.max() ?? 0) ?? 0]
  }
}

/// A reader of libsvm's format: `label index:value index:value …`, indices from 1 and rising, absent values zero, comments after `#`.
///
/// - Source: Chang and Lin, "LIBSVM: a library for support vector machines" (ACM TIST 2011), and its README.
public struct SparseText: Sendable, Equatable {
  /// The most memory that the table's numbers may take, dense.
  public var limit: MemoryLimit

  /// - Parameter limit: the most memory that the table's numbers may take, dense.
  public init(limit: MemoryLimit = .standard) { self.limit = limit }

  /// Reads a file, compressed by gzip or not: features `1` … d, d the largest index of the file; the label `label`.
  ///
  /// - Throws: `DataError` with line and column where a line has another form or the dense table is larger than the limit.
  public func read(_ path: String) throws -> DataTable {
    var entries: [(index: Int32, value: Double)] = []
    var ends: [Int] = []
    var labels: [Double] = []
    var largest = 0
    try LineReader(ByteSource(path)).forEachLine { line in
      let bytes = line.bytes.firstIndex(of: UInt8(ascii: "#")).map { line.bytes[..<$0] } ?? line.bytes[...]
      let line = LineReader.Line(bytes: UnsafeRawBufferPointer(rebasing: bytes), number: line.number)
      var fields = IndexedFields(line, of: path)
      guard let first = fields.next() else { return }
      labels.append(try fields.number(first, "the label"))
      var last = 0
      while let field = fields.next() {
        let (index, value) = try fields.pair(field)
        guard index > last else {
          throw fields.fault("got index \(index) after \(last); expected indices that rise", at: field)
        }
        last = index
        entries.append((Int32(index), value))
      }
      ends.append(entries.count)
      largest = max(largest, last)
      guard limit.bytes(labels.count, largest + 1) != nil, limit.bytes(entries.count, 2) != nil else {
        throw limit.refusal(labels.count, largest, in: path, line: line.number)
      }
    }
    guard !labels.isEmpty else {
      throw DataError("is empty; expected lines such as 1 1:0.5 3:-2", in: path)
    }
    guard largest > 0 else {
      throw DataError("has labels but no features; expected index:value after a label", in: path)
    }
    var features = [Double](repeating: 0, count: largest * labels.count)
    for (row, end) in ends.enumerated() {
      for entry in entries[(row == 0 ? 0 : ends[row - 1])..<end] {
        features[row * largest + Int(entry.index) - 1] = entry.value
      }
    }
    return DataTable(
      features: .init(rows: largest, columns: labels.count, columnMajor: features),
      labels: .init(rows: 1, columns: labels.count, columnMajor: labels),
      featureNames: (1...largest).map(String.init), labelNames: ["label"], sources: [path])
  }
}

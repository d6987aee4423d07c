/// What a file of data is, by its contents; its name plays no part.
public enum DataFormat: String, Sendable, CaseIterable {
  /// A table with a header: CSV or TSV.
  case table
  /// IDX files of images, and of labels.
  case images, labels
  /// UCI's gas sensor files.
  case sensor
  /// libsvm's format.
  case sparse
  /// A NumPy archive.
  case arrays

  /// The format of a file, compressed by gzip or not; a table where its beginning is of no other format.
  ///
  /// - Throws: `DataError` where the file cannot be read.
  /// - Complexity: reads at most 4 KiB.
  public init(of path: String) throws {
    let source = try ByteSource(path)
    var bytes = [UInt8](repeating: 0, count: 4096)
    let count = try bytes.withUnsafeMutableBytes { try source.read(into: $0) }
    self.init(beginning: bytes[..<count])
  }

  private init(beginning bytes: ArraySlice<UInt8>) {
    switch Array(bytes.prefix(4)) {
    case [0, 0, 8, 3]: self = .images
    case [0, 0, 8, 1]: self = .labels
    case [0x50, 0x4b, 3, 4]: self = .arrays
    default:
      let line =
        bytes.split(whereSeparator: { $0 == 0x0a || $0 == 0x0d }).first { !$0.allSatisfy(\.isBlank) } ?? []
      let fields = line.split(whereSeparator: \.isBlank).map { String(decoding: $0, as: UTF8.self) }
      let hasPairs = fields.dropFirst().first.map(Self.isPair) ?? false
      if hasPairs, fields[0].contains(";") {
        self = .sensor
      } else {
        self = hasPairs && Double(fields[0]) != nil ? .sparse : .table
      }
    }
  }

  /// Whether a field is index:value.
  private static func isPair(_ field: String) -> Bool {
    let parts = field.split(separator: ":", omittingEmptySubsequences: false)
    return parts.count == 2 && Int(parts[0]) != nil && Double(parts[1]) != nil
  }
}

/// The lines of a text file, one after the other.
///
/// Lines end with LF, CR LF or CR; the last one may end with the file. A byte order mark of UTF-8 is skipped.
struct LineReader {
  /// A line without its end; the bytes are valid only during the call that is given them.
  struct Line {
    let bytes: UnsafeRawBufferPointer
    /// From 1.
    let number: Int

    /// Whether there is nothing but blanks.
    var isBlank: Bool { bytes.allSatisfy(\.isBlank) }
  }

  /// The longest line that is read, in bytes: more is not a table of text.
  static let longestLine = 4 << 20

  private let source: ByteSource

  init(_ source: ByteSource) { self.source = source }

  /// Calls `body` with each line in turn.
  ///
  /// - Throws: `DataError` where the file cannot be read, a line is longer than `longestLine`, or the text is UTF-16; what `body` throws.
  func forEachLine(_ body: (Line) throws -> Void) throws {
    let chunk = UnsafeMutableRawBufferPointer.allocate(byteCount: 1 << 16, alignment: 16)
    defer { chunk.deallocate() }
    // A line that a chunk cuts is assembled here.
    var beginning: [UInt8] = []
    var number = 1
    var endedByReturn = false

    func give(_ bytes: UnsafeRawBufferPointer) throws {
      try body(Line(bytes: number == 1 ? try withoutByteOrderMark(bytes) : bytes, number: number))
      number += 1
    }

    while case let filled = try source.read(into: chunk), filled > 0 {
      let bytes = UnsafeRawBufferPointer(rebasing: chunk[..<filled])
      var start = 0
      for end in bytes.indices where bytes[end] == 0x0a || bytes[end] == 0x0d {
        let completesReturn = bytes[end] == 0x0a && endedByReturn && end == start && beginning.isEmpty
        endedByReturn = bytes[end] == 0x0d
        defer { start = end + 1 }
        if completesReturn { continue }
        let part = UnsafeRawBufferPointer(rebasing: bytes[start..<end])
        if beginning.isEmpty {
          try give(part)
        } else {
          beginning.append(contentsOf: part)
          try beginning.withUnsafeBytes(give)
          beginning.removeAll(keepingCapacity: true)
        }
      }
      if start < filled { endedByReturn = false }
      guard beginning.count + filled - start <= Self.longestLine else {
        throw DataError(
          "is longer than \(Self.longestLine >> 20) MiB; expected lines of text", in: source.file,
          line: number)
      }
      beginning.append(contentsOf: bytes[start...])
    }
    if !beginning.isEmpty { try beginning.withUnsafeBytes(give) }
  }

  private func withoutByteOrderMark(_ bytes: UnsafeRawBufferPointer) throws -> UnsafeRawBufferPointer {
    if bytes.starts(with: [0xff, 0xfe]) || bytes.starts(with: [0xfe, 0xff]) {
      throw DataError("is UTF-16; expected UTF-8: convert it with iconv -f UTF-16 -t UTF-8", in: source.file)
    }
    return bytes.starts(with: [0xef, 0xbb, 0xbf]) ? UnsafeRawBufferPointer(rebasing: bytes[3...]) : bytes
  }
}

extension UInt8 {
  /// Space or tabulator.
  var isBlank: Bool { self == 0x20 || self == 0x09 }

  /// 0 to 9.
  var isDigit: Bool { (0x30...0x39).contains(self) }
}

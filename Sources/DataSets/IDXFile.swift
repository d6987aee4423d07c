import SpecLanguage

extension LabelledImages {
  /// Reads a file of images and one of labels in the format IDX of MNIST, each compressed by gzip or not.
  ///
  /// Big-endian 32-bit numbers: 2051, count, rows, columns for images; 2049, count for labels; then one unsigned byte a pixel or label.
  ///
  /// - Throws: `DataError` for other magic numbers, counts that differ or are zero, images larger than the limit (before memory is taken
  ///   for them), and files that end early or late.
  /// - Source: LeCun, Cortes, Burges, "The MNIST database of handwritten digits".
  public static func read(
    images: String, labels: String, limit: MemoryLimit = .standard
  ) throws -> LabelledImages {
    let imageFile = try IDXFile(images, .images)
    let labelFile = try IDXFile(labels, .labels)
    let sizes = imageFile.sizes
    guard sizes[0] == labelFile.sizes[0] else {
      throw DataError(
        "has \(labelFile.sizes[0]) labels for the \(sizes[0]) images of \(images.sourceName); expected one for each",
        in: labels)
    }
    return LabelledImages(
      pixels: try imageFile.contents(limit), labels: try labelFile.contents(limit), rows: sizes[1],
      columns: sizes[2], sources: [images, labels])
  }
}

/// A file in the format IDX whose values are unsigned bytes: its header was read, its values were not.
private struct IDXFile {
  /// What a file has: its magic number has the number of dimensions in the last byte.
  enum Kind: Int {
    case labels = 2049
    case images = 2051

    var dimensions: Int { rawValue & 0xff }
  }

  /// The sizes of the dimensions, all above 0.
  let sizes: [Int]
  private let source: ByteSource
  private let kind: Kind

  init(_ path: String, _ kind: Kind) throws {
    let source = try ByteSource(path)
    let magic = try Self.number(source, "its magic number")
    guard magic == kind.rawValue else {
      let other = Kind(rawValue: magic).map { "; that is a file of \($0): are the two files exchanged?" }
      throw DataError(
        "begins with the number \(magic); expected \(kind.rawValue), that of IDX files of \(kind)\(other ?? "")",
        in: path)
    }
    sizes = try (0..<kind.dimensions).map { _ in try Self.number(source, "the sizes of its header") }
    guard sizes.allSatisfy({ $0 > 0 }) else {
      throw DataError(
        "announces \(sizes.map(String.init).joined(separator: " × ")) values; expected at least one", in: path
      )
    }
    (self.source, self.kind) = (source, kind)
  }

  /// All values, as far as memory goes.
  func contents(_ limit: MemoryLimit) throws -> [UInt8] {
    let announced = sizes.map(String.init).joined(separator: " × ")
    let inner = sizes.dropFirst().reduce((1, false)) { product, size in
      let (next, overflow) = product.0.multipliedReportingOverflow(by: size)
      return (next, product.1 || overflow)
    }
    guard !inner.1, let count = limit.bytes(sizes[0], inner.0, each: 1) else {
      throw DataError(
        "announces \(announced) values, more than the \(limit.bytes >> 20) MiB of memory that they may take",
        in: source.file)
    }
    let header = 4 * (1 + sizes.count)
    if let size = source.plainSize, size != header + count { throw length(size - header, count, announced) }
    // A compressed file may have less than it announces: memory is taken as values arrive.
    var values: [UInt8] = []
    let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: 1 << 16, alignment: 16)
    defer { buffer.deallocate() }
    while case let got = try source.read(into: buffer), got > 0 {
      guard values.count + got <= count else { throw length(nil, count, announced) }
      values.append(contentsOf: buffer[..<got])
    }
    guard values.count == count else { throw length(values.count, count, announced) }
    return values
  }

  /// Another number of values than announced; nil for more.
  private func length(_ got: Int?, _ expected: Int, _ announced: String) -> DataError {
    let isShort = got.map { $0 < expected } ?? false
    return DataError(
      "has \(got.map { "\(max(0, $0))" } ?? "more") bytes of values; expected \(expected) for \(announced): "
        + "\(isShort ? "the file was cut off" : "something follows the values"); copy it again",
      in: source.file)
  }

  private static func number(_ source: ByteSource, _ what: String) throws -> Int {
    try withUnsafeTemporaryAllocation(byteCount: 4, alignment: 4) { bytes in
      guard try source.read(into: bytes) == 4 else {
        throw DataError("ends within \(what); expected an IDX file", in: source.file)
      }
      return bytes.reduce(0) { $0 << 8 | Int($1) }
    }
  }
}

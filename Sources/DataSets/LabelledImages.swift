import LinearAlgebra

/// Images with a class each, as in MNIST, one byte a pixel until numbers are needed.
public struct LabelledImages: Sendable, Equatable {
  /// The pixels of all images, one image after the other, row by row, 0 for the background.
  public let pixels: [UInt8]
  /// The class of each image.
  public let labels: [UInt8]
  /// The height and the width of an image.
  public let rows, columns: Int
  /// The file of images and that of labels.
  public let sources: [String]

  /// The number of images.
  public var count: Int { labels.count }
  /// d_0, the number of pixels of an image.
  public var pixelCount: Int { rows * columns }
  /// One more than the largest class.
  public var classCount: Int { Int(labels.max() ?? 0) + 1 }

  /// - Parameters:
  ///   - pixels: rows · columns of them for each label.
  ///   - rows: The height of an image; above 0.
  ///   - columns: The width; above 0.
  public init(pixels: [UInt8], labels: [UInt8], rows: Int, columns: Int, sources: [String] = []) {
    precondition(
      rows > 0 && columns > 0 && pixels.count == labels.count * rows * columns, "one label an image")
    (self.pixels, self.labels, self.rows, self.columns) = (pixels, labels, rows, columns)
    self.sources = sources
  }

  /// The first `count` images; all where there are fewer.
  public func prefix(_ count: Int) -> LabelledImages {
    LabelledImages(
      pixels: Array(pixels.prefix(count * pixelCount)), labels: Array(labels.prefix(count)), rows: rows,
      columns: columns, sources: sources)
  }

  /// The images as numbers: pixels divided by 255, row by row and named `row-column` from 1, and labels one-hot, of the classes 0 … max.
  ///
  /// - Throws: `DataError` where the table is larger than the limit.
  public func table(limit: MemoryLimit = .standard) throws -> DataTable {
    guard limit.bytes(count, pixelCount + classCount) != nil else {
      throw limit.refusal(count, pixelCount + classCount, in: sources.first ?? "images")
    }
    return DataTable(
      features: Matrix(
        rows: pixelCount, columns: count, columnMajor: pixels.map { Double($0) / 255 }),
      labels: Matrix(rows: classCount, columns: count) { k, i in Int(labels[i]) == k ? 1 : 0 },
      featureNames: (1...rows).flatMap { i in (1...columns).map { j in "\(i)-\(j)" } },
      labelNames: (0..<classCount).map(String.init), sources: sources)
  }
}

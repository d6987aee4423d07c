import DataSets
import Foundation
import _ArchiveSupport

/// A file that is nearly right, and what is said of it.
struct MalformedFile: Sendable {
  /// How it is read.
  enum Reader: Sendable {
    case csv(labels: [String] = [], ignored: [String] = [])
    case tsv, svm, sensor
    /// The file is that of images, or of labels; the other one is right: two images of 2 × 2.
    case images, labels
  }

  let reader: Reader
  let bytes: [UInt8]
  /// `:line:column` as the sentence has it, from 1.
  let place: String
  /// What the sentence says.
  let fragments: [String]

  init(_ reader: Reader, _ bytes: [UInt8], _ place: String, _ fragments: String...) {
    (self.reader, self.bytes, self.place, self.fragments) = (reader, bytes, place, fragments)
  }

  init(_ reader: Reader, _ text: String, _ place: String, _ fragments: String...) {
    (self.reader, bytes, self.place, self.fragments) = (reader, Array(text.utf8), place, fragments)
  }

  /// What failures call it.
  var testDescription: String { "\(reader): \(String(decoding: bytes.prefix(40), as: UTF8.self))" }

  /// Reads the file.
  func read(in folder: ScratchFolder) throws {
    _ = try Self.read(reader, folder.write(name, bytes).path, in: folder)
  }

  /// What the file is called: readers know the format by what they are, and tabulators by the name.
  var name: String { if case .tsv = reader { "table.tsv" } else { "data" } }

  /// Reads a file as `reader` does, with room for a mebibyte of numbers; returns how many numbers there are.
  static func read(_ reader: Reader, _ path: String, in folder: ScratchFolder) throws -> Int {
    let limit = MemoryLimit(bytes: 1 << 20)
    let table: DataTable
    switch reader {
    case .csv(let labels, let ignored):
      table = try DelimitedText(labels: labels, ignored: ignored, limit: limit).read(path)
    case .tsv: table = try DelimitedText(limit: limit).read(path)
    case .svm: table = try SparseText(limit: limit).read(path)
    case .sensor: table = try SensorDrift(.ethanol, limit: limit).read([path])
    case .images:
      let labels = try folder.write("labels", idx(2049, [2], [3, 0])).path
      table = try LabelledImages.read(images: path, labels: labels, limit: limit).table(limit: limit)
    case .labels:
      let images = try folder.write("images", idx(2051, [2, 2, 2], [1, 2, 3, 4, 5, 6, 7, 8])).path
      table = try LabelledImages.read(images: images, labels: path, limit: limit).table(limit: limit)
    }
    precondition(
      table.features.columnMajor.allSatisfy(\.isFinite) && table.labels.columnMajor.allSatisfy(\.isFinite),
      "all numbers of a table are finite")
    return table.count * (table.featureNames.count + table.labelNames.count)
  }
}

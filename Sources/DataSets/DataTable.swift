import Foundation
public import LinearAlgebra

/// Instances with their labels, as numbers: what a file of data is read into.
///
/// As in the theory's X and Y, an instance is a column of the matrices. They are stored column by column, so that instances
/// follow each other in memory in the order in which they are read.
public struct DataTable: Sendable, Equatable {
  /// X, of shape d_0 × m: column i has the features of instance i, all finite.
  public let features: Matrix<Double>
  /// Y, of shape d_N × m: column i has the labels of instance i, all finite; no rows where no column is a label.
  public let labels: Matrix<Double>
  /// The names of X's rows, and of Y's.
  public let featureNames, labelNames: [String]
  /// The files that were read, in order, as they were named.
  public let sources: [String]

  /// m, the number of instances.
  public var count: Int { features.columns }

  /// - Parameters:
  ///   - features: X; as many rows as names, as many columns as `labels`.
  ///   - labels: Y.
  public init(
    features: Matrix<Double>, labels: Matrix<Double>, featureNames: [String], labelNames: [String],
    sources: [String]
  ) {
    precondition(features.columns == labels.columns, "every instance has labels")
    precondition(
      features.rows == featureNames.count && labels.rows == labelNames.count, "every row has a name")
    (self.features, self.labels) = (features, labels)
    (self.featureNames, self.labelNames, self.sources) = (featureNames, labelNames, sources)
  }
}

/// How much memory the numbers of a table may take.
public struct MemoryLimit: Sendable, Equatable {
  /// In bytes.
  public let bytes: Int

  /// So many bytes; a table that would take more is refused before it is held.
  public init(bytes: Int) { self.bytes = bytes }

  /// Half of this machine's memory, as computing with the table needs a copy of it.
  public static let standard = MemoryLimit(bytes: Int(ProcessInfo.processInfo.physicalMemory / 2))

  /// The number of bytes of `rows` × `columns` values; nil where that is more than the limit.
  func bytes(_ rows: Int, _ columns: Int, each size: Int = 8) -> Int? {
    let (count, overflow) = rows.multipliedReportingOverflow(by: columns)
    guard !overflow, count <= bytes / size else { return nil }
    return count * size
  }

  /// A table of more than the limit.
  func refusal(_ rows: Int, _ columns: Int, in file: String, line: Int? = nil) -> DataError {
    DataError(
      "\(rows) instances of \(columns) numbers need more than the \(bytes >> 20) MiB of memory that a table may take; "
        + "read fewer of them", in: file, line: line)
  }
}

/// A table while its rows are read.
struct TableRows {
  private(set) var features: [Double] = []
  private(set) var labels: [Double] = []
  private(set) var count = 0
  let limit: MemoryLimit

  init(limit: MemoryLimit) { self.limit = limit }

  /// Adds a value to the instance that is read at present.
  mutating func append(feature value: Double) { features.append(value) }
  mutating func append(label value: Double) { labels.append(value) }

  /// Ends the instance that is read at present.
  ///
  /// - Throws: `DataError` where the table is larger than the limit.
  mutating func endInstance(in file: String, line: Int) throws {
    count += 1
    let width = (features.count + labels.count) / count
    guard limit.bytes(count, width) != nil else { throw limit.refusal(count, width, in: file, line: line) }
  }

  /// The table of all instances; each has a value for each name.
  func table(featureNames: [String], labelNames: [String], sources: [String]) -> DataTable {
    DataTable(
      features: Matrix(rows: featureNames.count, columns: count, columnMajor: features),
      labels: Matrix(rows: labelNames.count, columns: count, columnMajor: labels),
      featureNames: featureNames, labelNames: labelNames, sources: sources)
  }
}

import DataSets
import Foundation
import LinearAlgebra
import RunArchive

/// Which data a spec names, and what is done to them before they become a matrix problem.
package struct DataSettings: Sendable, Hashable {
  /// The files, with what is to be known for reading them.
  package enum Source: Sendable, Hashable {
    /// A table with a header: the columns to be predicted, and those left out.
    case table(String, labels: [String], ignored: [String])
    /// IDX files of images and of their labels.
    case images(String, labels: String)
    /// UCI's gas sensor files, and the class of the gas.
    case sensor([String], gas: Int)
    /// A file in libsvm's format.
    case sparse(String)
    /// A NumPy archive with the arrays x (m × d_0, or of length m) and y (m × d_N, or of length m).
    case arrays(String)
  }

  /// What is read.
  package var source: Source
  /// What is done to it.
  package var options: MatrixProblem.Options

  package init(_ source: Source, _ options: MatrixProblem.Options = .init()) {
    (self.source, self.options) = (source, options)
  }
}

extension DataSettings.Source {
  /// The files' paths, in the order in which they are read.
  package var files: [String] {
    switch self {
    case .table(let file, _, _), .sparse(let file), .arrays(let file): [file]
    case .images(let images, let labels): [images, labels]
    case .sensor(let files, _): files
    }
  }

  /// Reads the files.
  ///
  /// - Throws: `DataError` with the place and what was expected.
  package func read() throws -> DataTable {
    switch self {
    case .table(let file, let labels, let ignored):
      return try DelimitedText(labels: labels, ignored: ignored).read(file)
    case .images(let images, let labels):
      return try LabelledImages.read(images: images, labels: labels).table()
    case .sensor(let files, let number):
      guard let gas = SensorDrift.Gas(rawValue: number) else {
        throw DataError(
          "the class \(number) is none of its gases; expected a number from 1 to \(SensorDrift.Gas.allCases.count)",
          in: files.joined(separator: ", "))
      }
      return try SensorDrift(gas).read(files)
    case .sparse(let file): return try SparseText().read(file)
    case .arrays(let file): return try Self.readArrays(file)
    }
  }

  /// NumPy's arrays x and y, a row an instance.
  private static func readArrays(_ file: String) throws -> DataTable {
    let url = URL(fileURLWithPath: file)
    func matrix(_ name: String) throws -> Matrix<Double> {
      let array: StoredArray
      do {
        array = try NumpyArchive.read(name, of: url)
      } catch let refusal as StoreError {
        throw DataError(
          "\(refusal); expected the arrays x and y, a row an instance, as np.savez(path, x=x, y=y) writes them",
          in: file)
      }
      func fault(_ sentence: String) -> DataError { DataError("its array \(name) \(sentence)", in: file) }
      guard !array.isComplex else { throw fault("is complex; expected real numbers") }
      guard (1...2).contains(array.shape.count) else {
        throw fault("has \(array.shape.count) dimensions; expected one row for each instance")
      }
      if let place = array.values.firstIndex(where: { !$0.isFinite }) {
        let width = array.shape.count == 1 ? 1 : max(1, array.shape[1])
        throw fault(
          "has \(array.values[place]) in row \(place / width), column \(place % width) (counted from 0); expected finite numbers"
        )
      }
      // Row by row an instance each: column by column of the transpose.
      return Matrix(
        rows: array.shape.count == 1 ? 1 : array.shape[1], columns: array.shape[0], columnMajor: array.values)
    }
    let (x, y) = (try matrix("x"), try matrix("y"))
    guard x.columns == y.columns else {
      throw DataError(
        "its array x has \(x.columns) rows and its array y \(y.columns); expected one row of each for an instance",
        in: file)
    }
    return DataTable(
      features: x, labels: y, featureNames: (0..<x.rows).map { "x\($0)" },
      labelNames: (0..<y.rows).map { "y\($0)" }, sources: [file])
  }
}

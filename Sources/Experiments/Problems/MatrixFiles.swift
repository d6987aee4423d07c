import Foundation
import LinearAlgebra
import RunArchive
import SpecLanguage

extension PointSource {
  func matrix<S: Scalar>(
    _ path: String, key: String, rows: Int, columns: Int, insteadOfComplex expected: String,
    over field: S.Type
  ) throws -> Matrix<S> {
    let array: StoredArray
    do {
      array = try NumpyFile.read(URL(fileURLWithPath: path), finite: true)
    } catch let refusal as StoreError {
      throw error("\(key): \(refusal.description).", at: key)
    }
    let named = "\(key) names \(path.sourceName)"
    guard array.shape == [rows, columns] else {
      throw error(
        "\(named), which is \(array.shownShape); expected a \(rows)×\(columns) matrix.", at: key)
    }
    guard S.isComplex || !array.isComplex else {
      throw error("\(named), which is complex; expected \(expected).", at: key)
    }
    guard array.values.reduce(0, { $0 + $1 * $1 }).isFinite else {
      let largest = array.values.reduce(0) { max($0, abs($1)) }
      throw error(
        "\(named), whose largest entry is \(largest) in size: the sum of its entries' squares overflows; expected below "
          + "1.8e308, so scale the problem.", at: key)
    }
    return Matrix(rows: rows, columns: columns) { i, j in
      let e = i * columns + j
      return array.isComplex
        ? S(real: array.values[2 * e], imaginary: array.values[2 * e + 1]) : S(real: array.values[e])
    }
  }
}

extension StoredArray {
  /// The shape in words, as they follow "is" in a message.
  fileprivate var shownShape: String {
    let sizes = shape.map(String.init).joined(separator: "×")
    switch shape.count {
    case 0: return "a single number"
    case 1: return "1-D of length \(sizes)"
    case 2: return sizes
    default: return "\(shape.count)-D, \(sizes)"
    }
  }

  /// The matrices, all of one shape, as one array: of two axes for one matrix, with a leading axis for several.
  ///
  /// - Parameter like: a matrix of that shape, where there may be none, as in a run that diverges before its first snapshot.
  init<S: Scalar>(_ matrices: [Matrix<S>], stacked: Bool, like: Matrix<S>? = nil) {
    let first = like ?? matrices[0]
    let (rows, columns) = (first.rows, first.columns)
    var values: [Double] = []
    values.reserveCapacity(matrices.count * rows * columns * (S.isComplex ? 2 : 1))
    for matrix in matrices {
      for i in 0..<rows {
        for j in 0..<columns {
          values.append(matrix[i, j].realPart)
          if S.isComplex { values.append(matrix[i, j].imaginaryPart) }
        }
      }
    }
    self.init(
      shape: (stacked ? [matrices.count] : []) + [rows, columns], isComplex: S.isComplex, values: values)
  }
}

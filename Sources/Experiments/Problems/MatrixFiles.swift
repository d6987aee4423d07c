import Foundation
import LinearAlgebra
import RunArchive
import SpecLanguage

extension PointSource {
  func matrix<S: Scalar>(
    _ path: String, key: String, rows: Int, columns: Int, insteadOfComplex expected: String,
    mayBeNaN: Matrix<Double>?, over field: S.Type
  ) throws -> Matrix<S> {
    let array = try array(
      path, key, ofShape: { $0 == [rows, columns] }, words: "a \(rows)×\(columns) matrix",
      insteadOfComplex: S.isComplex ? nil : expected,
      mayBeNaN: mayBeNaN.map { unused in { unused[$0 / columns, $0 % columns] == 1 } })
    return array.matrix(0, rows, columns)
  }

  func matrices<S: Scalar>(
    _ path: String, key: String, rows: Int, columns: Int, over field: S.Type
  ) throws -> [Matrix<S>] {
    let array = try array(
      path, key, ofShape: { $0.count == 3 && $0[0] > 0 && $0[1...] == [rows, columns] },
      words: "m×\(rows)×\(columns) with m of at least 1",
      insteadOfComplex: S.isComplex ? nil : "real numbers, or network.field: complex")
    return (0..<array.shape[0]).map { array.matrix($0, rows, columns) }
  }

  func numbers(_ path: String, key: String, count: Int, meaning: String) throws -> [Double] {
    try array(
      path, key, ofShape: { $0 == [count] },
      words: "1-D of length \(count), \(meaning)", insteadOfComplex: "real numbers"
    ).values
  }

  func leadingSize(_ path: String, key: String) throws -> Int {
    do {
      return try NumpyFile.shape(URL(fileURLWithPath: path)).first ?? 1
    } catch let refusal as StoreError {
      throw error("\(key): \(refusal.description).", at: key)
    }
  }

  /// The array of a file, with what a variant may require of it checked.
  ///
  /// - Parameters:
  ///   - words: the shape that is expected.
  ///   - expected: what to write in place of complex numbers; nil where they are fine.
  ///   - mayBeNaN: which entries, in C order, may be NaN.
  private func array(
    _ path: String, _ key: String, ofShape fits: ([Int]) -> Bool, words: String,
    insteadOfComplex expected: String?, mayBeNaN: ((Int) -> Bool)? = nil
  ) throws -> StoredArray {
    let url = URL(fileURLWithPath: path)
    let named = "\(key) names \(path.sourceName)"
    let found: StoredArray
    do {
      found = try NumpyFile.read(url)
      guard fits(found.shape) else {
        throw error("\(named), which is \(found.shownShape); expected \(words).", at: key)
      }
      if found.isComplex, let expected {
        throw error("\(named), which is complex; expected \(expected).", at: key)
      }
      try NumpyFile.refuseNonFinite(found, url, mayBeNaN: mayBeNaN)
    } catch let refusal as StoreError {
      throw error("\(key): \(refusal.description).", at: key)
    }
    guard found.values.reduce(0, { $1.isNaN ? $0 : $0 + $1 * $1 }).isFinite else {
      let largest = found.values.reduce(0) { $1.isNaN ? $0 : max($0, abs($1)) }
      throw error(
        "\(named), whose largest entry is \(largest) in size: the sum of its entries' squares overflows; expected below "
          + "1.8e308, so scale the problem.", at: key)
    }
    return found
  }
}

extension StoredArray {
  /// The matrix of this shape at a place of the first of three axes; of two axes, at 0, the whole array.
  fileprivate func matrix<S: Scalar>(_ place: Int, _ rows: Int, _ columns: Int) -> Matrix<S> {
    Matrix(rows: rows, columns: columns) { i, j in
      let e = (place * rows + i) * columns + j
      return isComplex ? S(real: values[2 * e], imaginary: values[2 * e + 1]) : S(real: values[e])
    }
  }

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

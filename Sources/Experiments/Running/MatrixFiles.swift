import Foundation
import LinearAlgebra

extension Experiment {
  /// The matrix in the `.npy` file that `key` names.
  ///
  /// - Throws: `InputError` at the key where the file cannot be read, has another shape than `rows` × `columns`, or holds
  ///   complex numbers where the network is real.
  func matrix<S: Scalar>(
    _ path: String, key: String, rows: Int, columns: Int, in point: Point, over field: S.Type = S.self
  ) throws -> Matrix<S> {
    let array: StoredArray
    do {
      array = try NumpyFile.read(URL(fileURLWithPath: path), finite: true)
    } catch let refusal as StoreError {
      throw error(refusal.description + ".", at: key, in: point)
    }
    guard array.shape == [rows, columns] else {
      let shape = array.shape.map(String.init).joined(separator: "×")
      throw error(
        "\(key) names \(path), which is \(shape.isEmpty ? "a single number" : shape); expected \(rows)×\(columns).",
        at: key,
        in: point)
    }
    guard S.isComplex || !array.isComplex else {
      let other = point.specification.network.field == .real ? ", or network.field: complex" : ""
      throw error(
        "\(key) names \(path), which is complex; expected real numbers\(other).", at: key, in: point)
    }
    return Matrix(rows: rows, columns: columns) { i, j in
      let e = i * columns + j
      return array.isComplex
        ? S(real: array.values[2 * e], imaginary: array.values[2 * e + 1]) : S(real: array.values[e])
    }
  }
}

extension StoredArray {
  /// The matrices, all of one shape, as one array: of two axes for one matrix, with a leading axis for several.
  init<S: Scalar>(_ matrices: [Matrix<S>], stacked: Bool) {
    let (rows, columns) = (matrices[0].rows, matrices[0].columns)
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

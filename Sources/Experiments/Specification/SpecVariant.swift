import LinearAlgebra
import SpecLanguage

/// One of the choices that a section of the spec has: its key, how its value is read, and everything that depends on it.
///
/// A variant is one file in `Variants` and one line in the registry of its kind; nothing else names it. The mathematics behind it is a type of the
/// libraries, which know no specs.
package protocol SpecVariant: Sendable {
  /// The key that chooses it, with its value's keys, defaults and documentation.
  static var key: SpecKey { get }
  /// The section of the spec that has the key.
  static var section: String { get }
  /// Reads the resolved value of the key.
  init(_ value: SpecValue)
}

extension SpecVariant {
  /// The dotted path of the key.
  package static var path: String { "\(section).\(key.name)" }
}

/// What a variant is made from: the problem that it is a part of, and the files that this names.
package protocol ProblemSource {
  /// The whole problem.
  var specification: Specification { get }
  /// The problems of the data that the spec names.
  var dataProblems: DataProblems { get }
  /// The matrix in the `.npy` file that `key` names.
  ///
  /// - Parameter expected: what to write instead where the file holds complex numbers and `field` is real.
  /// - Parameter mayBeNaN: ones at the entries that may be NaN; nil where none may.
  /// - Throws: `InputError` at the key where the file cannot be read, has another shape than `rows` × `columns`, holds
  ///   complex numbers where `field` is real, entries that are not finite, or so large that ‖A‖_F² overflows.
  func matrix<S: Scalar>(
    _ path: String, key: String, rows: Int, columns: Int, insteadOfComplex expected: String,
    mayBeNaN: Matrix<Double>?, over field: S.Type
  ) throws -> Matrix<S>
  /// The matrices of this shape, at least one, in a `.npy` file of three axes, of which the first one counts them; otherwise as
  /// `matrix`.
  func matrices<S: Scalar>(
    _ path: String, key: String, rows: Int, columns: Int, over field: S.Type
  ) throws -> [Matrix<S>]
  /// The `count` real numbers in a `.npy` file of one axis; `meaning` says what there is one number for.
  func numbers(_ path: String, key: String, count: Int, meaning: String) throws -> [Double]
  /// How many entries the first axis of a `.npy` file has, read without its numbers.
  func leadingSize(_ path: String, key: String) throws -> Int
  /// An error about a key, where the spec gives it.
  func error(_ sentence: String, at path: String) -> InputError
}

extension ProblemSource {
  /// The same, for a matrix over the network's field.
  package func matrix<S: Scalar>(
    _ path: String, key: String, rows: Int, columns: Int, mayBeNaN: Matrix<Double>? = nil,
    over field: S.Type = S.self
  ) throws -> Matrix<S> {
    try matrix(
      path, key: key, rows: rows, columns: columns,
      insteadOfComplex: "real numbers, or network.field: complex", mayBeNaN: mayBeNaN, over: field)
  }

  /// d_N and d_0, the shape of Φ.
  package var rows: Int { specification.network.widths[specification.network.depth] }
  package var columns: Int { specification.network.widths[0] }
}

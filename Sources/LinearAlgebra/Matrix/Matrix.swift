/// A dense matrix with value semantics, stored column by column, as in LAPACK.
///
/// Shapes are part of a program's meaning, not of its input: operators trap where shapes do not fit, like an array
/// index out of range. What depends on the entries' values (singular, not finite) throws.
public struct Matrix<S: Scalar>: Equatable, Sendable {
  /// The number of rows, and of columns; either may be 0.
  public let rows: Int
  public let columns: Int
  /// The entries, column by column: entry (i, j) at i + j·rows.
  public var columnMajor: [S] { entries }
  @usableFromInline var entries: [S]

  /// The zero matrix.
  @inlinable public init(rows: Int, columns: Int) {
    precondition(rows >= 0 && columns >= 0, "a matrix cannot be \(rows)×\(columns)")
    (self.rows, self.columns) = (rows, columns)
    entries = Array(repeating: .zero, count: rows * columns)
  }

  init(rows: Int, columns: Int, entries: [S]) {
    (self.rows, self.columns, self.entries) = (rows, columns, entries)
  }

  /// The matrix whose entry (i, j), counted from 0, is `entry(i, j)`.
  @inlinable public init(rows: Int, columns: Int, entry: (_ i: Int, _ j: Int) throws -> S) rethrows {
    precondition(rows >= 0 && columns >= 0, "a matrix cannot be \(rows)×\(columns)")
    (self.rows, self.columns) = (rows, columns)
    entries = []
    entries.reserveCapacity(rows * columns)
    for j in 0..<columns { for i in 0..<rows { entries.append(try entry(i, j)) } }
  }

  /// The matrix with these entries, column by column: entry (i, j) at i + j·rows. The array is not copied.
  public init(rows: Int, columns: Int, columnMajor entries: [S]) {
    precondition(
      rows >= 0 && columns >= 0 && entries.count == rows * columns,
      "\(entries.count) entries for a \(rows)×\(columns) matrix")
    self.init(rows: rows, columns: columns, entries: entries)
  }

  /// The matrix with these rows, all of one length: `Matrix([[1, 2], [3, 4]])`.
  public init(_ rows: [[S]]) {
    let columns = rows.first?.count ?? 0
    precondition(rows.allSatisfy { $0.count == columns }, "the rows of a matrix have one length")
    self.init(rows: rows.count, columns: columns) { i, j in rows[i][j] }
  }

  /// A copy of the matrix behind `view`.
  @_specialize(where S == Double)
  @_specialize(where S == Complex<Double>)
  public init(_ view: MatrixView<S>) {
    (rows, columns) = (view.rows, view.columns)
    entries = Array(UnsafeBufferPointer(start: view.base, count: view.count))
  }

  /// The matrix with `values` on its main diagonal and zeros elsewhere; square by default.
  public static func diagonal(_ values: [Double], rows: Int? = nil, columns: Int? = nil) -> Matrix {
    Matrix(rows: rows ?? values.count, columns: columns ?? values.count) { i, j in
      i == j && i < values.count ? S(real: values[i]) : .zero
    }
  }

  /// scale · I, n × n.
  public static func identity(_ n: Int, scale: Double = 1) -> Matrix {
    diagonal(Array(repeating: scale, count: n))
  }

  /// Entry (i, j), counted from 0.
  @inlinable public subscript(i: Int, j: Int) -> S {
    get {
      precondition(
        i >= 0 && i < rows && j >= 0 && j < columns, "entry (\(i), \(j)) of a \(rows)×\(columns) matrix")
      return entries[i + j * rows]
    }
    set {
      precondition(
        i >= 0 && i < rows && j >= 0 && j < columns, "entry (\(i), \(j)) of a \(rows)×\(columns) matrix")
      entries[i + j * rows] = newValue
    }
  }

  /// Aᴴ; the transpose over the reals.
  public var adjoint: Matrix {
    @_specialize(where S == Double)
    @_specialize(where S == Complex<Double>)
    get { Matrix(rows: columns, columns: rows) { i, j in entries[j + i * rows].conjugated } }
  }

  /// The first `count` columns.
  public func prefix(columns count: Int) -> Matrix {
    Matrix(rows: rows, columns: count) { i, j in self[i, j] }
  }

  /// The same numbers with zero imaginary parts where S is complex; real parts where it is real.
  public func converted<T: Scalar>(to: T.Type = T.self) -> Matrix<T> {
    Matrix<T>(rows: rows, columns: columns) { i, j in
      T(real: self[i, j].realPart, imaginary: self[i, j].imaginaryPart)
    }
  }

  /// Calls `body` with the entries in place, to be read and written by kernels.
  @inlinable public mutating func withMutableView<R>(_ body: (MutableMatrixView<S>) throws -> R) rethrows -> R
  {
    let (rows, columns) = (rows, columns)
    return try entries.withUnsafeMutableBufferPointer { buffer in
      try body(MutableMatrixView(buffer.baseAddress ?? Matrix.nowhere, rows: rows, columns: columns))
    }
  }

  /// Calls `body` with the entries in place, to be read by kernels.
  @inlinable @inline(__always)
  public func withView<R>(_ body: (MatrixView<S>) throws -> R) rethrows -> R {
    try entries.withUnsafeBufferPointer { buffer in
      try body(
        MatrixView(buffer.baseAddress ?? UnsafePointer(Matrix.nowhere), rows: rows, columns: columns))
    }
  }

  /// Where empty matrices point: never read or written.
  @usableFromInline static var nowhere: UnsafeMutablePointer<S> {
    // Any aligned non-null address does for zero entries.
    UnsafeMutablePointer(bitPattern: MemoryLayout<S>.alignment).unsafelyUnwrapped
  }
}

extension Matrix: CustomStringConvertible {
  /// The rows, one a line, entries to six significant digits.
  public var description: String {
    func text(_ z: S) -> String {
      let re = short(z.realPart)
      return S.isComplex ? "\(re)\(z.imaginaryPart < 0 ? "" : "+")\(short(z.imaginaryPart))i" : re
    }
    func short(_ x: Double) -> String {
      guard x.isFinite, x != 0 else { return "\(x)" }
      let digits = 5 - Int(Double.log10(x.magnitude).rounded(.down))
      guard (-10...10).contains(digits) else { return "\(x)" }
      let scale = Double.exp10(Double(digits))
      return "\((x * scale).rounded() / scale)"
    }
    return (0..<rows).map { i in
      "[" + (0..<columns).map { j in text(self[i, j]) }.joined(separator: ", ") + "]"
    }.joined(separator: "\n")
  }
}

import ComplexModule

/// A column-major matrix in memory that it does not own, read-only: what kernels take as operands.
///
/// Nothing here checks shapes in release builds or allocates; `Matrix` is the convenient type.
@frozen public struct MatrixView<S: Scalar> {
  /// Entry (i, j) is `base[i + j * rows]`.
  public let base: UnsafePointer<S>
  public let rows: Int
  public let columns: Int

  /// The rows × columns entries from `base` on, which must outlive this value.
  @inlinable public init(_ base: UnsafePointer<S>, rows: Int, columns: Int) {
    (self.base, self.rows, self.columns) = (base, rows, columns)
  }

  /// Number of entries.
  @inlinable public var count: Int { rows * columns }

  /// ‖A‖_F².
  public var squaredNorm: Double { S.realInner(self, self) }
}

/// The same, to be read and written: what kernels take for their results.
@frozen public struct MutableMatrixView<S: Scalar> {
  /// Entry (i, j) is `base[i + j * rows]`.
  public let base: UnsafeMutablePointer<S>
  public let rows: Int
  public let columns: Int

  /// The rows × columns entries from `base` on, which must outlive this value.
  @inlinable public init(_ base: UnsafeMutablePointer<S>, rows: Int, columns: Int) {
    (self.base, self.rows, self.columns) = (base, rows, columns)
  }

  /// Number of entries.
  @inlinable public var count: Int { rows * columns }

  /// The same entries, to be read.
  @inlinable public var readOnly: MatrixView<S> { MatrixView(base, rows: rows, columns: columns) }

  /// ‖A‖_F².
  public var squaredNorm: Double { readOnly.squaredNorm }

  /// Copies the entries of `other`, of the same shape.
  public func assign(_ other: MatrixView<S>) {
    assert(rows == other.rows && columns == other.columns)
    base.update(from: other.base, count: count)
  }

  /// Sets every entry to zero.
  public func clear() { base.update(repeating: .zero, count: count) }
}

extension MatrixView where S == Complex<Double> {
  /// The same memory as real numbers: two rows (re, im) for each complex row.
  var interleaved: MatrixView<Double> {
    MatrixView<Double>(
      UnsafeRawPointer(base).assumingMemoryBound(to: Double.self), rows: 2 * rows, columns: columns)
  }
}

extension MutableMatrixView where S == Complex<Double> {
  /// The same memory as real numbers: two rows (re, im) for each complex row.
  var interleaved: MutableMatrixView<Double> {
    MutableMatrixView<Double>(
      UnsafeMutableRawPointer(base).assumingMemoryBound(to: Double.self), rows: 2 * rows, columns: columns)
  }
}

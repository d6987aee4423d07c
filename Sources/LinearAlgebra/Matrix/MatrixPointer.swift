/// The kernel floor's operand: a column-major matrix in memory that somebody else owns.
///
/// Nothing here checks shapes in release builds or allocates; `Matrix` is the comfortable floor above.
@frozen public struct MatrixPointer<S: Scalar> {
  /// Entry (i, j) stands at `base[i + j * rows]`.
  public let base: UnsafeMutablePointer<S>
  public let rows: Int
  public let columns: Int

  /// The rows × columns entries from `base` on, which must outlive this value.
  @inlinable public init(_ base: UnsafeMutablePointer<S>, rows: Int, columns: Int) {
    (self.base, self.rows, self.columns) = (base, rows, columns)
  }

  /// Number of entries.
  @inlinable public var count: Int { rows * columns }

  /// Copies the entries of `other`, of the same shape.
  public func assign(_ other: MatrixPointer<S>) {
    assert(rows == other.rows && columns == other.columns)
    base.update(from: other.base, count: count)
  }

  /// Sets every entry to zero.
  public func clear() { base.update(repeating: .zero, count: count) }

  /// ‖A‖_F².
  public var squaredNorm: Double { S.realInner(self, self) }
}

/// Several matrices in one allocation, 64-byte aligned: the memory a workspace hands to kernels.
///
/// A reference type without locking: one thread uses it at a time.
public final class MatrixStack<S: Scalar> {
  /// Number of matrices.
  public let count: Int
  private let memory: UnsafeMutableRawBufferPointer
  private let entries: UnsafeMutablePointer<S>
  private let total: Int
  // A plain table: reading it in generic code costs a load, where an array would look its type up at run time.
  @usableFromInline let table: UnsafeMutablePointer<MatrixPointer<S>>

  /// Zero matrices of the given shapes.
  public init(shapes: [(rows: Int, columns: Int)]) {
    let alignment = 64 / MemoryLayout<S>.stride
    func padded(_ shape: (rows: Int, columns: Int)) -> Int {
      (shape.rows * shape.columns + alignment - 1) / alignment * alignment
    }
    count = shapes.count
    total = shapes.reduce(0) { $0 + padded($1) }
    memory = .allocate(byteCount: max(1, total) * MemoryLayout<S>.stride, alignment: 64)
    entries = memory.bindMemory(to: S.self).baseAddress.unsafelyUnwrapped
    entries.initialize(repeating: .zero, count: total)
    table = .allocate(capacity: max(1, shapes.count))
    var offset = 0
    for (i, shape) in shapes.enumerated() {
      let matrix = MatrixPointer(entries + offset, rows: shape.rows, columns: shape.columns)
      (table + i).initialize(to: matrix)
      offset += padded(shape)
    }
  }

  deinit {
    table.deallocate()
    memory.deallocate()
  }

  /// The i-th matrix, from 0.
  @inlinable public subscript(i: Int) -> MatrixPointer<S> {
    precondition(i >= 0 && i < count, "a matrix beyond the end of its stack")
    return table[i]
  }

  /// Whether two stacks of the same shapes hold the same bits in every entry.
  public func isIdentical(to other: MatrixStack<S>) -> Bool {
    let size = total * MemoryLayout<S>.stride
    return UnsafeRawBufferPointer(start: entries, count: size)
      .elementsEqual(UnsafeRawBufferPointer(start: other.entries, count: size))
  }
}

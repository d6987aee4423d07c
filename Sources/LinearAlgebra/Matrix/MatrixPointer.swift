/// The kernel floor's operand: a column-major matrix in memory that somebody else owns.
///
/// Nothing here checks shapes in release builds or allocates; `Matrix` is the comfortable floor above.
public struct MatrixPointer<S: Scalar> {
  /// Entry (i, j) stands at `base[i + j * rows]`.
  public let base: UnsafeMutablePointer<S>
  public let rows: Int
  public let columns: Int

  /// The rows × columns entries from `base` on, which must outlive this value.
  public init(_ base: UnsafeMutablePointer<S>, rows: Int, columns: Int) {
    (self.base, self.rows, self.columns) = (base, rows, columns)
  }

  /// Number of entries.
  public var count: Int { rows * columns }

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
  /// (rows, columns) of each matrix.
  public let shapes: [(rows: Int, columns: Int)]
  private let offsets: [Int]
  private let memory: UnsafeMutableRawBufferPointer
  private let entries: UnsafeMutablePointer<S>
  private let total: Int

  /// Zero matrices of the given shapes.
  public init(shapes: [(rows: Int, columns: Int)]) {
    self.shapes = shapes
    let alignment = 64 / MemoryLayout<S>.stride
    var offsets: [Int] = []
    var total = 0
    for shape in shapes {
      offsets.append(total)
      total += (shape.rows * shape.columns + alignment - 1) / alignment * alignment
    }
    (self.offsets, self.total) = (offsets, total)
    memory = .allocate(byteCount: max(1, total) * MemoryLayout<S>.stride, alignment: 64)
    entries = memory.bindMemory(to: S.self).baseAddress.unsafelyUnwrapped
    entries.initialize(repeating: .zero, count: total)
  }

  deinit { memory.deallocate() }

  /// Number of matrices.
  public var count: Int { shapes.count }

  /// The i-th matrix, from 0.
  public subscript(i: Int) -> MatrixPointer<S> {
    MatrixPointer(entries + offsets[i], rows: shapes[i].rows, columns: shapes[i].columns)
  }

  /// Whether two stacks of the same shapes hold the same bits in every entry.
  public func isIdentical(to other: MatrixStack<S>) -> Bool {
    let size = total * MemoryLayout<S>.stride
    return UnsafeRawBufferPointer(start: entries, count: size)
      .elementsEqual(UnsafeRawBufferPointer(start: other.entries, count: size))
  }
}

/// Several matrices in one allocation, 64-byte aligned: the memory that a workspace passes to kernels.
///
/// A reference type without locking: one thread uses it at a time.
public final class MatrixStack<S: Scalar> {
  /// Number of matrices.
  public let count: Int
  private let memory: UnsafeMutableRawBufferPointer
  fileprivate let entries: UnsafeMutablePointer<S>
  fileprivate let total: Int
  // A plain table: reading it in generic code costs a load, where an array would look its type up at run time.
  @usableFromInline let table: UnsafeMutablePointer<MutableMatrixView<S>>

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
      let matrix = MutableMatrixView(entries + offset, rows: shape.rows, columns: shape.columns)
      (table + i).initialize(to: matrix)
      offset += padded(shape)
    }
  }

  deinit {
    table.deallocate()
    memory.deallocate()
  }

  /// The i-th matrix, from 0.
  @inlinable public subscript(i: Int) -> MutableMatrixView<S> {
    precondition(i >= 0 && i < count, "a matrix beyond the end of its stack")
    return table[i]
  }

  /// The same matrices, to be read.
  @inlinable public var readOnly: MatrixStackView<S> { MatrixStackView(self) }
}

/// The matrices of a `MatrixStack`, to be read; keeps their memory alive.
@frozen public struct MatrixStackView<S: Scalar> {
  @usableFromInline let stack: MatrixStack<S>

  @inlinable init(_ stack: MatrixStack<S>) { self.stack = stack }

  /// Number of matrices.
  @inlinable public var count: Int { stack.count }

  /// The i-th matrix, from 0.
  @inlinable public subscript(i: Int) -> MatrixView<S> { stack[i].readOnly }

  /// Whether two stacks of the same shapes hold the same bits in every entry.
  public func isIdentical(to other: MatrixStackView<S>) -> Bool {
    let size = stack.total * MemoryLayout<S>.stride
    return UnsafeRawBufferPointer(start: stack.entries, count: size)
      .elementsEqual(UnsafeRawBufferPointer(start: other.stack.entries, count: size))
  }
}

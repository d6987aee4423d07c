import CKernels
import Glibc
import LinearAlgebra

/// Memory of some groups of eight seeds, zero at first. One thread uses it.
final class LaneMemory {
  /// Doubles from the beginning of one group to that of the next.
  let stride: Int
  let groups: Int
  let base: UnsafeMutablePointer<Double>

  init(groups: Int, stride: Int) {
    (self.groups, self.stride) = (groups, stride)
    let bytes = UnsafeMutableRawBufferPointer.allocate(
      byteCount: max(1, groups * stride) * MemoryLayout<Double>.stride, alignment: 4096)
    base = bytes.bindMemory(to: Double.self).baseAddress.unsafelyUnwrapped
    base.initialize(repeating: 0, count: max(1, groups * stride))
  }

  deinit { base.deallocate() }

  /// Where lane `slot % 8` of group `slot / 8` begins.
  func lane(_ slot: Int) -> UnsafeMutablePointer<Double> {
    base + slot / Lanes.count * stride + slot % Lanes.count
  }
}

/// A lane holds one of eight seeds side by side.
enum Lanes {
  static let count = Int(ck_lanes)
}

/// A core's level-1 data cache.
enum Cache {
  /// Bytes of it for groups that are stepped together; the rest is for what the kernels need besides.
  static let room: Int = {
    // Nothing is known of some processors; few have less than this.
    let size = max(32 << 10, sysconf(Int32(_SC_LEVEL1_DCACHE_SIZE)))
    return size / 8 * 7
  }()
}

/// The place of a matrix in a group: row by row, eight lanes an entry.
struct LaneMatrix<S: Scalar> {
  /// Doubles from the beginning of the group.
  let offset: Int
  let rows: Int
  let columns: Int

  /// Doubles that one number of this field has: 1 or 2.
  static var parts: Int { S.isComplex ? 2 : 1 }
  /// Doubles that a rows × columns matrix takes.
  static func size(_ rows: Int, _ columns: Int) -> Int { rows * columns * parts * Lanes.count }

  /// Writes `matrix` into the lane that begins at `lane`.
  func write(_ matrix: MatrixView<S>, to lane: UnsafeMutablePointer<Double>) {
    assert(matrix.rows == rows && matrix.columns == columns)
    let numbers = matrix.reals
    forEachPart(lane) { i, place in place.pointee = numbers[i] }
  }

  /// Reads the lane that begins at `lane` into `matrix`.
  func read(_ lane: UnsafeMutablePointer<Double>, into matrix: MutableMatrixView<S>) {
    assert(matrix.rows == rows && matrix.columns == columns)
    let numbers = matrix.reals
    forEachPart(lane) { i, place in numbers[i] = place.pointee }
  }

  /// The matrix of the lane that begins at `lane`.
  func read(_ lane: UnsafeMutablePointer<Double>) -> Matrix<S> {
    var matrix = Matrix<S>(rows: rows, columns: columns)
    matrix.withMutableView { read(lane, into: $0) }
    return matrix
  }

  /// Calls `body` with the index of each real number of the matrix, column by column as `Matrix` has it, and its place in the lane.
  @inline(__always)
  private func forEachPart(
    _ lane: UnsafeMutablePointer<Double>, _ body: (Int, UnsafeMutablePointer<Double>) -> Void
  ) {
    let parts = Self.parts
    var number = 0
    for j in 0..<columns {
      for i in 0..<rows {
        let place = lane + offset + (i * columns + j) * parts * Lanes.count
        for part in 0..<parts {
          body(number, place + part * Lanes.count)
          number += 1
        }
      }
    }
  }
}

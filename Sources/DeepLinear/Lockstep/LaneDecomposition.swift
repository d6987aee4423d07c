import CKernels
import LinearAlgebra

/// Singular value decompositions of eight matrices of one shape at once, a matrix a lane, by one-sided Jacobi rotations.
///
/// Values are right to a few units in the last place of the largest, small ones too where columns of very different lengths
/// make them small. A lane's result does not depend on the other lanes. One thread uses it.
final class LaneDecomposition<S: Scalar> {
  private let family: KernelFamily
  private let rows: Int
  private let columns: Int
  private let a: LaneMatrix<S>
  private let v: LaneMatrix<S>
  private let values: Int
  private let memory: LaneMemory
  private var unfinished: Int32 = 0

  /// Jacobi turns columns: of a wide matrix the adjoint is decomposed.
  private var isTall: Bool { rows >= columns }
  private var rank: Int { min(rows, columns) }

  /// For matrices of this shape, not empty.
  init(rows: Int, columns: Int, family: KernelFamily) {
    (self.rows, self.columns, self.family) = (rows, columns, family)
    var arena = LaneArena<S>()
    let (long, short) = (max(rows, columns), min(rows, columns))
    (a, v) = (arena.place(long, short), arena.place(short, short))
    let numbers = (0..<short).map { _ in arena.number() }
    values = numbers[0]
    memory = LaneMemory(groups: 1, stride: arena.size)
  }

  /// Loads a matrix into a lane.
  func load(_ matrix: Matrix<S>, into lane: Int) {
    (isTall ? matrix : matrix.adjoint).withView { a.write($0, to: memory.lane(lane)) }
  }

  /// Loads the matrices at `source`, of this shape and in all lanes.
  func load(_ source: UnsafePointer<Double>) {
    let entry = LaneMatrix<S>.parts * Lanes.count
    let target = memory.base + a.offset
    guard !isTall else { return target.update(from: source, count: rows * columns * entry) }
    for i in 0..<rows {
      for j in 0..<columns {
        let place = target + (j * rows + i) * entry
        place.update(from: source + (i * columns + j) * entry, count: entry)
        if S.isComplex { for lane in Lanes.count..<entry { place[lane].negate() } }
      }
    }
  }

  /// Decomposes the matrices loaded.
  func decompose(vectors: Bool) {
    unfinished = ck_jacobi(
      family.code, S.isComplex ? 1 : 0, memory.base + a.offset, Int32(a.rows), Int32(a.columns),
      vectors ? memory.base + v.offset : nil, memory.base + values)
  }

  /// The singular values of a lane, falling; nil where its matrix was not finite, or Jacobi's method did not converge.
  func singularValues(_ lane: Int) -> [Double]? {
    let place = memory.lane(lane) + values
    var found = [Double](unsafeUninitializedCapacity: rank) { buffer, count in
      for k in 0..<rank { buffer[k] = place[k * Lanes.count] }
      count = rank
    }
    guard unfinished >> Int32(lane) & 1 == 0, found.allSatisfy(\.isFinite) else { return nil }
    // Few numbers, mostly in order: by insertion.
    for k in 1..<max(1, rank) {
      var i = k
      while i > 0, found[i - 1] < found[i] {
        found.swapAt(i - 1, i)
        i -= 1
      }
    }
    return found
  }

  /// The decomposition of a lane; nil where a singular value is negligible beside the largest, as its vectors are not accurate then.
  func svd(_ lane: Int) -> SVD<S>? {
    guard let falling = singularValues(lane), falling[rank - 1] > 0x1p-200 * falling[0] else { return nil }
    let place = memory.lane(lane)
    let order = (0..<rank).sorted { i, j in
      let (x, y) = (place[values + i * Lanes.count], place[values + j * Lanes.count])
      return x > y || (x == y && i < j)
    }
    let (left, right) = (a.read(place).columns(order), v.read(place).columns(order))
    return isTall ? SVD(u: left, values: falling, v: right) : SVD(u: right, values: falling, v: left)
  }
}

extension Matrix {
  /// The columns of these numbers, in their order.
  fileprivate func columns(_ order: [Int]) -> Matrix {
    Matrix(rows: rows, columns: order.count) { i, j in self[i, order[j]] }
  }
}

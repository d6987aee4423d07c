import CKernels
import LinearAlgebra

/// Singular value decompositions of up to eight matrices of one shape at once, a matrix a lane, by one-sided Jacobi rotations.
///
/// Values are right to a few units in the last place of the largest, small ones too where columns of very different lengths
/// make them small. What a lane gets does not depend on the other lanes.
struct LaneDecomposition<S: Scalar> {
  let family: KernelFamily

  /// One decomposition for each matrix; nil for nil, and where Jacobi's method cannot give one: a matrix that is not finite or, where
  /// `vectors` are asked for, one with a singular value 0.
  func svd(_ matrices: [Matrix<S>?], vectors: Bool) -> [SVD<S>?] {
    precondition(matrices.count <= Lanes.count)
    guard let shape = matrices.lazy.compactMap({ $0 }).first, min(shape.rows, shape.columns) > 0 else {
      return matrices.map { _ in nil }
    }
    // Jacobi turns columns: there are to be no more of them than rows.
    let isTall = shape.rows >= shape.columns
    let (m, n) = isTall ? (shape.rows, shape.columns) : (shape.columns, shape.rows)
    var arena = LaneArena<S>()
    let (a, v) = (arena.place(m, n), arena.place(n, n))
    let numbers = (0..<n).map { _ in arena.number() }
    let memory = LaneMemory(groups: 1, stride: arena.size)
    for (seat, matrix) in matrices.enumerated() {
      (isTall ? matrix : matrix?.adjoint)?.withReadPointer { a.write($0, to: memory.lane(seat)) }
    }
    let unfinished = ck_jacobi(
      family.code, S.isComplex ? 1 : 0, memory.base + a.offset, Int32(m), Int32(n),
      vectors ? memory.base + v.offset : nil, memory.base + numbers[0])
    return matrices.enumerated().map { seat, matrix in
      let lane = memory.lane(seat)
      let values = numbers.map { lane[$0] }
      guard matrix != nil, unfinished >> Int32(seat) & 1 == 0, values.allSatisfy(\.isFinite) else { return nil }
      let order = (0..<n).sorted { values[$0] > values[$1] || (values[$0] == values[$1] && $0 < $1) }
      let falling = order.map { values[$0] }
      guard vectors else { return SVD(u: Matrix(rows: m, columns: 0), values: falling, v: Matrix(rows: n, columns: 0)) }
      guard falling[n - 1] > 0 else { return nil }
      let left = a.read(lane).columns(order)
      let right = v.read(lane).columns(order)
      return isTall ? SVD(u: left, values: falling, v: right) : SVD(u: right, values: falling, v: left)
    }
  }
}

extension Matrix {
  /// The columns of these numbers, in their order.
  fileprivate func columns(_ order: [Int]) -> Matrix {
    Matrix(rows: rows, columns: order.count) { i, j in self[i, order[j]] }
  }
}

/// Snapshots of up to eight seeds, whose matrices are decomposed in lanes: all of a kind when the first is asked for.
final class LaneCompany<S: Scalar>: SnapshotCompany {
  private let lanes: LaneDecomposition<S>
  /// Set once all are made; emptied when they have been recorded.
  var snapshots: [Snapshot<S>] = []
  private var known: [Snapshot<S>.Decomposed: [SVD<S>?]] = [:]

  init(_ family: KernelFamily) { lanes = LaneDecomposition(family: family) }

  func svd(_ matrix: Snapshot<S>.Decomposed, _ seat: Int) -> SVD<S>? {
    decompositions(matrix, vectors: true)[seat]
  }

  func singularValues(_ matrix: Snapshot<S>.Decomposed, _ seat: Int) -> [Double]? {
    decompositions(matrix, vectors: matrix == .endToEnd)[seat]?.values
  }

  private func decompositions(_ matrix: Snapshot<S>.Decomposed, vectors: Bool) -> [SVD<S>?] {
    if let known = known[matrix] { return known }
    let found = lanes.svd(snapshots.map { $0.matrix(matrix) }, vectors: vectors)
    known[matrix] = found
    return found
  }
}

import LinearAlgebra

/// Snapshots of up to eight seeds, whose matrices are decomposed in lanes: all of a kind when the first is needed.
final class BatchedSVD<S: Scalar> {
  private let program: LaneProgram<S>
  private let memory: LaneMemory
  private var shapes: [Int: LaneDecomposition<S>] = [:]
  /// What was found since `begin`, by kind: W_{1:N}, H, M and the layers.
  private var found: [[SVD<S>?]?]
  private var snapshots: [(lane: Int, snapshot: Snapshot<S>)] = []

  /// - Parameter memory: the group of the observed seeds.
  init(_ program: LaneProgram<S>, memory: LaneMemory) {
    (self.program, self.memory) = (program, memory)
    found = Array(repeating: nil, count: program.widths.count + 2)
  }

  /// Begins with new snapshots, in these lanes.
  func begin(_ snapshots: [(lane: Int, snapshot: Snapshot<S>)]) {
    self.snapshots = snapshots
    for kind in found.indices { found[kind] = nil }
  }

  /// Releases the snapshots, which refer to this object.
  func end() { snapshots = [] }

  /// The decomposition of a matrix of the snapshot in a lane; vectors are computed for W_{1:N} alone.
  func decomposition(_ matrix: Snapshot<S>.Decomposed, lane: Int) -> SVD<S>? {
    let kind =
      switch matrix {
      case .endToEnd: 0
      case .hermitianMain: 1
      case .polarSum: 2
      case .layer(let j): 3 + j
      }
    if let known = found[kind] { return known[lane] }
    let all = decompose(matrix)
    found[kind] = all
    return all[lane]
  }

  private func decompose(_ matrix: Snapshot<S>.Decomposed) -> [SVD<S>?] {
    var all = [SVD<S>?](repeating: nil, count: Lanes.count)
    switch matrix {
    case .endToEnd:
      let lanes = lanes(program.endToEnd)
      lanes.load(memory.base + program.endToEnd.offset)
      lanes.decompose(vectors: true)
      for (lane, _) in snapshots { all[lane] = lanes.svd(lane) }
    case .layer(let j):
      let lanes = lanes(program.weights[0][j])
      lanes.load(memory.base + program.weights[0][j].offset)
      lanes.decompose(vectors: false)
      for (lane, _) in snapshots { all[lane] = lanes.singularValues(lane).map(SVD.init(valuesOnly:)) }
    case .hermitianMain, .polarSum:
      let lanes = lanes(program.endToEnd)
      let defined = snapshots.compactMap { lane, snapshot in snapshot.matrix(matrix).map { (lane, $0) } }
      for (lane, matrix) in defined { lanes.load(matrix, into: lane) }
      lanes.decompose(vectors: false)
      for (lane, _) in defined { all[lane] = lanes.singularValues(lane).map(SVD.init(valuesOnly:)) }
    }
    return all
  }

  private func lanes(_ like: LaneMatrix<S>) -> LaneDecomposition<S> {
    let key = like.rows << 32 | like.columns
    if let known = shapes[key] { return known }
    let new = LaneDecomposition<S>(rows: like.rows, columns: like.columns, family: program.family)
    shapes[key] = new
    return new
  }
}

extension SVD {
  /// Values without vectors.
  fileprivate init(valuesOnly values: [Double]) {
    self.init(u: Matrix(rows: 0, columns: 0), values: values, v: Matrix(rows: 0, columns: 0))
  }
}

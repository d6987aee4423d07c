import LinearAlgebra

/// Snapshots of up to eight seeds, whose matrices are decomposed in lanes: all of a kind when the first is asked for.
final class LaneCompany<S: Scalar> {
  private let program: LaneProgram<S>
  private let memory: LaneMemory
  private var shapes: [Int: LaneDecomposition<S>] = [:]
  /// What was found since `begin`, by kind: W_{1:N}, H, M and the layers.
  private var found: [[SVD<S>?]?]
  private var snapshots: [(seat: Int, snapshot: Snapshot<S>)] = []

  /// - Parameter memory: where the observed seeds stand.
  init(_ program: LaneProgram<S>, memory: LaneMemory) {
    (self.program, self.memory) = (program, memory)
    found = Array(repeating: nil, count: program.widths.count + 2)
  }

  /// New snapshots, at these seats.
  func begin(_ snapshots: [(seat: Int, snapshot: Snapshot<S>)]) {
    self.snapshots = snapshots
    for kind in found.indices { found[kind] = nil }
  }

  /// Lets go of the snapshots, which hold this company.
  func end() { snapshots = [] }

  /// The decomposition of a matrix of the snapshot at `seat`; vectors are there for W_{1:N} alone.
  func decomposition(_ matrix: Snapshot<S>.Decomposed, seat: Int) -> SVD<S>? {
    let kind =
      switch matrix {
      case .endToEnd: 0
      case .hermitianMain: 1
      case .polarSum: 2
      case .layer(let j): 3 + j
      }
    if let known = found[kind] { return known[seat] }
    let all = decompose(matrix)
    found[kind] = all
    return all[seat]
  }

  private func decompose(_ matrix: Snapshot<S>.Decomposed) -> [SVD<S>?] {
    var all = [SVD<S>?](repeating: nil, count: Lanes.count)
    switch matrix {
    case .endToEnd:
      let lanes = lanes(program.endToEnd)
      lanes.take(memory.base + program.endToEnd.offset)
      lanes.decompose(vectors: true)
      for (seat, _) in snapshots { all[seat] = lanes.svd(seat) }
    case .layer(let j):
      let lanes = lanes(program.weights[0][j])
      lanes.take(memory.base + program.weights[0][j].offset)
      lanes.decompose(vectors: false)
      for (seat, _) in snapshots { all[seat] = lanes.singularValues(seat).map(SVD.init(valuesOnly:)) }
    case .hermitianMain, .polarSum:
      let lanes = lanes(program.endToEnd)
      let defined = snapshots.compactMap { seat, snapshot in snapshot.matrix(matrix).map { (seat, $0) } }
      for (seat, matrix) in defined { lanes.take(matrix, seat: seat) }
      lanes.decompose(vectors: false)
      for (seat, _) in defined { all[seat] = lanes.singularValues(seat).map(SVD.init(valuesOnly:)) }
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

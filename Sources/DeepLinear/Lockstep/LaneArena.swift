import CKernels
import LinearAlgebra

/// Gives out places for matrices in a group, and takes back those that are no longer needed, so that a step's matrices stay
/// few and near: what is written next lies where something was just read.
struct LaneArena<S: Scalar> {
  /// Doubles given out so far; a group takes so many.
  private(set) var size = 0
  private var free: [LaneMatrix<S>] = []

  /// A place for a rows × columns matrix: a free one of that size, or a new one.
  mutating func place(_ rows: Int, _ columns: Int) -> LaneMatrix<S> {
    let needed = LaneMatrix<S>.size(rows, columns)
    if let i = free.lastIndex(where: { LaneMatrix<S>.size($0.rows, $0.columns) == needed }) {
      return LaneMatrix(offset: free.remove(at: i).offset, rows: rows, columns: columns)
    }
    defer { size += needed }
    return LaneMatrix(offset: size, rows: rows, columns: columns)
  }

  /// Takes a place back.
  mutating func release(_ matrix: LaneMatrix<S>) { free.append(matrix) }

  /// A place for one number a lane.
  mutating func number() -> Int {
    defer { size += Lanes.count }
    return size
  }
}

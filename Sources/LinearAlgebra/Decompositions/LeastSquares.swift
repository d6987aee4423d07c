import CLinAlg

/// A least-squares solution.
public struct LeastSquares: Sendable {
  /// The x of least norm among those with the least ‖A·x − b‖₂.
  public let solution: [Double]
  /// The rank of A: singular directions below max(rows, columns)·2⁻⁵² of the largest count as zero.
  public let rank: Int
}

extension Matrix where S == Double {
  /// Solves min ‖A·x − b‖₂, where A is this matrix, of any shape and rank, by LAPACK's complete orthogonal factorization (`dgelsy`).
  ///
  /// - Parameter right: b, as many numbers as A has rows.
  /// - Throws: `LinearAlgebraError.notFinite`; `.shape` where b has another length; `.noConvergence` where numbers overflow on the way.
  /// - Complexity: O(rows · columns · min(rows, columns)).
  public func leastSquares(_ right: [Double]) throws(LinearAlgebraError) -> LeastSquares {
    let operation = "least squares"
    guard right.count == rows else {
      throw .shape(
        operation: operation, got: "a \(rows)×\(columns) matrix and \(right.count) numbers",
        expected: "\(rows) numbers")
    }
    guard isFinite, right.allSatisfy(\.isFinite) else { throw .notFinite(operation: operation) }
    guard rows > 0, columns > 0 else {
      return LeastSquares(solution: Array(repeating: 0, count: columns), rank: 0)
    }
    BLAS.start()
    var a = withRoom()
    let (least, most) = (Swift.min(rows, columns), Swift.max(rows, columns))
    var b = right + Array(repeating: 0, count: most - rows)
    var pivots = [Int32](repeating: 0, count: columns)
    var rank: Int32 = 0
    var work = [Double](repeating: 0, count: least + 3 * columns + 64 * (columns + 1) + 64)
    let info = a.withMutableView { a in
      la_dgelsy(
        Int32(rows), Int32(columns), a.base, &b, Int32(most), &pivots, Double(most) * 0x1p-52, &rank, &work,
        Int32(work.count))
    }
    let solution = Array(b.prefix(columns))
    guard info == 0, solution.allSatisfy(\.isFinite) else { throw .noConvergence(operation: operation) }
    return LeastSquares(solution: solution, rank: Int(rank))
  }
}

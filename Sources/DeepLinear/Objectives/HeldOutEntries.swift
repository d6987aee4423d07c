public import LinearAlgebra

/// Entries of Φ that are known and do not enter the loss: what a solution can be tested on.
public struct HeldOutEntries<S: Scalar>: Sendable {
  /// Φ, zero at the other entries.
  private let values: Matrix<S>
  /// 1 at these entries, 0 at the others.
  private let mask: Matrix<Double>
  /// How many there are; at least one.
  public let count: Int

  /// The entries of `target` that are known and `isHeldOut`; nil where there is none.
  ///
  /// - Parameters:
  ///   - target: Φ, NaN where it is unknown.
  ///   - isHeldOut: whether the entry at (row, column) does not enter the loss.
  public init?(of target: Matrix<S>, where isHeldOut: (_ row: Int, _ column: Int) -> Bool) {
    mask = Matrix(rows: target.rows, columns: target.columns) { i, j in
      isHeldOut(i, j) && !target.isUnknown(i, j) ? 1 : 0
    }
    count = mask.columnMajor.count { $0 == 1 }
    guard count > 0 else { return nil }
    let mask = mask
    values = Matrix(rows: target.rows, columns: target.columns) { mask[$0, $1] == 1 ? target[$0, $1] : .zero }
  }

  /// The root of the mean of |W_ij − Φ_ij|² over these entries.
  ///
  /// - Parameter matrix: W, of Φ's shape.
  public func rootMeanSquareError(of matrix: Matrix<S>) -> Double {
    var difference = matrix - values
    difference.withMutableView { difference in mask.withView { S.multiplyElements(of: difference, by: $0) } }
    return difference.frobeniusNorm / Double(count).squareRoot()
  }
}

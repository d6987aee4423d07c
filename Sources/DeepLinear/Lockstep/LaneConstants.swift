import LinearAlgebra

/// What all seeds of an ensemble share: Φ, and a mask or covariance, as the kernels read them.
final class LaneConstants<S: Scalar> {
  /// Φ, row by row.
  let target: UnsafePointer<Double>
  /// As many zeros as the largest square of a width has numbers.
  let zeros: UnsafePointer<Double>
  /// Ones and zeros, row by row.
  let mask: UnsafePointer<Double>?
  /// Λ as a lane matrix, alike in every lane.
  let covariance: LaneMatrix<S>?
  private let covarianceMatrix: Matrix<S>?
  private let owned: [UnsafeMutablePointer<Double>]

  init(_ form: LossForm<S>, widths: [Int], arena: inout LaneArena<S>) {
    let Φ: Matrix<S>
    var mask: UnsafeMutablePointer<Double>?
    switch form {
    case .residual(let target, let ones):
      (Φ, covariance, covarianceMatrix) = (target, nil, nil)
      mask = ones.map(Self.rowMajor)
    case .quadratic(let target, let Λ):
      (Φ, covariance, covarianceMatrix) = (target, arena.place(Λ.rows, Λ.columns), Λ)
    }
    let numbers = Self.rowMajor(Φ)
    (target, self.mask) = (UnsafePointer(numbers), mask.map { UnsafePointer($0) })
    // W_j W_jᴴ or W_jᴴ W_j, whichever is smaller, is compared with it.
    let widest = zip(widths, widths.dropFirst()).map { min($0, $1) }.max() ?? 1
    let none = Self.rowMajor(Matrix<S>(rows: widest, columns: widest))
    zeros = UnsafePointer(none)
    owned = [numbers, none] + (mask.map { [$0] } ?? [])
  }

  deinit { for memory in owned { memory.deallocate() } }

  /// Writes what lanes hold from the beginning.
  func write(to lane: UnsafeMutablePointer<Double>) {
    guard let covariance, let covarianceMatrix else { return }
    covarianceMatrix.withView { covariance.write($0, to: lane) }
  }

  private static func rowMajor<T: Scalar>(_ matrix: Matrix<T>) -> UnsafeMutablePointer<Double> {
    let parts = LaneMatrix<T>.parts
    let numbers = UnsafeMutablePointer<Double>.allocate(
      capacity: max(1, matrix.rows * matrix.columns * parts))
    for i in 0..<matrix.rows {
      for j in 0..<matrix.columns {
        let place = numbers + (i * matrix.columns + j) * parts
        place[0] = matrix[i, j].realPart
        if parts == 2 { place[1] = matrix[i, j].imaginaryPart }
      }
    }
    return numbers
  }
}

public import LinearAlgebra

/// Matrix sensing: ½ Σ_i (Re⟨A_i, W⟩ − y_i)² with ⟨A, B⟩ = tr(Aᴴ B), above its least value over all matrices; ∇ℓ = Σ_i (Re⟨A_i, W⟩ − ŷ_i) A_i.
///
/// With W* the minimizer of least norm and ŷ_i = Re⟨A_i, W*⟩, which is y_i unless measurements contradict one another, ℓ is
/// ½ Σ_i (Re⟨A_i, W⟩ − ŷ_i)²: so no constants cancel near the optimum. Unit matrices E_ij as A_i make the masked loss, over the real
/// numbers, and all of them the square loss.
///
/// - Source: Arora, Cohen, Hu, Luo (NeurIPS 2019), §2.
public struct SensingLoss<S: Scalar>: Loss {
  /// W*.
  public let target: Matrix<S>
  /// The known entries of Φ, where that is given: none of them enters the loss.
  public let heldOut: HeldOutEntries<S>?
  /// ½ Σ_i (y_i − ŷ_i)².
  public let leastSum: Double?
  /// How many of the measurements are independent.
  public let rank: Int
  /// Column i has the entries of A_i in the order in which W has them in memory, real and imaginary parts beside each other.
  private let matrices: Matrix<Double>
  /// ŷ.
  private let values: [Double]

  /// - Parameters:
  ///   - matrices: A_1 … A_m, at least one, all d_N × d_0 and finite, not all zero.
  ///   - values: y_1 … y_m, finite.
  ///   - truth: Φ, d_N × d_0, NaN where it is unknown; nil where none of it is known. It is used for `heldOut` alone.
  /// - Throws: `LossError.shape`, `.zeroMeasurements`; `LinearAlgebraError` where a number is not finite or overflows.
  /// - Complexity: O(m · n · min(m, n)) with n = d_N·d_0 (twice that over the complex numbers); an evaluation O(m · n).
  public init(matrices: [Matrix<S>], values: [Double], truth: Matrix<S>? = nil) throws {
    let (rows, columns) = (matrices.first?.rows ?? 0, matrices.first?.columns ?? 0)
    if let other = matrices.first(where: { $0.rows != rows || $0.columns != columns }) ?? truth,
      other.rows != rows || other.columns != columns
    {
      throw LossError.shape(
        got: "a \(rows)×\(columns) and a \(other.rows)×\(other.columns) matrix", expected: "all of one shape")
    }
    guard matrices.count == values.count, !matrices.isEmpty else {
      throw LossError.shape(
        got: "\(matrices.count) matrices and \(values.count) values",
        expected: "at least one matrix, and one value for each")
    }
    guard matrices.contains(where: { $0.columnMajor.contains { $0 != .zero } }) else {
      throw LossError.zeroMeasurements
    }
    let parts = S.isComplex ? 2 : 1
    let flat = matrices.map { matrix in
      matrix.columnMajor.flatMap { S.isComplex ? [$0.realPart, $0.imaginaryPart] : [$0.realPart] }
    }
    let numbers = rows * columns * parts
    let found = try Matrix<Double>(rows: values.count, columns: numbers) { flat[$0][$1] }.leastSquares(values)
    self.matrices = Matrix<Double>(rows: numbers, columns: values.count) { flat[$1][$0] }.withRoom()
    rank = found.rank
    // Independent measurements can all be met.
    let fitted = found.rank == values.count ? values : Self.measure(found.solution, by: self.matrices)
    self.values = fitted
    leastSum = 0.5 * zip(values, fitted).reduce(0) { $0 + ($1.0 - $1.1) * ($1.0 - $1.1) }
    target = Matrix(rows: rows, columns: columns) { i, j in
      let place = parts * (i + j * rows)
      return S.isComplex
        ? S(real: found.solution[place], imaginary: found.solution[place + 1])
        : S(real: found.solution[place])
    }
    heldOut = truth.flatMap { HeldOutEntries(of: $0) { _, _ in true } }
  }

  /// Re⟨A_i, W⟩ of each column, W given by its numbers.
  private static func measure(_ numbers: [Double], by matrices: Matrix<Double>) -> [Double] {
    var values = [Double](repeating: 0, count: matrices.columns)
    matrices.withView { $0.multiplyAdd(.conjugateTranspose, numbers, to: &values) }
    return values
  }

  // Called once a step; without specialization every call would look up the types of its buffers at run time.
  @_specialize(where S == Double)
  @_specialize(where S == Complex<Double>)
  public func evaluate(at w: MatrixView<S>, gradient: MutableMatrixView<S>, scratch: MutableMatrixView<S>)
    -> Double
  {
    let x = UnsafeRawPointer(w.base).assumingMemoryBound(to: Double.self)
    let g = UnsafeMutableRawPointer(gradient.base).assumingMemoryBound(to: Double.self)
    let r = UnsafeMutableRawPointer(scratch.base).assumingMemoryBound(to: Double.self)
    gradient.clear()
    return values.withUnsafeBufferPointer { y in
      matrices.withView { a in
        var sum = 0.0
        // As many measurements at a time as the scratch has room for residuals.
        for first in stride(from: 0, to: a.columns, by: a.rows) {
          let count = min(a.rows, a.columns - first)
          let part = MatrixView(a.base + first * a.rows, rows: a.rows, columns: count)
          for i in 0..<count { r[i] = -y[first + i] }
          part.multiplyAdd(.conjugateTranspose, x, to: r)
          for i in 0..<count { sum += r[i] * r[i] }
          part.multiplyAdd(.none, r, to: g)
        }
        return 0.5 * sum
      }
    }
  }
}

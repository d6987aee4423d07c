import DeepLinear
import LinearAlgebra

/// The flow of two balanced layers on the square loss in closed form, aligned with Φ or not.
///
/// With X = [W_1ᴴ; W_2] and F = [0 Φᴴ; Φ 0] the flow is the Riccati equation dP/dt = FP + PF − P² of P = XXᴴ, whose lower left
/// block is W_2 W_1. Over a time Δ
///
///     X ← e^{FΔ} X C^{−1/2},    C = I + Xᴴ (∫_0^Δ e^{2Fs} ds) X,
///
/// exactly, up to a rotation of the hidden layer. Steps of Δ ≤ 1/‖F‖ keep C well conditioned, so that no digits are lost
/// however long the flow.
///
/// - Source: Fukumizu (1998); Braun, Dominé, Fitzgerald, Saxe (NeurIPS 2022).
struct TwoLayerFlow<S: Scalar> {
  private let inputs: Int
  private let eigen: HermitianEigen<S>
  private var x: Matrix<S>
  private var time = 0.0

  /// From a balanced network of two layers.
  init(from network: DeepLinearNetwork<S>, target: Matrix<S>) throws(LinearAlgebraError) {
    let (w1, w2) = (network.layers[0], network.layers[1])
    let (n, m) = (w1.columns, w2.rows)
    inputs = n
    x = Matrix(rows: n + m, columns: w1.rows) { i, j in i < n ? w1[j, i].conjugated : w2[i - n, j] }
    eigen = try Matrix<S>(rows: n + m, columns: n + m) { i, j in
      if i >= n, j < n { return target[i - n, j] }
      if i < n, j >= n { return target[j - n, i].conjugated }
      return .zero
    }.hermitianEigen()
  }

  /// W_2 W_1 at t, no earlier than before.
  ///
  /// - Complexity: t·‖Φ‖ steps of O((d_0 + d_2)³) each, fewer where the flow has converged.
  mutating func endToEndMatrix(at t: Double) throws(LinearAlgebraError) -> Matrix<S> {
    let scale = eigen.values.map { abs($0) }.max() ?? 0
    let left = t - time
    guard left > 0 else { return product }
    let count = max(1, (left * scale).rounded(.up))
    let Δ = left / count
    let grown = eigen.applying { .exp($0 * Δ) }
    let integral = eigen.applying { $0 == 0 ? Δ : .expMinusOne(2 * $0 * Δ) / (2 * $0) }
    for _ in 0..<Int(count) {
      let before = product
      let c =
        Matrix.identity(x.columns) + Matrix.product(x, .conjugateTranspose, integral * x, .none)
      x = grown * x * (try c.hermitianEigen().applying { 1 / $0.squareRoot() })
      if product == before { break }
    }
    time = t
    return product
  }

  private var product: Matrix<S> {
    let (w1, w2) = (x.rows(0..<inputs), x.rows(inputs..<x.rows))
    return .product(w2, .none, w1, .conjugateTranspose)
  }
}

extension Matrix {
  fileprivate func rows(_ range: Range<Int>) -> Matrix {
    Matrix(rows: range.count, columns: columns) { i, j in self[range.lowerBound + i, j] }
  }
}

import DeepLinear

/// dW/dt = −Σ_{j=1}^N (W Wᴴ)^{(j−1)/N} ∇ℓ(W) (Wᴴ W)^{(N−j)/N}: the end-to-end matrix under exact balance, y one block.
///
/// With W = U diag(σ) Vᴴ and G = ∇ℓ(W), the terms 1 < j < N are together U (C ∘ Uᴴ G V) Vᴴ with
/// C_kl = Σ_j σ_k^{2(j−1)/N} σ_l^{2(N−j)/N}; the first and the last keep what of G lies outside the span of U and V.
///
/// - Source: Arora, Cohen, Hu, Luo (NeurIPS 2019).
final class EndToEndSystem<S: Scalar>: NetworkSystem<S> {
  private let widths: [Int]
  private let depth: Int
  private var matrix: Matrix<S>
  private var slope: Matrix<S>
  private var value: Evaluation

  init(from w: Matrix<S>, widths: [Int], objective: Objective<S>) {
    (self.widths, matrix, depth) = (widths, w, widths.count - 1)
    let (loss, gradient) = objective.loss.evaluate(at: w)
    (slope, value) = (gradient, Evaluation(loss: loss, penalty: 0))
    let parts = MemoryLayout<S>.stride / MemoryLayout<Double>.stride
    super.init(
      blockSizes: [w.rows * w.columns * parts], objective: objective,
      shape: NetworkShape(widths: widths, isComplex: S.isComplex))
  }

  /// W column by column.
  var start: [Double] {
    matrix.withView { Array(UnsafeBufferPointer(start: $0.reals, count: dimension)) }
  }

  override func computeRate(at y: UnsafePointer<Double>, into rate: UnsafeMutablePointer<Double>) -> Bool {
    guard setState(y).loss.isFinite, let svd = try? matrix.svd() else { return false }
    let total = EndToEndSystem.weigh(slope, by: svd, depth: depth)
    total.withView { total in
      for i in 0..<dimension { rate[i] = -total.reals[i] }
    }
    return true
  }

  /// Σ_j (W Wᴴ)^{(j−1)/N} G (Wᴴ W)^{(N−j)/N} for W = U diag(σ) Vᴴ.
  @_specialize(where S == Double)
  @_specialize(where S == Complex<Double>)
  static func weigh(_ g: Matrix<S>, by svd: SVD<S>, depth: Int) -> Matrix<S> {
    guard depth > 1 else { return g }
    let (u, v, k) = (svd.u, svd.v, svd.values.count)
    let n = Double(depth)
    let end = svd.values.map { Double.pow($0, 2 * (n - 1) / n) }
    func scaled(_ a: Matrix<S>, _ d: [Double]) -> Matrix<S> {
      Matrix(rows: a.rows, columns: k) { i, j in a[i, j] * S(real: d[j]) }
    }
    let (gv, uhg) = (g * v, Matrix.product(u, .conjugateTranspose, g, .none))
    var sum = Matrix.product(scaled(gv, end), .none, v, .conjugateTranspose) + scaled(u, end) * uhg
    guard depth > 2 else { return sum }
    let powers = svd.values.map { σ in (0..<depth).map { j in Double.pow(σ, 2 * Double(j) / n) } }
    let middle = Matrix.product(u, .conjugateTranspose, gv, .none)
    let weighted = Matrix(rows: k, columns: k) { i, j in
      middle[i, j] * S(real: (1..<depth - 1).reduce(0) { $0 + powers[i][$1] * powers[j][depth - 1 - $1] })
    }
    sum = sum + Matrix.product(u * weighted, .none, v, .conjugateTranspose)
    return sum
  }

  override func setState(_ y: UnsafePointer<Double>) -> Evaluation {
    matrix.withMutableView { $0.reals.update(from: y, count: dimension) }
    let (loss, gradient) = objective.loss.evaluate(at: matrix)
    (slope, value) = (gradient, Evaluation(loss: loss, penalty: 0))
    return value
  }

  /// Balanced layers with this product: W_1 ≃ S^{1/N} Vᴴ, W_j ≃ S^{1/N}, W_N ≃ U S^{1/N}.
  override func network() -> DeepLinearNetwork<S>? {
    try? DeepLinearNetwork(factoring: matrix, widths: widths)
  }

  override func gradient() -> [Matrix<S>] {
    network().flatMap { try? objective.evaluate(at: $0).gradient } ?? []
  }
}

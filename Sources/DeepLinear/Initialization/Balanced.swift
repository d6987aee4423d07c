public import LinearAlgebra

/// Balanced layers whose product is a Gaussian matrix A.
///
/// With A = U D Vᴴ: W_1 ≃ D^{1/N} Vᴴ, W_j ≃ D^{1/N}, W_N ≃ U D^{1/N}, where ≃ pads with zeros to the layer's shape. Then
/// W_{1:N} = A and every Δ_j = 0, up to rounding. `rotations` puts a Haar matrix R_j to the left of W_j and its adjoint to
/// the right of W_{j+1} at each hidden layer, which changes neither.
///
/// - Source: Arora, Cohen, Golowich, Hu (ICLR 2019), Procedure 1 and Appendix E.
public struct BalancedInitialization: Initialization {
  /// The deviation of A's entries.
  public let deviation: Double
  /// Whether hidden layers are rotated by independent Haar matrices.
  public let rotations: Bool

  /// - Parameters:
  ///   - deviation: of A's entries, positive.
  ///   - rotations: whether hidden layers are rotated.
  public init(deviation: Double, rotations: Bool = false) {
    (self.deviation, self.rotations) = (deviation, rotations)
  }

  /// Draws W_1 … W_N for `seed`.
  public func network<S: Scalar>(
    widths: [Int], seed: UInt64, over field: S.Type
  ) throws -> DeepLinearNetwork<S> {
    _ = try requireNoBottleneck(widths, distribution: "balanced")
    let depth = widths.count - 1
    let stream = RandomStream(seed: seed, purpose: .weights)
    let a = Matrix<S>.gaussian(rows: widths[depth], columns: widths[0], deviation: deviation, stream: stream)
    return try DeepLinearNetwork(factoring: a, widths: widths) { j throws(LinearAlgebraError) in
      rotations ? try .haar(widths[j], stream: RandomStream(seed: seed, purpose: .rotation, layer: j)) : nil
    }
  }
}

extension DeepLinearNetwork {
  /// Balanced layers of these widths with product A; `rotation(j)` may give R_j for hidden layer j.
  ///
  /// Where a hidden layer has width r < min(d_0, d_N), the product is the nearest matrix of rank r: A itself where its rank is
  /// at most r, as that of a product of such layers is.
  package init(
    factoring a: Matrix<S>, widths: [Int],
    rotation: (Int) throws(LinearAlgebraError) -> Matrix<S>? = { _ in nil }
  ) throws {
    guard widths.count > 2 else {
      try self.init(layers: [a])
      return
    }
    let svd = try a.svd()
    let rank = widths.dropFirst().dropLast().reduce(svd.values.count) { min($0, $1) }
    try self.init(
      u: svd.u, values: Array(svd.values.prefix(rank)), v: svd.v, widths: widths, rotation: rotation)
  }

  /// Balanced layers of these widths, two at least, with product Σ_k values[k] u_k v_kᴴ, where u_k and v_k are the first
  /// columns of U and V.
  ///
  /// - Parameter values: ≥ 0, in any order, no more of them than any width.
  package init(
    u: Matrix<S>, values: [Double], v: Matrix<S>, widths: [Int],
    rotation: (Int) throws(LinearAlgebraError) -> Matrix<S>? = { _ in nil }
  ) throws {
    precondition(widths.allSatisfy { $0 >= values.count }, "more singular values than a layer has")
    let depth = widths.count - 1
    let root = values.map { Double.pow($0, 1 / Double(depth)) }
    var layers = (1...depth).map { j in Matrix<S>.diagonal(root, rows: widths[j], columns: widths[j - 1]) }
    layers[0] = Matrix(rows: widths[1], columns: widths[0]) { i, j in
      i < root.count ? S(real: root[i]) * v[j, i].conjugated : .zero
    }
    layers[depth - 1] = Matrix(rows: widths[depth], columns: widths[depth - 1]) { i, j in
      j < root.count ? u[i, j] * S(real: root[j]) : .zero
    }
    for j in 1..<depth {
      guard let r = try rotation(j) else { continue }
      layers[j - 1] = r * layers[j - 1]
      layers[j] = .product(layers[j], .none, r, .conjugateTranspose)
    }
    try self.init(layers: layers)
  }
}

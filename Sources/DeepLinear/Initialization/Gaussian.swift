public import LinearAlgebra

/// Independent Gaussian layers.
///
/// Entries of W_j are s_j·N(0, 1); over the complex numbers real and imaginary part each have variance s_j²/2.
///
/// - Source: Arora, Cohen, Golowich, Hu (ICLR 2019), §4; Luo, Xu, Gao, Fazel, Du (2025), §5.1, with s_j = ε.
public struct GaussianInitialization: Initialization {
  /// s_j as a rule.
  public enum Deviation: Equatable, Sendable {
    /// One s for all layers.
    case uniform(Double)
    /// s_1 … s_N.
    case perLayer([Double])
    /// s_j = 1/√d_{j−1}.
    case fanIn
  }
  /// s_1 … s_N.
  public let deviation: Deviation

  /// A deviation for each layer, as `deviation` says.
  public init(deviation: Deviation) { self.deviation = deviation }
  /// One deviation for all layers.
  public init(deviation: Double) { self.deviation = .uniform(deviation) }

  /// Draws W_1 … W_N for `seed`.
  public func network<S: Scalar>(
    widths: [Int], seed: UInt64, over field: S.Type
  ) throws -> DeepLinearNetwork<S> {
    let depth = widths.count - 1
    if case .perLayer(let values) = deviation, values.count != depth {
      throw InitializationError.shape(
        distribution: "gaussian", got: "\(values.count) deviations",
        expected: "one for each of the \(depth) layers")
    }
    return try DeepLinearNetwork(
      layers: (1...depth).map { j in
        let stream = RandomStream(seed: seed, purpose: .weights, layer: j)
        return .gaussian(
          rows: widths[j], columns: widths[j - 1], deviation: scale(layer: j, inputs: widths[j - 1]),
          stream: stream)
      })
  }

  private func scale(layer j: Int, inputs: Int) -> Double {
    switch deviation {
    case .uniform(let s): s
    case .perLayer(let s): s[j - 1]
    case .fanIn: 1 / Double(inputs).squareRoot()
    }
  }
}

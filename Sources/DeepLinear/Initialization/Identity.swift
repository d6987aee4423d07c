public import LinearAlgebra

/// W_j = scale · I, padded with zeros where not square: a linear residual network with zero residuals.
///
/// - Source: Arora, Cohen, Golowich, Hu (ICLR 2019), §3.2 (linear residual networks).
public struct IdentityInitialization: Initialization {
  /// The diagonal entry of every layer; any finite number.
  public let scale: Double

  /// - Parameter scale: the diagonal entry.
  public init(scale: Double = 1) { self.scale = scale }

  /// `scale` · I in every layer, whatever the seed.
  public func network<S: Scalar>(
    widths: [Int], seed: UInt64, over field: S.Type
  ) throws -> DeepLinearNetwork<S> {
    try DeepLinearNetwork(
      layers: zip(widths, widths.dropFirst()).map { inputs, outputs in
        .diagonal(Array(repeating: scale, count: min(inputs, outputs)), rows: outputs, columns: inputs)
      })
  }
}

public import LinearAlgebra

/// Layers given as numbers, the same for every seed.
public struct GivenInitialization: Initialization {
  /// W_1 … W_N; imaginary parts are zero where the network is real.
  public let layers: [Matrix<Complex<Double>>]

  /// The start W_1 … W_N, converted to complex.
  public init<S: Scalar>(layers: [Matrix<S>]) { self.layers = layers.map { $0.converted() } }

  /// The given layers, whatever the seed.
  public func network<S: Scalar>(
    widths: [Int], seed: UInt64, over field: S.Type
  ) throws -> DeepLinearNetwork<S> {
    guard S.isComplex || layers.allSatisfy({ $0.columnMajor.allSatisfy { $0.imaginaryPart == 0 } }) else {
      throw InitializationError.shape(
        distribution: "given", got: "complex layers", expected: "real ones in a real network")
    }
    let network = try DeepLinearNetwork<S>(layers: layers.map { $0.converted() })
    guard network.widths == widths else {
      throw InitializationError.shape(
        distribution: "given", got: "layers of widths \(network.widths)", expected: "\(widths)")
    }
    return network
  }
}

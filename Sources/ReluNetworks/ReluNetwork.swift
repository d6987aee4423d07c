public import DeepLinear
public import LinearAlgebra

/// A network of layers with biases and the ReLU max(0, ·) between them, for classification.
///
/// With A_0 the instance, Z_j = W_j A_{j−1} + b_j and A_j = max(0, Z_j) for j < N; the softmax of Z_N are the probabilities of the classes.
public struct ReluNetwork: Sendable, Equatable {
  /// W_1 … W_N, `layers[j - 1]` of shape d_j × d_{j−1}.
  public internal(set) var layers: [Matrix<Double>]
  /// b_1 … b_N, `biases[j - 1]` of shape d_j × 1.
  public internal(set) var biases: [Matrix<Double>]

  /// The weights of a deep linear network, with biases of zero.
  public init(_ network: DeepLinearNetwork<Double>) {
    layers = network.layers
    biases = layers.map { Matrix(rows: $0.rows, columns: 1) }
  }

  /// - Parameters:
  ///   - layers: W_1 … W_N, at least one, each with as many columns as the one before has rows.
  ///   - biases: b_1 … b_N, a column each, with as many rows as their layers.
  public init(layers: [Matrix<Double>], biases: [Matrix<Double>]) {
    precondition(!layers.isEmpty && layers.count == biases.count, "a bias for each of the layers")
    precondition(zip(layers, layers.dropFirst()).allSatisfy { $0.rows == $1.columns }, "layers that fit")
    precondition(zip(layers, biases).allSatisfy { $0.rows == $1.rows && $1.columns == 1 }, "biases that fit")
    (self.layers, self.biases) = (layers, biases)
  }

  /// d_0 … d_N: d_0 features, d_N classes.
  public var widths: [Int] { [layers[0].columns] + layers.map(\.rows) }
}

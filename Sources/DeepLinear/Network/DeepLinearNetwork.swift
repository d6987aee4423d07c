public import LinearAlgebra

/// W_N ··· W_1: a product of weight matrices, W_1 applied first.
///
/// - Source: Arora, Cohen, Golowich, Hu (ICLR 2019), §2.
public struct DeepLinearNetwork<S: Scalar>: Equatable, Sendable {
  /// W_1 … W_N: `layers[0]` is W_1, of shape d_1 × d_0.
  public let layers: [Matrix<S>]

  /// The network with these layers, W_1 first.
  ///
  /// - Throws: `NetworkError.noLayers`; `.shape` where a layer's columns are not the rows of the one before;
  ///   `.notFinite` where an entry is NaN or infinite.
  public init(layers: [Matrix<S>]) throws(NetworkError) {
    guard !layers.isEmpty else { throw .noLayers }
    for (j, layer) in layers.enumerated() {
      let inputs = j == 0 ? layer.columns : layers[j - 1].rows
      guard layer.rows > 0, layer.columns == inputs, inputs > 0 else {
        throw .shape(layer: j + 1, rows: layer.rows, columns: layer.columns, inputs: inputs)
      }
      guard layer.isFinite else { throw .notFinite(layer: j + 1) }
    }
    self.layers = layers
  }

  /// N, the number of layers.
  public var depth: Int { layers.count }

  /// d_0 … d_N, the input's width first.
  public var widths: [Int] {
    @_specialize(where S == Double)
    @_specialize(where S == Complex<Double>)
    get { [layers[0].columns] + layers.map { $0.rows } }
  }

  /// The shape that observables and figures need.
  public var shape: NetworkShape { NetworkShape(widths: widths, isComplex: S.isComplex) }

  /// W_{1:N} = W_N ··· W_1, of shape d_N × d_0.
  public var endToEndMatrix: Matrix<S> {
    @_specialize(where S == Double)
    @_specialize(where S == Complex<Double>)
    get { layers.dropFirst().reduce(layers[0]) { product, layer in layer * product } }
  }

  /// Δ_j = W_j W_jᴴ − W_{j+1}ᴴ W_{j+1} for j = 1 … N − 1, each d_j × d_j and Hermitian; none at depth 1.
  public var balanceErrors: [Matrix<S>] {
    zip(layers, layers.dropFirst()).map { lower, upper in
      .product(lower, .none, lower, .conjugateTranspose) - .product(upper, .conjugateTranspose, upper, .none)
    }
  }

  /// δ = max_j ‖Δ_j‖_F, the smallest δ for which the weights are δ-balanced; 0 at depth 1.
  ///
  /// - Source: Arora, Cohen, Golowich, Hu (ICLR 2019), Definition 1.
  public var imbalance: Double { balanceErrors.map { $0.frobeniusNorm }.max() ?? 0 }

  /// Whether the weights are balanced to rounding: δ ≤ 64·d·2⁻⁵³·max_j ‖W_j‖_F², d the largest width.
  public var isBalancedToRounding: Bool {
    let scale = layers.map { $0.realInner($0) }.max() ?? 0
    return imbalance <= 64 * Double(widths.max() ?? 1) * 0x1p-53 * scale
  }

  /// The deficiency margin of the end-to-end matrix with respect to a target.
  ///
  /// With W = `endToEndMatrix` and Φ = `target`, c = σ_min(Φ) − ‖W − Φ‖_F, where σ_min is the min(d_0, d_N)-th
  /// singular value. A positive margin says that W is closer to Φ than every rank-deficient matrix; zero or less is an
  /// answer too: theorems that assume a margin do not apply.
  ///
  /// - Parameter target: Φ, of shape d_N × d_0, finite.
  /// - Returns: c, in the units of Φ's entries, in (−∞, σ_min(Φ)].
  /// - Throws: `LinearAlgebraError` if the singular values of Φ do not converge.
  /// - Complexity: O(d_N·d_0·min(d_N, d_0)) and one end-to-end product.
  /// - Source: Arora, Cohen, Golowich, Hu (ICLR 2019), Definition 2.
  public func deficiencyMargin(relativeTo target: Matrix<S>) throws(LinearAlgebraError) -> Double {
    (try target.singularValues().last ?? 0) - (endToEndMatrix - target).frobeniusNorm
  }

  /// The sign of det W_{1:N} where it has one: real field, d_0 = d_N, no narrower layer between; else nil.
  ///
  /// 0 where W_{1:N} is singular to the last bit.
  public func determinantSign() throws(LinearAlgebraError) -> Int? {
    let d = widths[0]
    guard !S.isComplex, widths[depth] == d, widths.allSatisfy({ $0 >= d }) else { return nil }
    let square = widths.allSatisfy { $0 == d } ? layers : [endToEndMatrix]
    var sign = 1.0
    for layer in square { sign *= try layer.logDeterminant().phase.realPart }
    return sign == 0 ? 0 : (sign > 0 ? 1 : -1)
  }
}

/// The widths and field of a network, without its numbers.
public struct NetworkShape: Equatable, Hashable, Sendable {
  /// d_0 … d_N.
  public let widths: [Int]
  /// Whether the weights are complex.
  public let isComplex: Bool

  /// The shape of a network of widths d_0 … d_N, at least two.
  public init(widths: [Int], isComplex: Bool) { (self.widths, self.isComplex) = (widths, isComplex) }

  /// N.
  public var depth: Int { widths.count - 1 }
  /// min(d_0, d_N): the number of singular values of W_{1:N}.
  public var rank: Int { min(widths[0], widths[depth]) }
  /// max_j min(d_j, d_{j−1}): the most singular values that a layer has.
  public var layerRank: Int { zip(widths, widths.dropFirst()).map { min($0, $1) }.max() ?? 0 }
  /// The least hidden width d_1 … d_{N−1}; nil at depth 1. The rank of W_{1:N} never exceeds it.
  public var narrowestHiddenWidth: Int? { widths.dropFirst().dropLast().min() }
  /// Whether a hidden layer keeps W_{1:N} from full rank.
  public var isNarrow: Bool { narrowestHiddenWidth.map { $0 < rank } ?? false }
  /// Whether d_0 = d_N.
  public var isSquare: Bool { widths[0] == widths[depth] }
  /// Whether all widths are equal.
  public var isUniform: Bool { widths.allSatisfy { $0 == widths[0] } }
}

/// Why layers do not make a network.
public enum NetworkError: Error, Equatable, Sendable, CustomStringConvertible {
  /// An empty list.
  case noLayers
  /// Layer `layer`, from 1, does not take what the layer before gives.
  case shape(layer: Int, rows: Int, columns: Int, inputs: Int)
  /// NaN or infinity in a layer.
  case notFinite(layer: Int)

  /// What was got and expected, in a clause.
  public var description: String {
    switch self {
    case .noLayers: "a network needs at least one layer; got none"
    case .shape(let layer, let rows, let columns, let inputs):
      "layer \(layer) is \(rows)×\(columns) but receives \(inputs) inputs; expected \(max(rows, 1))×\(max(inputs, 1))"
    case .notFinite(let layer): "layer \(layer) holds NaN or infinity; expected finite entries"
    }
  }
}

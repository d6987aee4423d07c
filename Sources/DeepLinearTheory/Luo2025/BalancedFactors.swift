internal import DeepLinear
internal import LinearAlgebra

/// US and VS of a balanced network, W_{1:N} = U Sᴺ Vᴴ, each up to one unitary factor on the right that both share.
///
/// Under exact balance W_j = Q_j S Q_{j−1}ᴴ with Q_0 = V and Q_N = U, so that the polar factor of W_j is Z_j = Q_j Q_{j−1}ᴴ, and
/// U S Vᴴ = Z_N ··· Z_2 W_1 and V S Vᴴ = (W_1ᴴ W_1)^{1/2}.
/// From the layers all of this is known to a rounding of ‖S‖, however small a singular value is: what is undetermined in Z_j is multiplied
/// by what is small. From W_{1:N} it would not be, as its smallest singular value is the N-th power of that of S, and vectors of nearly equal
/// singular values are undetermined. Neither the phases of singular pairs nor the choice of vectors of repeated values enters.
///
/// A target Φ = X φ Yᴴ that is not diagonal and non-negative is first reduced: U becomes XᴴU, V becomes YᴴV.
///
/// - Source: Luo, Xu, Gao, Fazel, Du (2025), §5 and Appendix A.
final class BalancedFactors<S: Scalar> {
  /// X ᴴU S Vᴴ.
  let left: Matrix<S>
  /// Yᴴ V S Vᴴ.
  let right: Matrix<S>
  /// σ_1 ≥ σ_2 ≥ … of each W_j: under exact balance all are the diagonal of S.
  let layerValues: [[Double]]

  /// The factors of `network`; nil where widths differ or a decomposition fails.
  init?(_ network: DeepLinearNetwork<S>, target: TargetSpectrum<S>) {
    guard network.shape.isUniform else { return nil }
    let found = network.layers.compactMap { try? $0.svd() }
    guard found.count == network.depth else { return nil }
    layerValues = found.map(\.values)
    let first = found[0]
    let root = .product(first.v * .diagonal(first.values), .none, first.v, .conjugateTranspose) as Matrix<S>
    let rotated = found.dropFirst().reduce(network.layers[0]) { product, layer in
      layer.u * .product(layer.v, .conjugateTranspose, product, .none)
    }
    if target.isReduced {
      (left, right) = (rotated, root)
    } else {
      left = .product(target.svd.u, .conjugateTranspose, rotated, .none)
      right = .product(target.svd.v, .conjugateTranspose, root, .none)
    }
  }

  /// ‖S‖_op, the largest over all layers.
  var norm: Double { layerValues.compactMap(\.first).max() ?? .nan }
  /// σ_1 ≥ σ_2 ≥ … of x = (U + V) S, those of the Hermitian main term; all NaN where the decomposition fails.
  private(set) lazy var sumValues: [Double] =
    (try? (left + right).singularValues()) ?? Array(repeating: .nan, count: left.columns)
  /// y = (U − V) S up to a unitary factor on the right.
  private(set) lazy var difference: Matrix<S> = left - right
  /// ‖y‖_op; NaN where the decomposition fails.
  private(set) lazy var differenceNorm: Double = (try? difference.spectralNorm()) ?? .nan

  /// ‖φ^{1/2}(XᴴU − YᴴV)S‖_F².
  func skewError(_ target: TargetSpectrum<S>) -> Double {
    let (y, weights) = (difference, target.reducedWeights)
    var sum = 0.0
    for j in 0..<y.columns {
      for i in 0..<y.rows { sum += weights[i] * y[i, j].squaredMagnitude }
    }
    return sum
  }

  /// A bound on how far x, or y, moves (‖·‖_F) if every layer moves by `distance`, and rounding with it.
  ///
  /// From W = Z P with P = (WᴴW)^{1/2}: ‖dP‖_F ≤ √2 ‖dW‖_F, hence ‖dZ P‖_F ≤ (1 + √2) ‖dW‖_F. N such terms make 2.42 N; 4 N leaves
  /// room for second order. The rounding of a decomposition is a backward error of at most 64·d·2⁻⁵³·‖W_j‖.
  func movement(distance: Double) -> Double {
    let rounding = 64 * Double(left.rows) * 0x1p-53 * norm
    return 4 * Double(layerValues.count) * (distance + rounding)
  }
}

extension TargetSpectrum {
  /// The diagonal of the reduced target: Φ's own where it is reduced, in its own order, else φ.
  fileprivate var reducedWeights: [Double] {
    isReduced ? (0..<matrix.rows).map { matrix[$0, $0].realPart } : svd.values
  }
}

internal import DeepLinear
internal import LinearAlgebra

/// M = max_{j,k} σ_k(W_j), m = min_{j,k} σ_k(W_j) and g = max_j ‖∇_{W_j} ℓ‖_op at one state; all NaN where a decomposition fails.
struct LayerExtremes {
  /// M.
  let largest: Double
  /// m.
  let smallest: Double
  /// g.
  let gradient: Double

  @_specialize(where S == Double)
  @_specialize(where S == Complex<Double>)
  init<S: Scalar>(_ state: Snapshot<S>) {
    let values = state.quantities.layerValues.compactMap(\.self)
    let gradients = state.lossGradients.compactMap { try? $0.spectralNorm() }
    let isKnown = values.count == state.network.depth && gradients.count == values.count
    largest = isKnown ? values.compactMap(\.first).max() ?? .nan : .nan
    smallest = isKnown ? values.compactMap(\.last).min() ?? .nan : .nan
    gradient = isKnown ? gradients.max() ?? .nan : .nan
  }
}

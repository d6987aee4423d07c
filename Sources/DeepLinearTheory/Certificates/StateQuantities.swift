internal import DeepLinear
internal import LinearAlgebra

/// What several promises read of one state of a repeated run, each computed once, when first read.
///
/// The state keeps it, so that it lasts as long as a monitor holds the state. One thread uses it.
final class StateQuantities<S: Scalar> {
  private unowned let state: Snapshot<S>

  fileprivate init(_ state: Snapshot<S>) { self.state = state }

  /// σ_1 ≥ σ_2 ≥ … of each of W_1 … W_N; nil where the decomposition of a layer fails.
  private(set) lazy var layerValues: [[Double]?] = state.network.layers.indices.map {
    state.singularValues(of: .layer($0))
  }
  /// ‖W_1‖_F² … ‖W_N‖_F².
  private(set) lazy var squaredLayerNorms: [Double] = state.network.layers.map { $0.realInner($0) }
  /// A bound on ‖fl(W_{1:N}) − W_{1:N}‖_F.
  private(set) lazy var productRounding: Double = state.network.productRounding
  /// ‖W_{1:N} − Φ‖_op; ‖·‖_F where it cannot be computed.
  private(set) lazy var residualOperatorNorm: Double =
    (try? (state.endToEndMatrix - state.target.matrix).spectralNorm()) ?? state.residualNorm
}

extension Snapshot {
  /// What several promises read of this state.
  var quantities: StateQuantities<S> { derived { StateQuantities($0) } }
}

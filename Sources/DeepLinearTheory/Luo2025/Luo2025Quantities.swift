internal import DeepLinear
internal import LinearAlgebra

/// What several promises of Luo et al. (2025) read of one state of a repeated run, each computed once, when first read; otherwise as
/// `StateQuantities`.
private final class Luo2025Quantities<S: Scalar> {
  private unowned let state: Snapshot<S>

  init(_ state: Snapshot<S>) { self.state = state }

  private(set) lazy var balancedFactors = BalancedFactors(state.network, target: state.target)
  private(set) lazy var extremes = LayerExtremes(state)
}

extension Snapshot {
  private var luo2025: Luo2025Quantities<S> { derived { Luo2025Quantities($0) } }
  /// US and VS by the layers; nil where widths differ or a decomposition fails.
  var balancedFactors: BalancedFactors<S>? { luo2025.balancedFactors }
  /// M, m and g.
  var layerExtremes: LayerExtremes { luo2025.extremes }
}

public import DeepLinear

/// The flow of the end-to-end matrix W = W_{1:N} under exact balance:
/// dW/dt = −Σ_{j=1}^N (W Wᴴ)^{(j−1)/N} ∇ℓ(W) (Wᴴ W)^{(N−j)/N}.
///
/// The same end-to-end matrices as `GradientFlow` from a balanced start, with d_N·d_0 unknowns whatever the depth, and a
/// singular value decomposition for each evaluation. Where W is singular and N ≥ 3 the right side is continuous but not
/// smooth: accuracy is then what `verify` says, not what the tolerance suggests, and where a singular value tends to 0 the
/// steps become short.
///
/// - Source: Arora, Cohen, Hu, Luo (NeurIPS 2019).
public struct EndToEndFlow: NetworkFlow, Equatable {
  /// How far W may be from the exact flow, and how the steps are taken.
  public var accuracy: FlowAccuracy

  /// No: the flow is that of W_{1:N} alone, and the layers are made balanced.
  public var determinesLayers: Bool { false }

  /// A flow at the default accuracy, unless stated otherwise.
  public init(accuracy: FlowAccuracy = FlowAccuracy()) { self.accuracy = accuracy }

  /// Follows the flow from W_{1:N} of a balanced `network`.
  ///
  /// What is observed is seen on balanced layers of the same widths with product W, each S^{1/N} up to the singular vectors in
  /// the first and the last: hidden layers are determined only up to rotations.
  ///
  /// - Throws: as any flow; `FlowError.unbalanced` where max_j ‖Δ_j‖_F > 10⁻¹⁰·max_j ‖W_j‖_F²,
  ///   `FlowError.penalized` where a > 0; `FlowError.narrow` where a hidden layer is narrower than min(d_0, d_N): the rank of
  ///   W_{1:N} is then at most its width, which the equation of W keeps only as long as nothing is rounded.
  public func train<S: Scalar>(
    _ network: DeepLinearNetwork<S>, on objective: Objective<S>, until rule: StoppingRule,
    observing observation: Observation<S>
  ) throws -> Run<S> {
    try objective.requireFit(network)
    guard objective.penalty.strength == 0 else { throw FlowError.penalized }
    let shape = network.shape
    if let width = shape.narrowestHiddenWidth, shape.isNarrow {
      throw FlowError.narrow(hiddenWidth: width, needed: shape.rank)
    }
    try network.requireBalance()
    let target = try TargetSpectrum(objective.target)
    let w = network.endToEndMatrix
    let system = EndToEndSystem(from: w, widths: network.widths, objective: objective)
    // Every snapshot's layers come from the same construction, the first one's too.
    let initial = try DeepLinearNetwork(factoring: w, widths: network.widths)
    return try FlowIntegrator.run(
      system, from: system.start, initial: initial, target: target, until: rule, observing: observation,
      accuracy: accuracy, tolerance: accuracy.local.ofProduct(depth: network.depth))
  }
}

extension DeepLinearNetwork {
  /// Throws unless the weights are balanced as `EndToEndFlow` needs them.
  ///
  /// - Throws: `FlowError.unbalanced`.
  public func requireBalance() throws(FlowError) {
    let allowed = 1e-10 * (layers.map { $0.realInner($0) }.max() ?? 0)
    guard imbalance <= allowed else { throw .unbalanced(imbalance: imbalance, allowed: allowed) }
  }
}

public import DeepLinear

/// The gradient flow of a balanced start on the square loss, in closed form where one is known.
///
/// Under balance the flow is determined by W_{1:N} alone, whose layers are known up to rotations of the hidden spaces; the
/// penalty stays zero and plays no part, whatever its strength.
public struct ExactFlow<S: Scalar>: Sendable {
  /// What is known of a start.
  public enum Form: String, Sendable {
    /// One layer: W − Φ falls as e^{−t}.
    case oneLayer = "one layer"
    /// W_{1:N}(0) and Φ have common singular vectors: every singular value moves by itself (`AlignedMode`).
    case aligned
    /// Two layers: a Riccati equation.
    case twoLayers = "two layers"
    /// Neither: the end-to-end flow is solved by `EndToEndFlow`, or where a hidden layer is narrower than min(d_0, d_N) that of
    /// the layers by `GradientFlow`; to within 10⁻⁸.
    case numerical
  }

  /// Which formula holds.
  public let form: Form
  private let start: DeepLinearNetwork<S>
  private let target: Matrix<S>
  private let modes: AlignedModes<S>?

  /// The flow from `network` towards Φ.
  ///
  /// - Throws: `FlowError.unbalanced` where max_j ‖Δ_j‖_F > 10⁻¹⁰·max_j ‖W_j‖_F²; `LossError.shape`;
  ///   `LinearAlgebraError` where Φ has no singular values.
  public init(from network: DeepLinearNetwork<S>, target: Matrix<S>) throws {
    try Objective(SquareLoss(target: target)).requireFit(network)
    try network.requireBalance()
    (start, self.target) = (network, target)
    modes = network.depth > 1 ? try AlignedModes(network, target: target) : nil
    form =
      network.depth == 1 ? .oneLayer : modes != nil ? .aligned : network.depth == 2 ? .twoLayers : .numerical
  }

  /// The flow at `times`, rising, on balanced layers of the start's widths.
  ///
  /// - Throws: `LinearAlgebraError` where a decomposition does not converge, `FlowError` where the solver cannot continue.
  public func networks(at times: [Double]) throws -> [DeepLinearNetwork<S>] {
    if let modes { return try times.map { try modes.network(at: $0, widths: start.widths) } }
    switch form {
    case .oneLayer:
      let distance = start.layers[0] - target
      return try times.map { try DeepLinearNetwork(layers: [target + .exp(-$0) * distance]) }
    case .twoLayers:
      var flow = try TwoLayerFlow(from: start, target: target)
      return try times.map {
        try DeepLinearNetwork(factoring: flow.endToEndMatrix(at: $0), widths: start.widths)
      }
    case .aligned, .numerical: return try solved(at: times)
    }
  }

  private func solved(at times: [Double]) throws -> [DeepLinearNetwork<S>] {
    guard let last = times.last else { return [] }
    let flow: any NetworkFlow = start.shape.isNarrow ? GradientFlow() : EndToEndFlow()
    let run = try flow.run(
      start, on: Objective(SquareLoss(target: target)), until: .time(max(last, .leastNormalMagnitude)),
      observing: Observation(keepsWeights: true), at: .at(times))
    let found = Dictionary(zip(run.times, run.snapshotNetworks)) { first, _ in first }
    return try times.map { t in
      guard let network = found[t] else { throw FlowError.stopped(at: run.time, wanted: t) }
      return network
    }
  }
}

/// A start whose singular vectors are Φ's: W_{1:N} = U diag(σ) Vᴴ and Φ = U diag(φ) Vᴴ, φ of any sign.
///
/// A hidden layer of width r < min(d_0, d_N) keeps the rank of W_{1:N} at r: all but r modes are 0 along the whole flow, whatever
/// their φ. They are those that are 0 at the start, and are left out.
private struct AlignedModes<S: Scalar>: Sendable {
  private let u: Matrix<S>
  private let v: Matrix<S>
  private let modes: [AlignedMode]

  /// nil where there are no common singular vectors, to rounding.
  init?(_ network: DeepLinearNetwork<S>, target: Matrix<S>) throws {
    let w = network.endToEndMatrix
    // A repeated value has no vectors of its own: those of the other matrix may do.
    for svd in [try TargetSpectrum(target).svd, try w.svd()] {
      guard let start = svd.diagonal(of: w), let goal = svd.diagonal(of: target) else { continue }
      // σ is not negative: the sign goes to u.
      let signs = start.map { $0 < 0 ? -1.0 : 1 }
      let modes = signs.indices.map { k in
        AlignedMode(depth: network.depth, target: signs[k] * goal[k], start: abs(start[k]))
      }
      // The largest at the start, in their order: what is 0 may be rounded.
      let kept = modes.indices.sorted { (modes[$1].start, $0) < (modes[$0].start, $1) }
        .prefix(network.shape.narrowestHiddenWidth ?? modes.count).sorted()
      self.modes = kept.map { modes[$0] }
      u = Matrix(rows: w.rows, columns: kept.count) { i, k in svd.u[i, kept[k]] * S(real: signs[kept[k]]) }
      v = Matrix(rows: w.columns, columns: kept.count) { i, k in svd.v[i, kept[k]] }
      return
    }
    return nil
  }

  /// W_1 = S^{1/N} Vᴴ, W_j = S^{1/N}, W_N = U S^{1/N}, padded.
  func network(at t: Double, widths: [Int]) throws -> DeepLinearNetwork<S> {
    try DeepLinearNetwork(u: u, values: modes.map { $0.value(at: t) }, v: v, widths: widths)
  }
}

extension SVD {
  /// The diagonal of Uᴴ A V where it is real and A = U diag Vᴴ, to rounding; otherwise nil.
  fileprivate func diagonal(of a: Matrix<S>) -> [Double]? {
    let rotated = Matrix.product(u, .conjugateTranspose, a, .none) * v
    let diagonal = (0..<values.count).map { rotated[$0, $0].realPart }
    let rest = (a - u * .diagonal(diagonal) * v.adjoint).frobeniusNorm
    return rest <= 1e-13 * Double(values.count) * a.frobeniusNorm ? diagonal : nil
  }
}

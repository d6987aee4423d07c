import DeepLinear

/// A layer's numbers in the weights and in the gradient.
private struct LayerMemory {
  let weights: UnsafeMutablePointer<Double>
  let gradient: UnsafePointer<Double>
  let count: Int
}

/// dW_j/dt = −∇_{W_j} L, every layer a block of y.
final class LayerFlow<S: Scalar>: NetworkSystem<S> {
  private let weights: MatrixStackView<S>
  private let workspace: GradientWorkspace<S>
  private let segments: [LayerMemory]
  // Unchecked as in `ExplicitSolver`.
  @exclusivity(unchecked) private var value: Evaluation

  init(from network: DeepLinearNetwork<S>, objective: Objective<S>) {
    let weights = MatrixStack(network.layers)
    let workspace = GradientWorkspace(widths: network.widths, objective: objective)
    let parts = MemoryLayout<S>.stride / MemoryLayout<Double>.stride
    var segments: [LayerMemory] = []
    var sizes: [Int] = []
    for j in 0..<weights.count {
      sizes.append(weights[j].count * parts)
      segments.append(
        LayerMemory(weights: weights[j].reals, gradient: workspace.gradient[j].reals, count: sizes[j]))
    }
    self.weights = weights.readOnly
    self.workspace = workspace
    self.segments = segments
    value = workspace.evaluate(at: self.weights)
    super.init(blockSizes: sizes, objective: objective, shape: network.shape)
  }

  /// W_1 … W_N one after the other, column by column: the y of the network that this was made from.
  var start: [Double] { segments.flatMap { UnsafeBufferPointer(start: $0.weights, count: $0.count) } }

  override func computeRate(at y: UnsafePointer<Double>, into rate: UnsafeMutablePointer<Double>) -> Bool {
    guard setState(y).objective.isFinite else { return false }
    var rate = rate
    for segment in segments {
      for i in 0..<segment.count { rate[i] = -segment.gradient[i] }
      rate += segment.count
    }
    return true
  }

  override func setState(_ y: UnsafePointer<Double>) -> Evaluation {
    // Root functions and snapshots are often evaluated where a step ended.
    if isState(y) { return value }
    var y = y
    for segment in segments {
      segment.weights.update(from: y, count: segment.count)
      y += segment.count
    }
    value = workspace.evaluate(at: weights)
    return value
  }

  private func isState(_ y: UnsafePointer<Double>) -> Bool {
    var y = y
    for segment in segments {
      for i in 0..<segment.count where segment.weights[i] != y[i] { return false }
      y += segment.count
    }
    return true
  }

  override var layers: MatrixStackView<S>? { weights }

  override func network() -> DeepLinearNetwork<S>? {
    try? DeepLinearNetwork(layers: weights.matrices)
  }

  override func gradient() -> [Matrix<S>] { workspace.gradient.matrices }
}

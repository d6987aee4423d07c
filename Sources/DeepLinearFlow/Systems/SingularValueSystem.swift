import RealModule

/// ds_k/dt = s_k^{N−1}(φ_k − s_k^N), each number a block of its own.
final class SingularValueSystem: FlowSystem {
  private let depth: Int
  private let targets: [Double]

  init(depth: Int, targets: [Double]) {
    (self.depth, self.targets) = (depth, targets)
    super.init(blockSizes: targets.map { _ in 1 }, operations: 10 * Double(targets.count))
  }

  override func computeRate(at y: UnsafePointer<Double>, into rate: UnsafeMutablePointer<Double>) -> Bool {
    var isFinite = true
    for k in 0..<dimension {
      let power = Double.pow(y[k], depth - 1)
      rate[k] = power * (targets[k] - power * y[k])
      isFinite = isFinite && rate[k].isFinite
    }
    return isFinite
  }
}

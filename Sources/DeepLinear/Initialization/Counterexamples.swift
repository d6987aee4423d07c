public import LinearAlgebra

/// A start with a large deficiency margin from which gradient descent with a given step size diverges: why balance is
/// assumed.
///
/// For the target I and even N: identity layers, but the (1, 1) entries alternate between κM and κ/M with κ^N = c, so that
/// W_{1:N} = diag(c, 1, …, 1) and the margin is c. Along a small entry the curvature is (c·M/κ)²; M is chosen so that
/// η times it is 64, far beyond the 2 at which gradient descent stops being stable.
///
/// - Source: Arora, Cohen, Golowich, Hu (ICLR 2019), Claim 4.
public struct UnbalancedCounterexample: Initialization {
  /// c in (0, 1).
  public let margin: Double
  /// η, the step size that shall fail.
  public let stepSize: Double

  /// - Parameters:
  ///   - margin: c in (0, 1).
  ///   - stepSize: η > 0.
  public init(margin: Double, stepSize: Double) { (self.margin, self.stepSize) = (margin, stepSize) }

  /// The start of the type's description, whatever the seed.
  public func network<S: Scalar>(
    widths: [Int], seed: UInt64, over field: S.Type
  ) throws -> DeepLinearNetwork<S> {
    let distribution = "counterexample (claim 4)"
    let d = try requireUniform(widths, distribution: distribution)
    let depth = widths.count - 1
    guard depth % 2 == 0 else {
      throw InitializationError.shape(
        distribution: distribution, got: "depth \(depth)", expected: "an even depth")
    }
    guard margin > 0, margin < 1 else {
      throw InitializationError.shape(
        distribution: distribution, got: "margin \(margin)", expected: "a margin between 0 and 1")
    }
    let κ = Double.pow(margin, 1 / Double(depth))
    let M = max(8, (64 / stepSize).squareRoot() * κ / margin)
    return try DeepLinearNetwork(
      layers: (0..<depth).map { j in
        let first = j % 2 == 0 ? κ * M : κ / M
        return .diagonal([first] + Array(repeating: 1, count: d - 1))
      })
  }
}

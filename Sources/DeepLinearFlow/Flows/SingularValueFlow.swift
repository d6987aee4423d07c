import DeepLinear

/// The flow of the singular values of W_{1:N} where it is balanced and aligned with the target on the square loss: each
/// s = σ^{1/N} moves by itself, ds/dt = s^{N−1}(φ − s^N).
///
/// - Source: Saxe, McClelland, Ganguli (2014); Arora, Cohen, Hu, Luo (NeurIPS 2019), Theorem 3.
public struct SingularValueFlow: Equatable, Sendable {
  /// N ≥ 1.
  public let depth: Int
  /// How far the values may be from the exact ones, relative to each; the steps are taken together.
  public var accuracy: FlowAccuracy

  /// - Precondition: `depth` is at least 1.
  public init(depth: Int, accuracy: FlowAccuracy = FlowAccuracy()) {
    precondition(depth >= 1, "a network has at least one layer; got depth \(depth)")
    (self.depth, self.accuracy) = (depth, accuracy)
  }

  /// σ_1 … σ_n at each of `times`.
  ///
  /// - Parameters:
  ///   - start: σ_k(0) ≥ 0; a value of 0 stays there where N ≥ 2.
  ///   - targets: φ_k, the singular values of Φ that they are aligned with, as many.
  ///   - times: t ≥ 0, rising.
  /// - Returns: one array a time; NaN from where the solver could not get on.
  public func values(from start: [Double], towards targets: [Double], at times: [Double]) -> [[Double]] {
    precondition(start.count == targets.count, "\(start.count) values and \(targets.count) targets")
    let n = Double(depth)
    let y = start.map { Double.pow($0, 1 / n) }
    let system = SingularValueSystem(depth: depth, targets: targets)
    var rate = [Double](repeating: 0, count: y.count)
    guard !y.isEmpty, system.rate(at: y, into: &rate), rate.contains(where: { $0 != 0 }) else {
      return times.map { _ in start }
    }
    let client = SolverClient(system: system, tolerance: accuracy.local, start: y)
    let solver = SwitchingSolver(client, from: y, method: accuracy.method, direction: [])
    var (point, isStuck) = (y, false)
    return times.map { t in
      if t <= 0 { return start }
      while solver.time < t, !isStuck {
        if case .failed = solver.step() { isStuck = true }
      }
      guard !isStuck, solver.interpolate(at: t, into: &point) else { return start.map { _ in .nan } }
      return point.map { Double.pow($0, depth) }
    }
  }
}

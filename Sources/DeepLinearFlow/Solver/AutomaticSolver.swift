/// Explicit steps until they are seen to be limited by stability, then BDF.
///
/// A gradient flow's Jacobian is symmetric, −∇²L, so that its eigenvalue λ of largest modulus can be had by power
/// iteration with a few products. Every `checkInterval` steps h·|λ| is compared with the limit of stability: where the
/// step sits there, and would have to stay there although the solution has become smooth, the rest is BDF's. What
/// is decided depends on the flow alone, so that a run repeats itself.
final class AutomaticSolver: FlowSolver {
  private let client: SolverClient
  private let direction: [Int32]
  private let explicit: ExplicitSolver
  private var implicit: ImplicitSolver?
  private var nextCheck = AutomaticSolver.checkInterval
  private var limitedChecks = 0
  private var isStiff = false
  private var eigenvector: [Double]
  private var product: [Double]
  /// The time from which on BDF was used; nil while it was not.
  private(set) var switchTime: Double?

  /// Steps between two looks at stiffness.
  static let checkInterval = 50
  /// Looks in a row that must find the step limited.
  static let checksNeeded = 3
  /// Power iterations a look, from where the last look ended.
  static let iterations = 6

  init(
    _ client: SolverClient, from y: UnsafePointer<Double>, at t: Double, firstStep: Double, direction: [Int32]
  ) {
    (self.client, self.direction) = (client, direction)
    explicit = ExplicitSolver(client, from: y, at: t, firstStep: firstStep, direction: direction)
    eigenvector = Array(repeating: 0, count: client.system.dimension)
    product = eigenvector
  }

  private var current: any FlowSolver { implicit ?? explicit }
  var time: Double { current.time }
  var state: UnsafePointer<Double> { current.state }
  var steps: Int { explicit.steps + (implicit?.steps ?? 0) }
  var lastStepSize: Double { current.lastStepSize }
  func interpolate(at t: Double, into y: UnsafeMutablePointer<Double>) { current.interpolate(at: t, into: y) }

  func step() -> SolverStatus {
    if isStiff, implicit == nil { startImplicit() }
    let status = current.step()
    if implicit == nil, case .advanced = status, explicit.steps >= nextCheck {
      nextCheck = explicit.steps + AutomaticSolver.checkInterval
      limitedChecks = isStabilityLimited() ? limitedChecks + 1 : 0
      isStiff = limitedChecks >= AutomaticSolver.checksNeeded
    }
    return status
  }

  private func startImplicit() {
    switchTime = explicit.time
    implicit = ImplicitSolver(
      client, from: explicit.state, at: explicit.time, firstStep: 0.01 * explicit.lastStepSize,
      direction: direction)
  }

  private func isStabilityLimited() -> Bool {
    guard let λ = largestEigenvalue() else { return false }
    return explicit.lastStepSize * λ > 0.75 * -ExplicitSolver.stabilityLimit
  }

  /// |λ| of f' at the present state, from below.
  private func largestEigenvalue() -> Double? {
    let (system, n) = (client.system, client.system.dimension)
    return eigenvector.withUnsafeMutableBufferPointer { v in
      product.withUnsafeMutableBufferPointer { product in
        guard let v = v.baseAddress, let product = product.baseAddress else { return nil }
        // The rate itself to begin with: it turns with the problem, as a fixed vector would not.
        if system.norm(v, 0..<n) == 0, !system.rate(at: state, into: v) { return nil }
        var λ = 0.0
        for _ in 0..<AutomaticSolver.iterations {
          let length = system.norm(v, 0..<n)
          guard length > 0 else { return nil }
          for i in 0..<n { v[i] /= length }
          guard system.jacobianProduct(at: state, v, into: product) else { return nil }
          λ = system.norm(product, 0..<n)
          v.update(from: product, count: n)
        }
        return λ
      }
    }
  }
}

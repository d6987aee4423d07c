/// Explicit steps until BDF is seen to be cheaper, then BDF.
///
/// A gradient flow's Jacobian J = −∇²L is symmetric, so that its eigenvalue of largest modulus λ can be had by power
/// iteration with a few products. It holds explicit steps down to about 1.5/λ, whereas BDF's follow the solution, whose
/// own rate of change is ρ = ‖J f‖/‖f‖. Every `checkInterval` steps the two are compared, weighed with what a step of each
/// method costs. What is decided depends on the flow and the tolerance alone, so that a run repeats itself.
final class AutomaticSolver: FlowSolver {
  private let client: SolverClient
  private let direction: [Int32]
  private let explicit: ExplicitSolver
  private var implicit: ImplicitSolver?
  private var nextCheck = AutomaticSolver.checkInterval
  private var stiffChecks = 0
  private var isStiff = false
  private var eigenvector: [Double]
  private var product: [Double]
  private var rate: [Double]
  /// The time from which on BDF was used; nil while it was not.
  private(set) var switchTime: Double?

  /// Steps between two looks at stiffness.
  static let checkInterval = 50
  /// Looks in a row that must find the flow stiff.
  static let checksNeeded = 2
  /// Power iterations a look, from where the last look ended.
  static let iterations = 6

  init(
    _ client: SolverClient, from y: UnsafePointer<Double>, at t: Double, firstStep: Double, direction: [Int32]
  ) {
    (self.client, self.direction) = (client, direction)
    explicit = ExplicitSolver(client, from: y, at: t, firstStep: firstStep, direction: direction)
    eigenvector = Array(repeating: 0, count: client.system.dimension)
    (product, rate) = (eigenvector, eigenvector)
  }

  private var current: any FlowSolver { implicit ?? explicit }
  var time: Double { current.time }
  var state: UnsafePointer<Double> { current.state }
  var steps: Int { explicit.steps + (implicit?.steps ?? 0) }
  var lastStepSize: Double { current.lastStepSize }
  func interpolate(at t: Double, into y: UnsafeMutablePointer<Double>) -> Bool {
    current.interpolate(at: t, into: y)
  }

  func step() -> SolverStatus {
    if isStiff, implicit == nil { startImplicit() }
    let status = current.step()
    if implicit == nil, case .advanced = status, explicit.steps >= nextCheck {
      nextCheck = explicit.steps + AutomaticSolver.checkInterval
      stiffChecks = looksStiff() ? stiffChecks + 1 : 0
      isStiff = stiffChecks >= AutomaticSolver.checksNeeded
    }
    return status
  }

  private func startImplicit() {
    switchTime = explicit.time
    implicit = ImplicitSolver(
      client, from: explicit.state, at: explicit.time, firstStep: 0.01 * explicit.lastStepSize,
      direction: direction)
  }

  /// Whether BDF would be cheaper from here on, and as good: not while the flow speeds up, d‖f‖²/dt = 2 f·Jf > 0, as it does where it
  /// leaves a saddle. What BDF errs in the growing mode, which is small beside those that have been learned, is magnified there.
  ///
  /// Measured at local tolerance 10⁻¹³ for N = 4, d = 3 and 5: BDF steps are about 0.015/ρ long, with the sixth root of the
  /// tolerance, and one costs about 0.3 + n/40 explicit steps for n unknowns.
  private func looksStiff() -> Bool {
    let n = client.system.dimension
    return eigenvector.withUnsafeMutableBufferPointer { v in
      product.withUnsafeMutableBufferPointer { product in
        rate.withUnsafeMutableBufferPointer { rate in
          guard let v = v.baseAddress, let product = product.baseAddress, let f = rate.baseAddress,
            client.system.rate(at: state, into: f), let λ = largestEigenvalue(v, product, f),
            explicit.lastStepSize * λ > 0.5, let ρ = growth(of: f, product)
          else { return false }
          // `product` is J f.
          guard (0..<n).reduce(0.0, { $0 + f[$1] * product[$1] }) <= 0 else { return false }
          let implicitStep = 0.015 / ρ * Double.pow(client.tolerance.relative / 1e-13, 1.0 / 6)
          let cost = 0.3 + Double(min(n, ImplicitSolver.largestDense)) / 40
          return implicitStep * λ > 1.5 * cost
        }
      }
    }
  }

  /// ‖J v‖/‖v‖ at the present state; nil where v is 0.
  private func growth(
    of v: UnsafeMutablePointer<Double>, _ product: UnsafeMutablePointer<Double>
  ) -> Double? {
    let (system, all) = (client.system, 0..<client.system.dimension)
    let length = system.norm(v, all)
    guard length > 0, system.jacobianProduct(at: state, v, into: product) else { return nil }
    return system.norm(product, all) / length
  }

  /// |λ| at the present state, from below, by power iteration from where the last look ended; from the rate itself to begin
  /// with, which turns with the problem as a fixed vector would not.
  private func largestEigenvalue(
    _ v: UnsafeMutablePointer<Double>, _ product: UnsafeMutablePointer<Double>, _ rate: UnsafePointer<Double>
  ) -> Double? {
    let (system, n) = (client.system, client.system.dimension)
    if system.norm(v, 0..<n) == 0 { v.update(from: rate, count: n) }
    var λ: Double?
    for _ in 0..<AutomaticSolver.iterations {
      let length = system.norm(v, 0..<n)
      guard length > 0 else { return nil }
      for i in 0..<n { v[i] /= length }
      λ = growth(of: v, product)
      v.update(from: product, count: n)
    }
    return λ
  }
}

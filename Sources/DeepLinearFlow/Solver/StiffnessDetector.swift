import DeepLinear
import RealModule

/// Decides between explicit steps and BDF, by a test now and then along a flow.
///
/// A gradient flow's Jacobian J = −∇²L is symmetric, so that its eigenvalue of largest modulus λ is found by power
/// iteration with a few products. It holds explicit steps down to about 1.5/λ, whereas BDF's follow the solution, whose
/// own rate of change is ρ = ‖J f‖/‖f‖. What is found depends on the flow and the tolerance alone, so that a run repeats itself.
///
/// BDF uses up its tolerance in every step, and explicit steps near the bound of stability err by far less; a saddle
/// magnifies the difference. So BDF has to be ten times cheaper, and a hundred times while the flow speeds up, as it does on leaving a
/// saddle; and so much must have been lost to explicit steps already that a part of a short run's seconds is not all that could be won.
final class StiffnessDetector {
  /// The state that a test leaves for the next one.
  struct Memory: Codable, Equatable {
    /// Where the power iteration ended; zero before the first test.
    var eigenvector: PackedNumbers
    /// The steps after which the next test is due.
    var nextTest = StiffnessDetector.interval
    /// Consecutive tests in which the other method was cheaper.
    var consecutiveTests = 0
    /// Explicit steps taken so far where BDF would have been cheap enough.
    var costlySteps = 0

    /// The names in checkpoints, which stay the same.
    private enum CodingKeys: String, CodingKey {
      case eigenvector, nextTest, costlySteps
      case consecutiveTests = "consecutiveVotes"
    }
  }

  /// Steps between two tests.
  static let interval = 50
  /// Consecutive tests after which the method is changed.
  static let testsNeeded = 2
  /// Power iterations a test, from where the last test ended.
  static let iterations = 6
  /// How much cheaper BDF has to be: where ‖f‖ falls, and where it rises.
  static let saving = (falling: 10.0, rising: 100.0)
  /// BDF is used until it is that much less cheap: a change costs it 60 short steps.
  static let hysteresis = 4.0

  private let client: SolverClient
  private var carried: Memory
  private var eigenvector: [Double]
  private var product: [Double]
  private var rate: [Double]

  init(_ client: SolverClient, _ memory: Memory) {
    (self.client, carried, eigenvector) = (client, memory, memory.eigenvector.values)
    product = Array(repeating: 0, count: client.system.dimension)
    rate = product
  }

  /// What a detector needs to continue from here.
  var memory: Memory {
    var memory = carried
    memory.eigenvector = PackedNumbers(eigenvector)
    return memory
  }

  /// Number of costly steps before the solver switches: some seconds of them, where that is many.
  private var switchThreshold: Int {
    Int(min(20_000, max(200, 2.5e9 / client.system.operations)))
  }

  /// Whether the method should be changed at y, after `steps` steps; false between two tests.
  ///
  /// - Parameters:
  ///   - isImplicit: whether the steps are BDF's now.
  ///   - stepSize: the length of the last step.
  func wantsChange(
    at y: UnsafePointer<Double>, steps: Int, isImplicit: Bool, stepSize: Double
  ) -> Bool {
    guard steps >= carried.nextTest else { return false }
    carried.nextTest = steps + StiffnessDetector.interval
    guard let found = test(at: y) else {
      carried.consecutiveTests = 0
      return false
    }
    let needed = found.speedsUp ? StiffnessDetector.saving.rising : StiffnessDetector.saving.falling
    // An explicit step that stability does not bound is as long as the solution lets it be.
    let isWanted =
      isImplicit
      ? found.saving < needed / StiffnessDetector.hysteresis
      : found.saving > needed && stepSize * found.λ > 0.5
    carried.consecutiveTests = isWanted ? carried.consecutiveTests + 1 : 0
    if !isImplicit, isWanted { carried.costlySteps += StiffnessDetector.interval }
    guard carried.consecutiveTests >= StiffnessDetector.testsNeeded,
      isImplicit || found.isStationary || carried.costlySteps >= switchThreshold
    else { return false }
    carried.consecutiveTests = 0
    return true
  }

  /// What one test finds.
  private struct Finding {
    /// |λ|.
    var λ: Double
    /// The cost of explicit steps over that of BDF's.
    var saving: Double
    /// Whether ‖f‖ grows: d‖f‖²/dt = 2 f·Jf > 0.
    var speedsUp: Bool
    /// Whether f is rounding error alone.
    var isStationary: Bool
  }

  /// Measured at local tolerance 10⁻¹³ for N = 4, d = 3 and 5: BDF steps are about 0.015/ρ long, with the sixth root of the
  /// tolerance, and one costs about 0.3 + n/40 explicit steps for n unknowns.
  private func test(at y: UnsafePointer<Double>) -> Finding? {
    let n = client.system.dimension
    return eigenvector.withUnsafeMutableBufferPointer { v in
      product.withUnsafeMutableBufferPointer { product in
        rate.withUnsafeMutableBufferPointer { rate in
          guard let v = v.baseAddress, let product = product.baseAddress, let f = rate.baseAddress,
            client.system.rate(at: y, into: f), let λ = largestEigenvalue(at: y, v, product, f),
            let ρ = growth(at: y, of: f, product)
          else { return nil }
          let (system, all) = (client.system, 0..<n)
          if system.norm(f, all) < 1e-13 * λ * system.norm(y, all) {
            return Finding(λ: λ, saving: .infinity, speedsUp: false, isStationary: true)
          }
          // `product` is J f.
          let power = (0..<n).reduce(0.0) { $0 + f[$1] * product[$1] }
          let tolerance = client.ofImplicitSteps.tolerance.relative
          let implicitStep = 0.015 / ρ * Double.pow(tolerance / 1e-13, 1.0 / 6)
          let cost = 0.3 + Double(min(n, ImplicitSolver.largestDense)) / 40
          return Finding(
            λ: λ, saving: implicitStep * λ / (1.5 * cost), speedsUp: power > 0, isStationary: false)
        }
      }
    }
  }

  /// ‖J v‖/‖v‖ at y; nil where v is 0.
  private func growth(
    at y: UnsafePointer<Double>, of v: UnsafeMutablePointer<Double>, _ product: UnsafeMutablePointer<Double>
  ) -> Double? {
    let (system, all) = (client.system, 0..<client.system.dimension)
    let length = system.norm(v, all)
    guard length > 0, system.jacobianProduct(at: y, v, into: product) else { return nil }
    return system.norm(product, all) / length
  }

  /// |λ| at y, from below, by power iteration from where the last test ended; from the rate itself to begin with, which
  /// turns with the problem as a fixed vector would not.
  private func largestEigenvalue(
    at y: UnsafePointer<Double>, _ v: UnsafeMutablePointer<Double>, _ product: UnsafeMutablePointer<Double>,
    _ rate: UnsafePointer<Double>
  ) -> Double? {
    let (system, n) = (client.system, client.system.dimension)
    if system.norm(v, 0..<n) == 0 { v.update(from: rate, count: n) }
    var λ: Double?
    for _ in 0..<StiffnessDetector.iterations {
      let length = system.norm(v, 0..<n)
      guard length > 0 else { return nil }
      for i in 0..<n { v[i] /= length }
      λ = growth(at: y, of: v, product)
      v.update(from: product, count: n)
    }
    return λ
  }
}

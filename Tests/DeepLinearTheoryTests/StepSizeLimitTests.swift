import DeepLinear
import DeepLinearTheory
import LinearAlgebra
import Testing

@Suite("The largest step size that a theorem allows, and what hinders it")
struct StepSizeLimitTests {
  private func limit(_ run: JudgedRun) throws -> StepSizeLimit {
    let setting = try run.setting()
    let examiner = StartExaminer(try run.network, target: run.target, setting: setting)
    return Arora2019Theorem1.stepSizeLimit(examiner.quantities(), setting)
  }

  @Test("Theorem 1 allows its bound, and promises the steps that a run with it is promised")
  func theorem1() throws {
    var run = JudgedRun.scalars([0.9, 0.9], stepSize: 0.5, lossBelow: 1e-3)
    let found = try limit(run)
    let η = try #require(found.stepSize)
    #expect(found.reason == nil)
    #expect(try run.promised(Arora2019Theorem1.self).hypotheses.named("step-size").bound == η)
    // c³/(6144·8).
    #expect(isClose(η, 0.81 * 0.81 * 0.81 / 49152))
    run.stepSize = η
    let promised = try run.promised(Arora2019Theorem1.self)
    #expect(promised.verdict == .promised)
    #expect(try found.steps == promised.promises.named("steps").bound)
    #expect(isClose(found.time, η * (found.steps ?? 0), 1e-15))
    // Whatever the rule of the problem.
    run.settle = { $0.dynamics = .flow }
    #expect(try limit(run) == found)
    run.lossBelow = nil
    let without = try limit(run)
    #expect(without.stepSize == η && without.steps == nil && without.time == nil)
    #expect(without.reason == "stop.loss-below gives no ε")
  }

  @Test("The first hypothesis that fails hinders, and before it what the problem is not")
  func hindrance() throws {
    let unbalanced = JudgedRun.scalars([0.8, 0.9], stepSize: 1, lossBelow: 1e-3)
    #expect(try limit(unbalanced).reason == "the hypothesis imbalance fails")
    var far = JudgedRun.scalars([-0.5, 0.5], stepSize: 1, lossBelow: 1e-3)
    let found = try limit(far)
    #expect(found.reason == "the hypothesis deficiency-margin fails")
    #expect(found.stepSize == nil && found.steps == nil)
    far.settle = { $0.regularization = 1 }
    #expect(try limit(far).reason == "stated without a balance penalty; here a = 1.0")
  }

  @Test(
    "Arora's Theorem 2 allows its bound whether or not the start has the margin, and is about Procedure 1")
  func theorem2() throws {
    let entries = (0..<20).map { 1 + 0.01 * Double($0) }
    func limit(_ w: Double, _ change: (inout Setting) -> Void = { _ in }) throws -> StepSizeLimit? {
      var setting = Setting(
        widths: [20, 1], isComplex: false, dynamics: .flow, distribution: .balancedProduct(deviation: 0.15),
        lossBelow: 1e-3)
      change(&setting)
      let target = Matrix<Double>([entries])
      let network = try DeepLinearNetwork(layers: [w * target])
      let examiner = StartExaminer(network, target: target, setting: setting)
      return Arora2019Theorem2.stepSizeLimit(examiner.quantities(), setting)
    }
    let found = try #require(try limit(0.9))
    // N = 1: (s² d_0)² / (10⁵ ‖Φ‖⁴), and T = (4/η)(ln 4 + ln(‖Φ‖²/(8ε))).
    let (spread, square) = (0.0225 * 20, entries.map { $0 * $0 }.reduce(0, +))
    let η = spread * spread / (1e5 * square * square)
    #expect(found.reason == nil && isClose(found.stepSize, η))
    let steps = 4 / η * (Double.log(4) + Double.log(square / 8e-3))
    #expect(isClose(found.steps, steps) && isClose(found.time, steps * η))
    let far = try #require(try limit(-1))
    #expect(far.reason == "the hypothesis deficiency-margin fails" && far.stepSize == found.stepSize)
    let penalized = try #require(try limit(0.9) { $0.regularization = 1 })
    #expect(penalized.stepSize == nil && penalized.reason?.contains("balance penalty") == true)
    #expect(try limit(0.9) { $0.distribution = .other } == nil)
  }
}

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
}

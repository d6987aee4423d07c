import DeepLinear
import LinearAlgebra
import Testing
import _TestSupport

/// Same seed, same bits, in any batch: seeds end at steps of their own, and others are admitted to their slots.
@Suite struct LockstepBitsTests {
  /// A problem whose seeds end in several ways.
  struct Problem: CustomTestStringConvertible, Sendable {
    let testDescription: String
    let widths: [Int]
    var isBalanced = false
    var deviation = 0.5
    let stepSize: Double
    var a = 0.0
    let rule: StoppingRule
    /// The ways in which at least one of 64 real seeds ends.
    let endings: Set<Outcome.Kind>
    var thresholds: [Double] = [0.5, 1e-1, 1e-2, 1e-3]
    var loss = Fitting.square
    /// Whether the engines' roundings decide the step at which a run ends.
    var endsByRounding = false
  }

  /// The losses that the engine has code for.
  enum Fitting { case square, masked, quadratic }

  static let problems: [Problem] = [
    Problem(
      testDescription: "stages: aligned, stuck, or past the saddle", widths: [2, 2, 2, 2, 2], deviation: 0.6,
      stepSize: 0.05, a: 2, rule: .loss(below: 1e-4) || .steps(600), endings: [.converged, .exhausted]),
    Problem(
      testDescription: "half converge, half never do", widths: [2, 2, 2, 2], isBalanced: true, stepSize: 0.05,
      rule: .loss(below: 1e-4) || .steps(1500), endings: [.converged, .exhausted]),
    Problem(
      testDescription: "rectangles, some converge", widths: [3, 2, 4, 2], stepSize: 0.03, a: 0.5,
      rule: .loss(below: 0.05) || .steps(150), endings: [.converged, .exhausted]),
    Problem(
      testDescription: "large steps: converge, diverge, or neither", widths: [2, 2, 2], deviation: 1.2,
      stepSize: 0.28,
      rule: .loss(below: 1e-3) || .steps(400), endings: [.converged, .diverged]),
    Problem(
      testDescription: "diverge beyond all numbers", widths: [2, 3, 2, 3, 2], deviation: 1.1, stepSize: 0.3,
      a: 0.1,
      rule: .objective(above: 1e200) || .loss(below: 1e-3) || .steps(300), endings: [.diverged]),
    Problem(
      testDescription: "come to rest", widths: [1, 1, 1], stepSize: 0.1, rule: .stalled || .steps(4000),
      endings: [.stalled], thresholds: [1e-2, 1e-30], endsByRounding: true),
    Problem(
      testDescription: "rest beside other ends", widths: [1, 2, 1], stepSize: 0.1,
      rule: .stalled || .objective(above: 1e6) || .steps(1500), endings: [.stalled], endsByRounding: true),
    Problem(
      testDescription: "masked", widths: [3, 3, 3], stepSize: 0.1, a: 0.3,
      rule: .loss(below: 0.05) || .steps(400), endings: [.converged], loss: .masked),
    Problem(
      testDescription: "with a covariance", widths: [3, 3, 2, 2], stepSize: 0.05,
      rule: .loss(below: 0.05) || .steps(600), endings: [.converged], loss: .quadratic),
  ]

  private func loss<S: Scalar>(_ fitting: Fitting, _ target: Matrix<S>) throws -> any Loss<S> {
    switch fitting {
    case .square: return SquareLoss(target: target)
    case .masked:
      return try MaskedLoss(
        target: target,
        mask: Matrix(rows: target.rows, columns: target.columns) { i, j in i == 0 && j == 1 ? 0 : 1 })
    case .quadratic:
      let n = target.columns
      let covariance = Matrix<S>(rows: n, columns: n) { i, j in S(real: i == j ? 1 : 0.3) }
      return try QuadraticLoss(covariance: covariance, crossCovariance: target)
    }
  }

  func ensemble<S: Scalar>(_ problem: Problem, over field: S.Type) throws -> Ensemble<S> {
    let (rows, columns) = (problem.widths[problem.widths.count - 1], problem.widths[0])
    let target = Matrix<S>(rows: rows, columns: columns) { i, j in i == j ? S(real: 1 + Double(i) / 4) : 0 }
    let start: any Initialization =
      problem.isBalanced
      ? BalancedInitialization(deviation: problem.deviation)
      : GaussianInitialization(deviation: problem.deviation)
    return Ensemble(
      widths: problem.widths, initialization: start,
      objective: Objective(try loss(problem.loss, target), penalty: BalancePenalty(strength: problem.a)),
      method: GradientDescent(stepSize: problem.stepSize), until: problem.rule,
      observing: Observation(
        Observable.all, schedule: .logarithmic(9), thresholds: problem.thresholds,
        stages: MethodReport.Stage.allCases, keepsWeights: true))
  }

  private func check<S: Scalar>(_ problem: Problem, over field: S.Type) throws {
    let ensemble = try ensemble(problem, over: S.self)
    #expect(ensemble.engine == .lockstep(.chosen))
    let many = try ensemble.runs(seeds: 0..<4096, threads: 2)
    let kinds = Set(many.prefix(64).map(\.outcome.kind))
    #expect(S.isComplex || kinds.isSuperset(of: problem.endings), "\(kinds)")
    // Seeds end at steps of their own.
    if !problem.endsByRounding { #expect(Set(many.map(\.outcome.step)).count > 1) }
    let single = try ensemble.runs(seeds: 0..<300, threads: 1)
    for (seed, (a, b)) in zip(single, many).enumerated() {
      #expect(a.differences(from: b).isEmpty, "seed \(seed), one thread: \(a.differences(from: b))")
    }
    for seed in [0, 1, 2, 7, 8, 31, 100, 255, 256, 1000, 2047, 4095] as [UInt64] {
      let alone = try ensemble.run(seed: seed).differences(from: many[Int(seed)])
      #expect(alone.isEmpty, "seed \(seed), alone: \(alone)")
    }
    for first in [5, 700, 4093] as [UInt64] {
      for (seed, run) in zip(first..., try ensemble.runs(seeds: first..<first + 3, threads: 2)) {
        let among = run.differences(from: many[Int(seed)])
        #expect(among.isEmpty, "seed \(seed), among three: \(among)")
      }
    }
    // In any order, twice the same one.
    let order: [UInt64] = [77, 3, 77, 500, 0, 9, 11, 64, 65, 2]
    for (seed, run) in zip(order, try ensemble.runs(seeds: order)) {
      #expect(run.differences(from: many[Int(seed)]).isEmpty, "seed \(seed), in another order")
    }
  }

  @Test(
    "A seed gives the same bits alone, among 3 and among 4096, on one thread and on two, however the others end",
    arguments: problems)
  func batches(_ problem: Problem) throws {
    try check(problem, over: Double.self)
    try check(problem, over: Complex<Double>.self)
  }

  private func checkEngines<S: Scalar>(_ problem: Problem, over field: S.Type) throws {
    let lockstep = try ensemble(problem, over: S.self)
    var plain = lockstep
    plain.allowsKernels = false
    var overflows = 0
    for (seed, (a, b)) in zip(
      try lockstep.runs(seeds: 0..<64, threads: 1), try plain.runs(seeds: 0..<64, threads: 1)
    ).enumerated() {
      let name = "seed \(seed): lockstep \(a.outcome), plain \(b.outcome)"
      #expect(a.outcome.kind == b.outcome.kind, "\(name)")
      guard !problem.endsByRounding else {
        #expect(abs(a.final.loss - b.final.loss) <= 1e-9 * max(1, b.final.loss), "\(name)")
        continue
      }
      #expect(a.outcome == b.outcome && a.steps == b.steps && a.time == b.time, "\(name)")
      #expect(a.thresholdSteps == b.thresholdSteps, "\(name)")
      #expect(a.report == b.report, "\(name): \(a.report.stageTimes), \(b.report.stageTimes)")
      // While a run diverges, a rounding grows with it.
      let tolerance = a.outcome.kind == .diverged ? 1e-4 : 1e-8
      #expect(abs(a.final.loss - b.final.loss) <= tolerance * max(1, b.final.loss), "\(name)")
      #expect(a.steps.last == a.outcome.step && a.times.last == a.time, "\(name)")
      if a.outcome.overflowStep != nil { overflows += 1 }
      #expect(a.final.loss.isFinite && a.final.penalty.isFinite, "\(name)")
    }
    if problem.testDescription.contains("beyond") { #expect(overflows > 0) }
  }

  @Test(
    "Both engines end a run in the same way at the same step, also where it diverges, finitely or not",
    arguments: problems)
  func engines(_ problem: Problem) throws {
    try checkEngines(problem, over: Double.self)
    try checkEngines(problem, over: Complex<Double>.self)
  }
}

import DeepLinear
import LinearAlgebra
import Testing
import _TestSupport

/// The lockstep engine against the reference engine, and against itself in other batches.
@Suite struct LockstepTests {
  private struct Problem: CustomTestStringConvertible, Sendable {
    let widths: [Int]
    var a = 0.7
    var loss = "square"
    var testDescription: String { "\(widths), a = \(a), \(loss)" }
  }

  private static let problems: [Problem] =
    [
      [1, 1], [2, 2, 2], [3, 3, 3, 3, 3], [4, 4, 4], [5, 5, 5, 5, 5], [7, 7, 7], [8, 8, 8, 8], [10, 10, 10],
      [3, 3], [2, 5, 3, 4], [6, 3, 2, 1], [1, 4, 4, 1], [16, 16, 16], [4, 4, 4, 4, 4, 4, 4, 4, 4],
    ].map { Problem(widths: $0) } + [
      Problem(widths: [5, 5, 5], a: 0), Problem(widths: [2, 5, 3, 4], a: 0),
      Problem(widths: [3, 3, 3, 3, 3], a: 0),
      Problem(widths: [4, 6, 5], loss: "masked"), Problem(widths: [5, 5, 5, 5], loss: "masked"),
      Problem(widths: [4, 6, 5], loss: "quadratic"), Problem(widths: [3, 3], loss: "quadratic"),
      Problem(widths: [5, 5, 5, 5, 5], a: 0, loss: "quadratic"),
    ]

  private func ensemble<S: Scalar>(_ problem: Problem, over field: S.Type) throws -> Ensemble<S> {
    let (rows, columns) = (problem.widths[problem.widths.count - 1], problem.widths[0])
    let stream = RandomStream(seed: 5, purpose: .target)
    let target = Matrix<S>.gaussian(rows: rows, columns: columns, stream: stream)
    let loss: any Loss<S> =
      switch problem.loss {
      case "masked":
        try MaskedLoss(
          target: target, mask: Matrix(rows: rows, columns: columns) { i, j in (i + 2 * j) % 3 == 0 ? 0 : 1 })
      case "quadratic": try quadratic(target)
      default: SquareLoss(target: target)
      }
    return Ensemble(
      widths: problem.widths, initialization: GaussianInitialization(deviation: 0.4),
      objective: Objective(loss, penalty: BalancePenalty(strength: problem.a)),
      method: GradientDescent(stepSize: 0.01), until: .loss(below: 1e-3) || .steps(400),
      observing: Observation(
        Observable.all, schedule: .logarithmic(12), thresholds: [0.5, 1e-2], keepsWeights: true))
  }

  private func quadratic<S: Scalar>(_ target: Matrix<S>) throws -> QuadraticLoss<S> {
    let x = Matrix<S>.gaussian(
      rows: target.columns, columns: 3 * target.columns, stream: RandomStream(seed: 6, purpose: .target))
    let covariance = 1 / Double(x.columns) * Matrix.product(x, .none, x, .conjugateTranspose)
    return try QuadraticLoss(covariance: covariance, crossCovariance: target * covariance)
  }

  @Test("Both engines tell the same of every run, in both fields", arguments: problems)
  private func agreement(_ problem: Problem) throws {
    try checkAgreement(problem, over: Double.self)
    try checkAgreement(problem, over: Complex<Double>.self)
  }

  private func checkAgreement<S: Scalar>(_ problem: Problem, over field: S.Type) throws {
    let lockstep = try ensemble(problem, over: S.self)
    var plain = lockstep
    plain.allowsKernels = false
    #expect(lockstep.engine == .lockstep(.chosen))
    #expect(plain.engine.name == "reference")
    try expectAgreement(lockstep.runs(seeds: 0..<11, threads: 1), plain.runs(seeds: 0..<11, threads: 1))
  }
}

@Suite struct EngineChoiceTests {
  private func engine<S: Scalar>(
    _ widths: [Int], until rule: StoppingRule = .steps(10), over field: S.Type = Double.self
  ) -> Engine {
    Ensemble<S>(
      widths: widths, initialization: GaussianInitialization(deviation: 0.1),
      objective: Objective(SquareLoss(target: Matrix(rows: widths[widths.count - 1], columns: widths[0]))),
      method: GradientDescent(stepSize: 0.1), until: rule
    ).engine
  }

  @Test("Thin networks with wide hidden layers, whose balance errors fill the cache, run one by one")
  func wideHiddenLayers() {
    #expect(engine([1, 64, 1]) == .lockstep(.chosen))
    #expect(engine([1, 128, 1]).name == "reference")
    #expect(engine([1, 1280, 1]).name == "reference")
    #expect(engine([24, 24, 24, 24, 24]) == .lockstep(.chosen))
  }

  @Test(
    "Eight networks run in lockstep as long as their weights, read and written, and each Δ_j take 320 KiB at most"
  )
  func largestGroups() {
    for (fits, isTooLarge) in [
      ([35, 35, 35], [36, 36, 36]), ([1, 2560], [1, 2561]), ([1, 71, 1], [1, 72, 1]),
      ([1, 7, 71, 1], [1, 7, 72, 1]),
    ] {
      #expect(engine(fits) == .lockstep(.chosen), "\(fits)")
      #expect(engine(isTooLarge).name == "reference", "\(isTooLarge)")
    }
    for (fits, isTooLarge) in [([25, 25, 25], [26, 26, 26]), ([1, 50, 1], [1, 51, 1])] {
      #expect(engine(fits, over: Complex<Double>.self) == .lockstep(.chosen), "\(fits)")
      #expect(engine(isTooLarge, over: Complex<Double>.self).name == "reference", "\(isTooLarge)")
    }
  }

  @Test("Conditions that must hold together need the reference engine, which tests them at every step anyway")
  func joinedConditions() {
    #expect(engine([2, 2], until: .stalled || .loss(below: 1) || .steps(9)) == .lockstep(.chosen))
    let bounds = StoppingRule.objective(above: 1e3) && .objective(above: 1e4)
    #expect(engine([2, 2], until: bounds || .steps(9)) == .lockstep(.chosen))
    for rule in [.loss(below: 1) && .stalled, .steps(5) && .time(3), .objective(above: 9) && .steps(3)] {
      #expect(
        engine([2, 2], until: rule || .steps(9))
          == .reference(reason: "the stopping rule joins conditions that must hold together"))
    }
  }
}

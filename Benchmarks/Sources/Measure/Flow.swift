import DeepLinear
import DeepLinearFlow

/// The gradient flow of the problem's seeds, by explicit steps, beside gradients of the reference engine.
struct Flow {
  /// Evaluations of the right side, of all seeds.
  let evaluations: Int
  /// Seconds that all flows took, on all threads.
  let seconds: Double
  /// Seconds that as many gradients of the reference engine take on as many threads, each with the step that follows it.
  let gradientSeconds: Double

  /// - Parameter time: of every flow.
  init(_ problem: Problem, time: Double) throws {
    self =
      try problem.isComplex
      ? Self(problem, time, over: Complex<Double>.self) : Self(problem, time, over: Double.self)
  }

  private init<S: Scalar>(_ problem: Problem, _ time: Double, over field: S.Type) throws {
    var ensemble = Ensemble<S>(
      widths: problem.widths, initialization: SharedStart(), objective: problem.objective(),
      method: GradientFlow(accuracy: FlowAccuracy(method: .dormandPrince)), until: .time(time))
    ensemble.observation.schedule = .at([])
    var runs: [Run<S>] = []
    let seeds = 0..<UInt64(problem.seeds)
    seconds = try Stopwatch.time { runs = try ensemble.runs(seeds: seeds, threads: problem.threads) }
    evaluations = runs.reduce(0) { $0 + ($1.flow?.evaluations ?? 0) }
    ensemble.method = GradientDescent(stepSize: Problem.stepSize)
    ensemble.allowsKernels = false
    ensemble.observation.schedule = .at([])
    let steps = max(1, evaluations / problem.seeds)
    ensemble.rule = .steps(steps)
    let gradients = try Stopwatch.time { _ = try ensemble.runs(seeds: seeds, threads: problem.threads) }
    gradientSeconds = gradients * Double(evaluations) / Double(steps * problem.seeds)
  }
}

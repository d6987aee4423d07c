import DeepLinear
import LinearAlgebra

/// One point of an experiment, ready to run: what hides the field from the runner.
protocol PointProblem: Sendable {
  /// Runs of consecutive seeds, as they are stored.
  ///
  /// - Parameters:
  ///   - numbers: the runs' numbers; the seeds follow one another from `seed` on.
  ///   - isInterrupted: asked now and then; true ends the runs with `CancellationError`.
  ///   - progress: told how many steps were taken since it was last told.
  func records(
    numbers: Range<Int>, seed: UInt64, layout: TrajectoryLayout,
    isInterrupted: @escaping @Sendable () -> Bool,
    progress: @escaping @Sendable (Int) -> Void
  ) throws -> [RunRecord]
  /// The most steps that a run takes.
  var maximumSteps: Int { get }
  /// What runs them.
  var engine: Engine { get }
}

extension Experiment {
  /// The problems of all points, files read and first starts drawn, so that what cannot run is refused before anything is
  /// written.
  func problems() throws -> [any PointProblem] {
    try checkMachineAndFiles()
    return try points.map(problem)
  }

  /// Refuses kernels that cannot be had, files that are not there, and what does not fit in memory.
  func checkMachineAndFiles() throws(InputError) {
    if let complaint = KernelFamily.complaint { throw InputError(complaint) }
    try checkFiles()
    try checkMemory()
  }

  /// The problem of one point, its files read and its first start drawn.
  func problem(of point: Point) throws -> any PointProblem {
    do {
      switch point.specification.network.field {
      case .real: return try FieldProblem<Double>(self, point)
      case .complex: return try FieldProblem<Complex<Double>>(self, point)
      }
    } catch let refusal as InitializationError {
      throw error("\(refusal).", at: "initialization", in: point)
    } catch let refusal as NetworkError {
      throw error(
        "the start of seed \(seeds.first) cannot be: \(refusal).", at: "initialization", in: point)
    }
  }
}

/// A point over one field.
private struct FieldProblem<S: Scalar>: PointProblem {
  let point: Point
  let ensemble: Ensemble<S>
  let target: TargetSpectrum<S>
  let engine: Engine

  init(_ experiment: Experiment, _ point: Point) throws {
    self.point = point
    ensemble = try experiment.ensemble(at: point)
    target = try TargetSpectrum(ensemble.objective.target)
    engine = ensemble.engine
    _ = try ensemble.initialization.network(
      widths: ensemble.widths, seed: experiment.seeds.first, over: S.self)
  }

  var maximumSteps: Int { ensemble.rule.maximumSteps(stepSize: ensemble.method.stepSize) ?? 0 }

  func records(
    numbers: Range<Int>, seed: UInt64, layout: TrajectoryLayout,
    isInterrupted: @escaping @Sendable () -> Bool,
    progress: @escaping @Sendable (Int) -> Void
  ) throws -> [RunRecord] {
    var ensemble = ensemble
    ensemble.observation.isInterrupted = isInterrupted
    ensemble.observation.progress = progress
    let clock = ContinuousClock()
    let start = clock.now
    let runs = try ensemble.runs(seeds: numbers.indices.map { seed + UInt64($0 - numbers.lowerBound) })
    // Seeds in lanes share the time.
    let seconds = (clock.now - start) / .seconds(1) / Double(numbers.count)
    return try zip(numbers, runs).map { number, run in
      try RunRecord(
        run, number: number, point: point, seed: seed + UInt64(number - numbers.lowerBound), target: target,
        layout: layout, wallSeconds: seconds)
    }
  }
}

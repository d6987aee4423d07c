import DeepLinear
import LinearAlgebra
import Synchronization
import Testing
import _TestSupport

@Suite struct StoppingTests {
  /// A 2×2 problem that converges in some hundred steps.
  private func train(_ rule: StoppingRule, η: Double = 0.05, every: SnapshotSchedule = .every(10)) throws
    -> Run<Double>
  {
    let start = try IdentityInitialization(scale: 0.5).network(widths: [2, 2, 2], seed: 0, over: Double.self)
    return try GradientDescent(stepSize: η)
      .train(start, on: SquareLoss(target: .diagonal([2, 1])), until: rule, observing: [.loss], every: every)
  }

  @Test("A run converges at the first step whose loss is below the bound, whatever the snapshots")
  func converged() throws {
    let fine = try train(.loss(below: 1e-6) || .steps(10_000), every: .every(1))
    let coarse = try train(.loss(below: 1e-6) || .steps(10_000), every: .every(1000))
    #expect(fine.outcome == coarse.outcome && fine.outcome.kind == .converged)
    let losses = try #require(fine["loss"])
    #expect(losses.firstIndex { $0 < 1e-6 } == fine.outcome.step)
    #expect(fine.time == 0.05 * Double(fine.outcome.step))
    #expect(coarse.steps == [0, fine.outcome.step])
  }

  @Test("Rules compose: either ends a run, both must hold, and converged outranks exhausted")
  func composition() throws {
    let either = try train(.loss(below: 1e-300) || .steps(25))
    #expect(
      either.outcome.kind == .exhausted && either.outcome.step == 25 && either.steps == [0, 10, 20, 25])
    let both = try train((.loss(below: 1e-2) && .steps(300)) || .steps(5000))
    #expect(both.outcome.kind == .converged && both.outcome.step == 300)
    let none = try train(.loss(below: 1e9) || .steps(0))
    #expect(none.outcome.kind == .converged && none.outcome.step == 0)
    // Of two reasons at one step the stronger one is given, in either order.
    for (strong, kind) in [
      (StoppingRule.loss(below: 1e9), Outcome.Kind.converged), (.objective(above: 1e-9), .diverged),
    ] {
      for rule in [strong || .steps(0), .steps(0) || strong, (.steps(0) && strong) || .steps(9)] {
        let run = try train(rule)
        #expect(run.outcome.kind == kind && run.outcome.step == 0, "\(rule)")
      }
    }
    #expect(try train(.time(1.0)).outcome.step == 20)
    #expect(throws: TrainingError.unbounded) { try train(.loss(below: 1)) }
  }

  @Test("A step size that is too large diverges: an outcome, with the last finite weights kept")
  func diverged() throws {
    for bound in [StoppingRule.steps(1000), .objective(above: .greatestFiniteMagnitude) || .steps(1000)] {
      let run = try train(bound, η: 3)
      #expect(run.outcome.kind == .diverged && run.outcome.step < 1000)
      #expect(run.final.loss.isFinite && run.finalNetwork.layers.allSatisfy { $0.isFinite })
      #expect((run["loss"] ?? [.nan]).allSatisfy { $0.isFinite })
      #expect(run.outcome.message.contains("smaller step size"))
    }
  }

  @Test(
    "A run ends at the last step that a time allows, and has snapshots at the last steps that times allow")
  func times() throws {
    #expect(try train(.time(1.0), η: 0.3).outcome.step == 3)
    #expect(try train(.time(0.3), η: 0.1).outcome.step == 3)
    #expect(try train(.time(0.29), η: 0.1).outcome.step == 2)
    #expect(try train(.time(0.01), η: 0.1).outcome.step == 0)
    // Where two rules hold together, the time allowed is over at that step too.
    #expect(try train((.time(1.0) && .loss(below: 1e9)) || .steps(50), η: 0.3).outcome.step == 3)
    let run = try train(.time(1.0), η: 0.1, every: .times([0, 0.3, 0.35, 0.5, 0.7, 1.5]))
    #expect(run.steps == [0, 3, 5, 7, 10] && run.times == run.steps.map { 0.1 * Double($0) })
    #expect(SnapshotSchedule.times([0.3, 0.5]).times(through: 1) == [0, 0.3, 0.5, 1])
  }

  /// Both engines on a step size that is too large.
  private func bothEngines(_ rule: StoppingRule, first engine: String = "lockstep") throws -> [Run<Double>] {
    var ensemble = Ensemble<Double>(
      widths: [2, 2, 2], initialization: GaussianInitialization(deviation: 1),
      objective: Objective(SquareLoss(target: .diagonal([2, 1]))), method: GradientDescent(stepSize: 1.5),
      until: rule, observing: Observation([.loss], schedule: .every(1)))
    let lockstep = try ensemble.run(seed: 3)
    #expect(ensemble.engine.name == engine)
    ensemble.allowsKernels = false
    return [lockstep, try ensemble.run(seed: 3)]
  }

  @Test(
    "Of two bounds on the objective both are tested, by either engine: the smaller of `||`, the greater of `&&`"
  )
  func twoBounds() throws {
    let free = try bothEngines(.steps(30))
    let losses = try #require(free[1]["loss"])
    func first(above bound: Double) throws -> Int { try #require(losses.firstIndex { $0 > bound }) }
    let (low, high) = (2 * losses[0], 1e9 * losses[0])
    let (early, late) = (try first(above: low), try first(above: high))
    #expect(early < late)
    for (rule, step) in [
      (StoppingRule.objective(above: low) || .objective(above: high), early),
      (.objective(above: high) || .objective(above: low), early),
      (.objective(above: high) && .objective(above: low), late),
      (.objective(above: low) && .objective(above: high), late),
    ] {
      for run in try bothEngines(rule || .steps(30)) {
        #expect(run.outcome.kind == .diverged && run.outcome.step == step, "\(rule)")
      }
    }
    // Conditions of different kinds need the reference engine. The second part of the first holds from the start on.
    for (rule, step) in [
      (StoppingRule.objective(above: low) && .time(0), early),
      (.objective(above: low) && .steps(early + 1), early + 1),
    ] {
      for run in try bothEngines(rule || .steps(30), first: "reference") {
        #expect(run.outcome.kind == .diverged && run.outcome.step == step, "\(rule)")
      }
    }
  }

  @Test(
    "Without a bound of its own a run diverges where L first exceeds 10¹²·max(1, L(0)), and not before",
    arguments: [0.5, 5])
  func defaultBound(firstLoss: Double) throws {
    // At depth 1 a step multiplies the error by 1 − η: here L(20) is the bound, but for a billionth.
    for (deviation, step) in [(1e-9, 20), (-1e-9, 21)] {
      let growth = Double.pow(1e12 * max(1, firstLoss) / firstLoss * (1 + deviation), 1.0 / 40)
      var ensemble = Ensemble<Double>(
        widths: [1, 1],
        initialization: GivenInitialization(layers: [
          Matrix<Double>.diagonal([1 + (2 * firstLoss).squareRoot()])
        ]),
        objective: Objective(SquareLoss(target: Matrix<Double>.identity(1))),
        method: GradientDescent(stepSize: 1 + growth), until: .steps(30), observing: Observation([.loss]))
      for allowsKernels in [true, false] {
        ensemble.allowsKernels = allowsKernels
        let run = try ensemble.run(seed: 0)
        #expect(run.outcome.kind == .diverged && run.outcome.step == step, "\(ensemble.engine.name)")
      }
    }
  }

  @Test("A run that becomes stationary is stalled at the end, and ends there only where the rule says so")
  func stalled() throws {
    let start = try IdentityInitialization(scale: 0).network(widths: [2, 2, 2], seed: 0, over: Double.self)
    let loss = SquareLoss(target: Matrix<Double>.identity(2))
    let method = GradientDescent(stepSize: 0.1)
    for (rule, step) in [(StoppingRule.steps(50), 50), (.stalled || .steps(50), 1)] {
      let run = try method.train(start, on: loss, until: rule)
      #expect(run.outcome.kind == .stalled && run.outcome.step == step)
    }
    #expect(try train(.steps(20)).outcome.kind == .exhausted)
  }

  @Test("Thresholds record the first step below each, in the order in which they were given")
  func thresholds() throws {
    let start = try IdentityInitialization(scale: 0.5).network(widths: [2, 2, 2], seed: 0, over: Double.self)
    let objective = Objective(SquareLoss(target: Matrix<Double>.diagonal([2, 1])))
    let run = try GradientDescent(stepSize: 0.05).train(
      start, on: objective, until: .steps(2000),
      observing: Observation([.loss], schedule: .every(1), thresholds: [1e-4, 1e-2, 1e-40, 100]))
    let losses = try #require(run["loss"])
    #expect(run.thresholdSteps == [1e-4, 1e-2, 1e-40, 100].map { bound in losses.firstIndex { $0 < bound } })
    #expect(run.thresholdSteps[2] == nil && run.thresholdSteps[3] == 0)
  }

  @Test("Times of a schedule are equally spaced, in t or in ln t, and hold 0 and the end")
  func scheduledTimes() {
    func isNear(_ schedule: SnapshotSchedule, _ end: Double, _ expected: [Double]) -> Bool {
      let times = schedule.times(through: end)
      return times.count == expected.count && times.last == end
        && zip(times, expected).allSatisfy { abs($0 - $1) <= 1e-14 * $1 }
    }
    #expect(isNear(.logarithmicFrom(0.01, count: 5), 100, [0, 0.01, 0.1, 1, 10, 100]))
    #expect(isNear(.logarithmic(3), 4, [0, 4e-4, 4e-2, 4]))
    #expect(isNear(.logarithmic(2), 4, [0, 4e-4, 4]) && isNear(.logarithmic(1), 4, [0, 4]))
    #expect(isNear(.logarithmic(0), 4, [0, 4]) && isNear(.every(0), 4, [0, 4]))
    #expect(isNear(.every(0.25), 1, [0, 0.25, 0.5, 0.75, 1]) && isNear(.every(0.4), 1, [0, 0.4, 0.8, 1]))
    #expect(isNear(.times([3, 0.5, 0, -1, 0.5, 2]), 2, [0, 0.5, 2]))
  }

  @Test("Schedules hold the first and the last step, rise, and are spread over ln k")
  func schedules() {
    let log = SnapshotSchedule.logarithmic(300).steps(through: 200_000, stepSize: 0.1)
    #expect(log.first == 0 && log.last == 200_000 && log == Array(Set(log)).sorted() && log.count > 200)
    #expect(log.count <= 301)
    #expect(SnapshotSchedule.every(100).steps(through: 250, stepSize: 0.1) == [0, 100, 200, 250])
    #expect(SnapshotSchedule.at([7, 3, 900]).steps(through: 10, stepSize: 0.1) == [0, 3, 7, 10])
    #expect(SnapshotSchedule.logarithmic(5).steps(through: 0, stepSize: 0.1) == [0])
  }

  @Test("An interruption ends a run with CancellationError")
  func interruption() throws {
    let start = try IdentityInitialization(scale: 0.5).network(widths: [2, 2, 2], seed: 0, over: Double.self)
    #expect(throws: CancellationError.self) {
      try GradientDescent(stepSize: 1e-9).train(
        start, on: Objective(SquareLoss(target: Matrix<Double>.identity(2))), until: .steps(1_000_000),
        observing: Observation(isInterrupted: { true }))
    }
  }

  /// Counts, from any thread.
  private final class Counter: Sendable {
    private let count = Atomic<Int>(0)
    var value: Int { count.load(ordering: .relaxed) }
    /// The number before.
    @discardableResult func rise() -> Int { count.add(1, ordering: .relaxed).oldValue }
  }

  private struct CountedStart: Initialization {
    let drawn: Counter

    func network<S: Scalar>(
      widths: [Int], seed: UInt64, over field: S.Type
    ) throws -> DeepLinearNetwork<S> {
      drawn.rise()
      return try IdentityInitialization(scale: 0.5).network(widths: widths, seed: seed, over: field)
    }
  }

  @Test(
    "With a wide network an interruption ends the run before and after its start is drawn, and between two quantities of a snapshot",
    arguments: [(0, 0, 0), (1, 1, 0), (2, 1, 0), (3, 1, 1), (4, 1, 2)])
  func betweenDecompositions(limit: Int, drawn: Int, observed: Int) throws {
    let (polls, starts, evaluated) = (Counter(), Counter(), Counter())
    let observables = ["one", "other"].map { name in
      Observable<Double>(name, longName: name, source: "") { _ in
        evaluated.rise()
        return [0]
      }
    }
    let ensemble = Ensemble<Double>(
      widths: [120, 120, 120], initialization: CountedStart(drawn: starts),
      objective: Objective(SquareLoss(target: .identity(120))), method: GradientDescent(stepSize: 0.01),
      until: .steps(100),
      observing: Observation(
        observables, schedule: .at([0]), isInterrupted: { polls.rise() >= limit }))
    #expect(throws: CancellationError.self) { try ensemble.run(seed: 0) }
    #expect(starts.value == drawn && evaluated.value == observed && polls.value == limit + 1)
  }
}

import DeepLinear
import DeepLinearFlow
import Foundation
import Synchronization
import Testing
import _TestSupport

@Suite struct FlowCheckpointTests {
  /// A case: what is followed, and for how long, so that it is kept a few times.
  struct Problem: Sendable, CustomTestStringConvertible {
    let name: String
    let flow: any NetworkFlow
    let a: Double
    let end: Double
    var testDescription: String { name }
  }

  private static func accuracy(
    _ method: FlowAccuracy.Method, relative: Double = 1e-10
  ) -> FlowAccuracy {
    FlowAccuracy(relativeTolerance: relative, method: method)
  }

  static let problems = [
    Problem(name: "explicit", flow: GradientFlow(accuracy: accuracy(.dormandPrince)), a: 300, end: 30),
    Problem(name: "conserving", flow: GradientFlow(accuracy: accuracy(.dormandPrince)), a: 0, end: 2500),
    Problem(
      name: "BDF", flow: GradientFlow(accuracy: accuracy(.bdf, relative: 2e-12)), a: 300, end: 400),
    Problem(name: "both in turn", flow: GradientFlow(), a: 3000, end: 30),
    Problem(
      name: "end to end", flow: EndToEndFlow(accuracy: accuracy(.dormandPrince)), a: 0, end: 3000),
  ]

  private func check<S: Scalar>(_ problem: Problem, over field: S.Type) throws {
    let start = try BalancedGaussianInitialization(deviation: 0.3).network(
      widths: [3, 3, 3, 3], seed: 3, over: S.self)
    var disturbed = start
    if problem.a > 0 {
      disturbed = try GaussianInitialization(deviation: 0.3).network(
        widths: [3, 3, 3, 3], seed: 3, over: S.self)
    }
    let objective = SquareLoss<S>(target: .diagonal([3, 2, 1])) + BalancePenalty(strength: problem.a)
    var observation = Observation<S>(
      [.loss, .singularValues, .imbalance], thresholds: [1, 1e-2, 1e-6], keepsWeights: true)
    observation.schedule = .logarithmic(40)
    let rule = StoppingRule.time(problem.end) || .steps(1_000_000)
    observation.stages = MethodReport.Stage.allCases
    let flow = problem.flow
    let plain = try flow.train(disturbed, on: objective, until: rule, observing: observation)
    let (whole, states, continued) = try flow.checkpointedRuns(
      disturbed, on: objective, until: rule, observing: observation)
    #expect(states.count >= 3, "\(problem.name) is kept \(states.count) times in \(whole.outcome.step) steps")
    #expect(whole.differences(from: plain) == [])
    for run in continued { #expect(run.differences(from: whole) == []) }
    if problem.name == "both in turn" {
      let since = try #require(whole.flow?.stiffFrom)
      #expect(since > 0 && states.contains { $0.time < since } && states.contains { $0.time > since })
    }
  }

  @Test(
    "A flow goes on from where it was kept to the same bits, and being kept changes none",
    arguments: problems)
  func bits(problem: Problem) throws {
    try check(problem, over: Double.self)
    try check(problem, over: Complex<Double>.self)
  }

  @Test("What was kept of another run, or is not what was kept, is left aside")
  func strangers() throws {
    let flow = GradientFlow(accuracy: FlowAccuracy(method: .dormandPrince))
    let objective = SquareLoss<Double>(target: .identity(2)) + BalancePenalty(strength: 300)
    func start(_ widths: [Int]) throws -> DeepLinearNetwork<Double> {
      try GaussianInitialization(deviation: 0.3).network(widths: widths, seed: 1, over: Double.self)
    }
    var observation = Observation<Double>([.loss], thresholds: [0.1])
    observation.schedule = .logarithmic(10)
    let (whole, states, _) = try flow.checkpointedRuns(
      start([2, 2, 2]), on: objective, until: .time(60), observing: observation)
    let state = try #require(states.last)
    observation.checkpointer = SavedStates(from: state)
    let deeper = try flow.train(start([2, 2, 2, 2]), on: objective, until: .time(60), observing: observation)
    observation.checkpointer = nil
    let bare = try flow.train(start([2, 2, 2, 2]), on: objective, until: .time(60), observing: observation)
    #expect(deeper.differences(from: bare) == [])
    observation.checkpointer = SavedStates(from: state)
    observation.keepsWeights = true
    let kept = try flow.train(start([2, 2, 2]), on: objective, until: .time(60), observing: observation)
    #expect(kept.snapshotNetworks.count == kept.times.count && kept.series == whole.series)
    let stiff = GradientFlow(accuracy: FlowAccuracy(method: .bdf))
    let other = try stiff.train(start([2, 2, 2]), on: objective, until: .time(60), observing: observation)
    #expect(other.flow?.stiffFrom == 0)
  }

  /// An interruption that begins after a number of polls.
  private final class Interruption: Sendable {
    private let polls = Atomic<Int>(0)
    private let limit: Int
    init(afterPolls limit: Int) { self.limit = limit }
    func isRequested() -> Bool { polls.add(1, ordering: .relaxed).newValue > limit }
    var count: Int { polls.load(ordering: .relaxed) }
  }

  @Test(
    "Interrupted anywhere, in a step, a snapshot or a test of stiffness, a wide flow returns no run, and continues to the same bits"
  )
  func wideFlows() throws {
    let start = try GaussianInitialization(deviation: 0.05).network(
      widths: [100, 100, 100], seed: 2, over: Double.self)
    let objective = Objective(SquareLoss<Double>(target: .identity(100)))
    func train(
      _ interruption: Interruption, _ checkpointer: SavedStates,
      observing observables: [Observable<Double>] = [.loss, .gradientNorm],
      every interval: Double = 0.02
    ) throws -> Run<Double> {
      var observation = Observation<Double>(
        observables, thresholds: [40], isInterrupted: { interruption.isRequested() })
      (observation.schedule, observation.checkpointer) = (.every(interval), checkpointer)
      return try GradientFlow().train(
        start, on: objective, until: .time(2.2), observing: observation)
    }
    let uninterrupted = Interruption(afterPolls: .max)
    let whole = try train(uninterrupted, SavedStates())
    #expect(whole.outcome.kind == .exhausted && whole.outcome.step > 100)
    // Every poll of a few steps: their stages, their snapshots' interpolation, the observables.
    for poll in 100..<140 {
      #expect(throws: CancellationError.self, "interrupted at poll \(poll)") {
        try train(
          Interruption(afterPolls: poll), SavedStates(), observing: poll % 2 == 0 ? [] : [.loss], every: 1e-4)
      }
    }
    for part in [0.31, 0.72, 0.96] {
      let album = SavedStates()
      #expect(throws: CancellationError.self) {
        try train(Interruption(afterPolls: Int(part * Double(uninterrupted.count))), album)
      }
      let continued = try train(Interruption(afterPolls: .max), SavedStates(from: album.states.last))
      #expect(continued.differences(from: whole) == [], "interrupted at \(part) of the questions")
      #expect(part < 0.9 || album.states.count >= 1)
    }
  }

  @Test("A state survives being written and read")
  func coding() throws {
    let flow = GradientFlow(accuracy: FlowAccuracy(method: .dormandPrince))
    var observation = Observation<Double>([.loss], thresholds: [0.1])
    observation.schedule = .logarithmic(10)
    let (_, states, _) = try flow.checkpointedRuns(
      GaussianInitialization(deviation: 0.3).network(widths: [2, 2, 2], seed: 1, over: Double.self),
      on: SquareLoss<Double>(target: .identity(2)) + BalancePenalty(strength: 300), until: .time(60),
      observing: observation)
    let state = try #require(states.last)
    let bytes = try PropertyListEncoder().encode(state)
    #expect(try PropertyListDecoder().decode(RunState.self, from: bytes) == state)
  }
}

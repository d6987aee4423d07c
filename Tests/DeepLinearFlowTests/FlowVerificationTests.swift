import DeepLinear
import DeepLinearFlow
import Testing
import _TestSupport

@Suite struct FlowVerificationTests {
  /// s·I in three layers, which leaves the saddle at 0 about time 1/s: ds/dt = s²(1 − s³).
  private func small(_ s: Double) throws -> DeepLinearNetwork<Double> {
    try IdentityInitialization(scale: s).network(widths: [2, 2, 2, 2], seed: 0, over: Double.self)
  }

  private let objective = Objective(SquareLoss<Double>(target: .identity(2)))
  private let loose = GradientFlow(
    accuracy: FlowAccuracy(relativeTolerance: 1e-4, absoluteTolerance: 1e-6))

  private let tight = GradientFlow(
    accuracy: FlowAccuracy(relativeTolerance: 1e-5, absoluteTolerance: 1e-7))

  private func draw(_ seed: UInt64) throws -> DeepLinearNetwork<Double> {
    var draw = Draw(seed)
    return try draw.network([2, 2, 2], deviation: 0.5)
  }

  @Test("Only W_{1:N} is compared of a flow that does not determine the layers")
  func layers() {
    #expect(GradientFlow().determinesLayers && !EndToEndFlow().determinesLayers)
  }

  @Test(
    "An escape between two snapshots is seen: the distance is no less than the shift of its time times the speed"
  )
  func escape() throws {
    for snapshots in [SnapshotSchedule.at([]), .logarithmic(20)] {
      let (run, found) = try loose.verify(
        small(1e-3), on: objective, until: .time(1100),
        observing: Observation(thresholds: [0.25], keepsWeights: true), at: snapshots
      )
      // At ℓ = ¼ each s³ is ½.
      let speed = 2.squareRoot() * Double.pow(0.5, 2.0 / 3) * 0.5
      #expect(found.eventDistance > 0 && found.eventDistance.isFinite)
      #expect(try #require(found.layerDistance) >= 0.999 * found.eventDistance * speed)
      #expect(found.distance == found.layerDistance && found.comparedTimes > 40)
      // What the two say at the snapshots, after which the flow brings them together again.
      let tighter = try tight.run(
        small(1e-3), on: objective, until: .time(1100), observing: Observation(keepsWeights: true),
        at: snapshots)
      let seen = zip(run.snapshotNetworks, tighter.snapshotNetworks).map {
        ($0.layers[0] - $1.layers[0]).frobeniusNorm
      }
      #expect(
        run.times == tighter.times && (seen.max() ?? 0) < 0.1 * found.distance,
        "\(seen.max() ?? 0), \(found.distance)")
      let escape = try #require(run.thresholdTimes[0])
      #expect(abs(found.worstTime - escape) < 5, "\(found.worstTime)")
      // Nor does it take a threshold to look there.
      let bare = try loose.verify(small(1e-3), on: objective, until: .time(1100), at: snapshots).verification
      #expect(bare.distance > 0.8 * found.distance)
    }
  }

  private func bits(_ run: Run<Double>) -> [String: [UInt64]] {
    run.series.mapValues { $0.values.map(\.bitPattern) }
  }

  @Test("The run is what it is without verification, to the bit")
  func unchanged() throws {
    var observed = Observation<Double>(Observable.all, thresholds: [1e-2], keepsWeights: true)
    observed.schedule = .logarithmic(30)
    for flow in [GradientFlow(), EndToEndFlow(accuracy: loose.accuracy)] as [any NetworkFlow] {
      let rule = StoppingRule.loss(below: 1e-6) || .time(60)
      let alone = try flow.run(small(0.3), on: objective, until: rule, observing: observed)
      let run = try flow.verify(small(0.3), on: objective, until: rule, observing: observed).run
      #expect(run.times == alone.times && bits(run) == bits(alone) && run.flow == alone.flow)
      #expect(run.snapshotNetworks == alone.snapshotNetworks && run.outcome == alone.outcome)
      #expect(run.thresholdTimes == alone.thresholdTimes && run.finalNetwork == alone.finalNetwork)
    }
  }

  @Test(
    "Flows that end at their loss are compared up to the earlier end, and as closely as those that end at a time"
  )
  func ends() throws {
    let start = try draw(1)
    let byLoss = try loose.verify(start, on: objective, until: .loss(below: 1e-6) || .time(100))
    let byTime = try loose.verify(start, on: objective, until: .time(byLoss.run.time))
    #expect(byLoss.run.outcome.kind == .converged && byLoss.verification.outcomesAgree)
    #expect(byLoss.verification.distance > 0)
    #expect((0.3...3).contains(byLoss.verification.distance / byTime.verification.distance))
  }

  @Test("A limit on the number of steps ends both at the first one's time, be it the rule's or the solver's")
  func steps() throws {
    let start = try draw(2)
    let ruled = try loose.verify(start, on: objective, until: .steps(20) || .time(100))
    #expect(ruled.run.outcome.step == 20 && ruled.verification.outcomesAgree)
    #expect(ruled.verification.lastTime == ruled.run.time)
    #expect(ruled.verification.distance > 0 && ruled.verification.distance < 1e-3)
    var short = loose
    short.accuracy.maximumSteps = 20
    let stopped = try short.verify(start, on: objective, until: .time(100))
    #expect(stopped.run.outcome.obstacle == .tooManySteps)
    #expect(stopped.verification.outcomesAgree && stopped.verification.lastTime == stopped.run.time)
    #expect(stopped.verification.distance == ruled.verification.distance)
  }

  @Test("Of runs that diverged nothing can be compared: their distance is infinite, not zero")
  func diverged() throws {
    let huge = try IdentityInitialization(scale: 1e200).network(
      widths: [2, 2, 2], seed: 0, over: Double.self)
    let found = try GradientFlow().verify(huge, on: objective, until: .time(1)).verification
    #expect(found.distance == .infinity && found.comparedTimes == 0)
    // A start that has converged is compared, and is the same.
    let there = try GradientFlow().verify(draw(3), on: objective, until: .loss(below: 1e3) || .time(1))
    #expect(there.verification.distance == 0 && there.verification.comparedTimes == 1)
  }

  @Test("Tolerances that rounding keeps from being ten times tighter are refused, the finest others verified")
  func refusal() throws {
    #expect(FlowAccuracy.finestVerifiable >= 10 * FlowAccuracy.finestRelativeTolerance)
    #expect(FlowAccuracy().relativeTolerance >= FlowAccuracy.finestVerifiable)
    func verify(_ tolerance: Double) throws -> FlowVerification {
      let accuracy = FlowAccuracy(relativeTolerance: tolerance, absoluteTolerance: tolerance)
      return try GradientFlow(accuracy: accuracy).verify(draw(4), on: objective, until: .time(3)).verification
    }
    #expect(throws: FlowError.tooTight(relativeTolerance: 1e-11)) { try verify(1e-11) }
    #expect("\(FlowError.tooTight(relativeTolerance: 1e-11))".contains("expected at least 1e-10"))
    let found = try verify(FlowAccuracy.finestVerifiable)
    #expect(found.distance > 0 && found.distance < 1e-11)
  }

  @Test("The balance of an end-to-end flow is made, not kept, and has no drift to report")
  func drift() throws {
    let run = try EndToEndFlow().run(small(0.5), on: objective, until: .time(5))
    #expect(run.flow != nil && run.flow?.conservationDrift == nil)
    #expect(try GradientFlow().run(small(0.5), on: objective, until: .time(5)).flow?.conservationDrift != nil)
  }
}

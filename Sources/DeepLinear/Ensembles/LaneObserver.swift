import LinearAlgebra

/// Looks at up to eight seeds at once: ℓ, r, ∇L, W_{1:N}, imbalances and singular values all come from lanes.
final class LaneObserver<S: Scalar> {
  private let program: LaneProgram<S>
  private let plan: RecordingPlan<S>
  private let stepSize: Double
  private let memory: LaneMemory

  init(_ program: LaneProgram<S>, _ plan: RecordingPlan<S>, stepSize: Double) {
    (self.program, self.plan, self.stepSize) = (program, plan, stepSize)
    memory = program.memory(groups: 1)
  }

  /// Where the eight seeds' weights are to be written, as `LaneProgram.weights[0]` has them.
  var weights: UnsafeMutablePointer<Double> { memory.base }

  /// ℓ and r of the seeds in `weights`; the other numbers are then there for `snapshots`.
  func evaluate() -> [Evaluation] {
    program.observe(memory)
    return (0..<Lanes.count).map { seat in
      let lane = memory.lane(seat)
      return Evaluation(loss: lane[program.loss], penalty: lane[program.penalty])
    }
  }

  /// Records the seeds at `seats` in `recorders`, each at its step; those whose numbers are not finite are passed over.
  func record(
    _ seats: [(seat: Int, step: Int, value: Evaluation)], in recorders: (_ index: Int, Snapshot<S>) -> Void
  ) {
    let company = LaneCompany<S>(program.family)
    var snapshots: [(index: Int, snapshot: Snapshot<S>)] = []
    for (index, entry) in seats.enumerated() where entry.value.objective.isFinite {
      guard let network = network(entry.seat) else { continue }
      let seat = snapshots.count
      snapshots.append((index, snapshot(network, entry, company, seat)))
    }
    company.snapshots = snapshots.map(\.snapshot)
    for (index, snapshot) in snapshots { recorders(index, snapshot) }
    // They hold one another.
    company.snapshots = []
  }

  /// The network of a seat; nil where a weight is not finite.
  func network(_ seat: Int) -> DeepLinearNetwork<S>? {
    try? DeepLinearNetwork(layers: program.weights[0].map { $0.read(memory.lane(seat)) })
  }

  private func snapshot(
    _ network: DeepLinearNetwork<S>, _ entry: (seat: Int, step: Int, value: Evaluation),
    _ company: LaneCompany<S>, _ seat: Int
  ) -> Snapshot<S> {
    let lane = memory.lane(entry.seat)
    let known = Snapshot<S>.Known(
      endToEndMatrix: program.endToEnd.read(lane),
      imbalances: program.imbalances.map { lane[$0].squareRoot() })
    return Snapshot(
      network: network, step: entry.step, time: stepSize * Double(entry.step), value: entry.value,
      gradient: { [program] in program.weights[1].map { $0.read(lane) } }, objective: plan.objective,
      target: plan.target, known: known, company: company, seat: seat)
  }
}

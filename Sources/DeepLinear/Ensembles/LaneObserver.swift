import LinearAlgebra

/// Looks at up to eight seeds at once: ℓ, r, ∇L, W_{1:N}, imbalances and singular values all come from lanes.
final class LaneObserver<S: Scalar> {
  private let program: LaneProgram<S>
  private let plan: RecordingPlan<S>
  private let stepSize: Double
  private let memory: LaneMemory
  private let company: LaneCompany<S>

  init(_ program: LaneProgram<S>, _ plan: RecordingPlan<S>, stepSize: Double) {
    (self.program, self.plan, self.stepSize) = (program, plan, stepSize)
    memory = program.memory(groups: 1)
    company = LaneCompany(program, memory: memory)
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
    var snapshots: [(index: Int, seat: Int, snapshot: Snapshot<S>)] = []
    for (index, entry) in seats.enumerated() where entry.value.objective.isFinite {
      guard let network = network(entry.seat) else { continue }
      snapshots.append((index, entry.seat, snapshot(network, entry)))
    }
    company.begin(snapshots.map { ($0.seat, $0.snapshot) })
    for (index, _, snapshot) in snapshots { recorders(index, snapshot) }
    company.end()
  }

  /// The network of a seat; nil where a weight is not finite.
  func network(_ seat: Int) -> DeepLinearNetwork<S>? {
    try? DeepLinearNetwork(layers: program.weights[0].map { $0.read(memory.lane(seat)) })
  }

  private func snapshot(
    _ network: DeepLinearNetwork<S>, _ entry: (seat: Int, step: Int, value: Evaluation)
  ) -> Snapshot<S> {
    let lane = memory.lane(entry.seat)
    let known = Snapshot<S>.Known(
      endToEndMatrix: program.endToEnd.read(lane),
      imbalances: norms(program.norms.balance, lane), gradientNorm: norm(squaredGradient(lane)),
      residualNorm: norm(lane[program.norms.residual]), layerMagnitudes: norms(program.norms.layers, lane))
    return Snapshot(
      network: network, step: entry.step, time: stepSize * Double(entry.step), value: entry.value,
      gradient: { [program] in program.weights[1].map { $0.read(lane) } }, objective: plan.objective,
      target: plan.target, known: known,
      decompose: { [company] in company.decomposition($0, seat: entry.seat) })
  }

  /// The root of a sum of squares; nil where some of them may have left the range of double precision.
  private func norm(_ square: Double) -> Double? {
    square > 1e-280 && square < 1e300 ? square.squareRoot() : nil
  }

  private func norms(_ places: [Int], _ lane: UnsafeMutablePointer<Double>) -> [Double]? {
    let known = places.compactMap { norm(lane[$0]) }
    return known.count == places.count ? known : nil
  }

  private func squaredGradient(_ lane: UnsafeMutablePointer<Double>) -> Double {
    var sum = 0.0
    for i in stride(from: program.weightSize, to: 2 * program.weightSize, by: Lanes.count) {
      sum += lane[i] * lane[i]
    }
    return sum
  }
}

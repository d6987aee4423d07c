import LinearAlgebra

/// Observes up to eight seeds at once: ℓ, r, ∇L, W_{1:N}, imbalances and singular values are computed in lanes.
final class LaneObserver<S: Scalar> {
  private let program: LaneProgram<S>
  private let plan: RecordingPlan<S>
  private let stepSize: Double
  private let memory: LaneMemory
  private let svds: BatchedSVD<S>

  init(_ program: LaneProgram<S>, _ plan: RecordingPlan<S>, stepSize: Double) {
    (self.program, self.plan, self.stepSize) = (program, plan, stepSize)
    memory = program.memory(groups: 1)
    svds = BatchedSVD(program, memory: memory)
  }

  /// Where the eight seeds' weights are written before `evaluate()`, in the order of `LaneProgram.weights[0]`.
  var weights: UnsafeMutablePointer<Double> { memory.base }

  /// ℓ and r of the seeds in `weights`; the other quantities are then ready for `record`.
  func evaluate() -> [Evaluation] {
    program.observe(memory)
    return (0..<Lanes.count).map { lane in
      let place = memory.lane(lane)
      return Evaluation(loss: place[program.loss], penalty: place[program.penalty])
    }
  }

  /// Passes a snapshot of each seed in `seeds`, at its step, to `body`; seeds whose numbers are not finite are left out.
  func record(
    _ seeds: [(lane: Int, step: Int, value: Evaluation)], _ body: (_ index: Int, Snapshot<S>) throws -> Void
  ) rethrows {
    var snapshots: [(index: Int, lane: Int, snapshot: Snapshot<S>)] = []
    for (index, seed) in seeds.enumerated() where seed.value.objective.isFinite {
      guard let network = network(seed.lane) else { continue }
      snapshots.append((index, seed.lane, snapshot(network, seed)))
    }
    svds.begin(snapshots.map { ($0.lane, $0.snapshot) })
    defer { svds.end() }
    for (index, _, snapshot) in snapshots { try body(index, snapshot) }
  }

  /// The network in a lane; nil where a weight is not finite.
  private func network(_ lane: Int) -> DeepLinearNetwork<S>? {
    try? DeepLinearNetwork(layers: program.weights[0].map { $0.read(memory.lane(lane)) })
  }

  private func snapshot(
    _ network: DeepLinearNetwork<S>, _ seed: (lane: Int, step: Int, value: Evaluation)
  ) -> Snapshot<S> {
    let lane = memory.lane(seed.lane)
    let known = Snapshot<S>.Precomputed(
      endToEndMatrix: program.endToEnd.read(lane),
      imbalances: norms(program.norms.balance, lane), gradientNorm: norm(squaredGradient(lane)),
      residualNorm: norm(lane[program.norms.distance]), layerMagnitudes: norms(program.norms.layers, lane))
    return Snapshot(
      network: network, step: seed.step, time: stepSize * Double(seed.step), value: seed.value,
      gradient: { [program] in program.weights[1].map { $0.read(lane) } }, objective: plan.objective,
      target: plan.target, known: known,
      decompose: { [svds] in svds.decomposition($0, lane: seed.lane) })
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

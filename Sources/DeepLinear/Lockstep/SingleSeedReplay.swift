import LinearAlgebra

// The state one step before is not stored at every step: where it is needed, a seed's steps since the last common step are
// taken again, alone, to the same bits.

extension SeedBatch {
  /// ℓ, r and the weights of a seed at step `k`, at or after the common step before the last.
  func replay(slot: Int, to k: Int) -> (value: Evaluation, weights: [Matrix<S>]) {
    let isRecent = k >= step
    let alone = SingleSeedReplay(program, from: isRecent ? weights : earlier, slot: slot)
    alone.advance(k - (isRecent ? step : earlierStep))
    return (alone.evaluate(), alone.weights)
  }

  /// Notes for the seeds of a group whether the step just taken changed no bit of their weights.
  func noteStationary(group: Int, place: Int) {
    for slot in group * Lanes.count..<(group + 1) * Lanes.count {
      guard let run = slots[slot] else { continue }
      isStationaryAtLast[run] = program.areWeightsAlike(memory.lane(place * Lanes.count + slot % Lanes.count))
    }
  }

  /// Ends the seeds of a group whose rule tests for stationarity, at the first step that changed no bit of their weights.
  func endStationary(group: Int, place: Int, next: Int, _ loop: TrainingLoop<S>) throws {
    for slot in group * Lanes.count..<(group + 1) * Lanes.count {
      guard let run = slots[slot] else { continue }
      let lane = memory.lane(place * Lanes.count + slot % Lanes.count)
      guard program.areWeightsAlike(lane) else { continue }
      let alone = SingleSeedReplay(program, from: weights, slot: slot)
      var k = step
      repeat {
        alone.advance(1)
        k += 1
      } while !alone.isStationary
      let value = alone.evaluate()
      let ending = (k...next).lazy.compactMap { [self] k in
        let point = TrajectoryPoint(step: k, time: stepSize * Double(k), value: value)
        return loop.conditions.rule.ending(at: point) { true }.map { Outcome($0, step: k, time: point.time) }
      }.first
      guard let ending, ending.step < last else { continue }
      try loop.end(run, ending, value: value, weights: alone.weights)
      free(slot, endedAt: ending.step, isFinite: true, loop)
    }
  }
}

/// One seed in a group of its own.
final class SingleSeedReplay<S: Scalar> {
  private let program: LaneProgram<S>
  private let memory: LaneMemory
  private var phase = 0

  /// The seed in a slot.
  init(_ program: LaneProgram<S>, from batch: BatchWeights<S>, slot: Int) {
    self.program = program
    memory = program.memory(groups: 1)
    let (from, to) = (batch.lane(slot), memory.lane(0))
    for i in stride(from: 0, to: program.weightSize, by: Lanes.count) { to[i] = from[i] }
  }

  func advance(_ steps: Int) {
    var left = steps
    // The kernels return at NaN too, and are called again.
    while left > 0 {
      let done = min(left, program.run(memory, groups: 1, phase: phase, steps: left) + 1)
      left -= done
      phase = (phase + done) & 1
    }
  }

  var weights: [Matrix<S>] { program.weights[phase].map { $0.read(memory.lane(0)) } }

  /// Whether the last step changed no bit.
  var isStationary: Bool { program.areWeightsAlike(memory.lane(0)) }

  /// ℓ and r here.
  func evaluate() -> Evaluation {
    _ = program.run(memory, groups: 1, phase: phase, steps: 1)
    let lane = memory.lane(0)
    return Evaluation(loss: lane[program.loss], penalty: lane[program.penalty])
  }
}

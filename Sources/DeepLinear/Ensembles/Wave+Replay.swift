import LinearAlgebra

extension Wave {
  /// The weights and value of a seed at step `k`, which is not far back: its steps from the time before are taken again, alone, to the
  /// same bits.
  func replay(seat: Int, to k: Int) -> (weights: [Matrix<S>], value: Evaluation) {
    let isRecent = k >= step
    let alone = Soloist(program, from: isRecent ? weights : earlier, seat: seat)
    alone.advance(k - (isRecent ? step : earlierStep))
    return (alone.weights, alone.evaluate())
  }

  /// Notes for the seeds of a group whether the step just taken changed no bit of their weights.
  func noteRest(group: Int, slot: Int) {
    for seat in group * Lanes.count..<(group + 1) * Lanes.count {
      guard let member = seats[seat] else { continue }
      members[member].isAtRest = program.areWeightsAlike(memory.lane(slot * Lanes.count + seat % Lanes.count))
    }
  }

  /// Ends the seeds of a group whose rule watches for rest, at the first step that changed no bit of their weights.
  func endResting(group: Int, slot: Int, next: Int) {
    for seat in group * Lanes.count..<(group + 1) * Lanes.count {
      guard let member = seats[seat] else { continue }
      let lane = memory.lane(slot * Lanes.count + seat % Lanes.count)
      guard program.areWeightsAlike(lane) else { continue }
      let alone = Soloist(program, from: weights, seat: seat)
      var k = step
      repeat {
        alone.advance(1)
        k += 1
      } while !alone.isAtRest
      let value = alone.evaluate()
      let ending = (k...next).lazy.compactMap { [self] k in
        let progress = StoppingRule.Progress(step: k, time: stepSize * Double(k), value: value)
        return ensemble.rule.verdict(progress, isAtRest: { true }).map { (kind: $0, step: k) }
      }.first
      guard let ending, ending.step < last else { continue }
      end(member, ending.kind, Sight(step: ending.step, value: value, weights: { alone.weights }, seat: seat))
    }
  }
}

/// One seed in a group of its own.
final class Soloist<S: Scalar> {
  private let program: LaneProgram<S>
  private let memory: LaneMemory
  private var phase = 0

  /// The seed at `seat` of some parked weights.
  init(_ program: LaneProgram<S>, from parked: ParkedWeights<S>, seat: Int) {
    self.program = program
    memory = program.memory(groups: 1)
    let (from, to) = (parked.lane(seat), memory.lane(0))
    for i in stride(from: 0, to: program.weightSize, by: Lanes.count) { to[i] = from[i] }
  }

  func advance(_ steps: Int) {
    var left = steps
    // It stops at NaN too, and is sent on.
    while left > 0 {
      let done = min(left, program.run(memory, groups: 1, phase: phase, steps: left) + 1)
      left -= done
      phase = (phase + done) & 1
    }
  }

  var weights: [Matrix<S>] { program.weights[phase].map { $0.read(memory.lane(0)) } }

  /// Whether the last step changed no bit.
  var isAtRest: Bool { program.areWeightsAlike(memory.lane(0)) }

  /// ℓ and r here.
  func evaluate() -> Evaluation {
    _ = program.run(memory, groups: 1, phase: phase, steps: 1)
    let lane = memory.lane(0)
    return Evaluation(loss: lane[program.loss], penalty: lane[program.penalty])
  }
}

import LinearAlgebra

// The state one step before is not stored at every step: where it is needed, a seed's steps since the last common step are
// taken again, to the same bits. So are those in which a stage ends, of up to eight seeds at once.

extension SeedBatch {
  /// ℓ, r and the weights of a seed at step `k`, at or after the common step before the last.
  func replay(slot: Int, to k: Int) -> (value: Evaluation, weights: [Matrix<S>]) {
    let isRecent = k >= step
    let alone = SeedReplay(program)
    alone.load((isRecent ? weights : earlier).lane(slot), into: 0)
    alone.advance(k - (isRecent ? step : earlierStep))
    return (alone.evaluate(0), alone.weights(0))
  }

  func replay(
    _ points: [ReplayPoint<S>], to steps: [Int], _ loop: TrainingLoop<S>,
    _ body: (_ index: Int, Snapshot<S>, [PackedNumbers]) throws -> Void
  ) throws {
    precondition(points.count <= Lanes.count, "more seeds than lanes")
    let replay = SeedReplay(program)
    for (lane, point) in points.enumerated() { replay.load(point.network.layers, into: lane) }
    let distances = zip(points, steps).map { $1 - $0.step }
    var taken = 0
    for distance in Set(distances).sorted() {
      while taken < distance {
        if loop.plan.observation.isInterrupted() {
          try checkpointAtInterruption(loop)
          throw CancellationError()
        }
        let part = min(distance - taken, program.stepsAtOnce)
        replay.advance(part)
        taken += part
      }
      for lane in points.indices where distances[lane] == distance {
        replay.copyWeights(lane, to: endObserver.weights + lane)
      }
    }
    let values = endObserver.evaluate()
    try endObserver.record(points.indices.map { ($0, steps[$0], values[$0]) }) { i, snapshot in
      try body(i, snapshot, [])
    }
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
      let alone = SeedReplay(program)
      alone.load(weights.lane(slot), into: 0)
      var k = step
      repeat {
        alone.advance(1)
        k += 1
      } while !alone.isStationary(0)
      let value = alone.evaluate(0)
      let ending = (k...next).lazy.compactMap { [self] k in
        let point = TrajectoryPoint(step: k, time: stepSize * Double(k), value: value)
        return loop.conditions.rule.ending(at: point) { true }.map { Outcome($0, step: k, time: point.time) }
      }.first
      guard let ending, ending.step < last else { continue }
      try loop.end(run, ending, value: value, weights: alone.weights(0))
      free(slot, endedAt: ending.step, isFinite: true, loop)
    }
  }
}

/// Up to eight seeds in a group of their own, which take steps again.
final class SeedReplay<S: Scalar> {
  private let program: LaneProgram<S>
  private let memory: LaneMemory
  private var phase = 0

  /// Without a seed: all weights are zero.
  init(_ program: LaneProgram<S>) {
    self.program = program
    memory = program.memory(groups: 1)
  }

  /// Copies the weights of a lane that begins at `place`, before the first step.
  func load(_ place: UnsafePointer<Double>, into lane: Int) {
    let target = memory.lane(lane)
    for i in stride(from: 0, to: program.weightSize, by: Lanes.count) { target[i] = place[i] }
  }

  /// Copies weights, before the first step.
  func load(_ layers: [Matrix<S>], into lane: Int) {
    for (layer, place) in zip(layers, program.weights[0]) {
      layer.withView { place.write($0, to: memory.lane(lane)) }
    }
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

  func weights(_ lane: Int) -> [Matrix<S>] { program.weights[phase].map { $0.read(memory.lane(lane)) } }

  /// Copies the weights of a lane to one that begins at `place`, in the order of `LaneProgram.weights[0]`.
  func copyWeights(_ lane: Int, to place: UnsafeMutablePointer<Double>) {
    let source = memory.lane(lane) + phase * program.weightSize
    for i in stride(from: 0, to: program.weightSize, by: Lanes.count) { place[i] = source[i] }
  }

  /// Whether the last step changed no bit of a seed's weights.
  func isStationary(_ lane: Int) -> Bool { program.areWeightsAlike(memory.lane(lane)) }

  /// ℓ and r of a seed here.
  func evaluate(_ lane: Int) -> Evaluation {
    _ = program.run(memory, groups: 1, phase: phase, steps: 1)
    let place = memory.lane(lane)
    return Evaluation(loss: place[program.loss], penalty: place[program.penalty])
  }

  /// ℓ and r of a seed here; then takes one step, which the evaluation has computed already.
  func evaluateAndAdvance(_ lane: Int) -> Evaluation {
    defer { phase = (phase + 1) & 1 }
    return evaluate(lane)
  }
}

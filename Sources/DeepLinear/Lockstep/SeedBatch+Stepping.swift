import LinearAlgebra

/// A seed at a step of its own, between two common steps of its batch.
struct LaneState<S: Scalar>: PointState {
  let batch: SeedBatch<S>
  let slot: Int
  let step: Int
  let isFirstStep: Bool
  let read: () -> [Matrix<S>]

  /// W_1 … W_N at `step`.
  var weights: [Matrix<S>] { read() }

  /// A seed that was stationary would have ended before it was saved.
  var isStationary: Bool {
    if step == batch.last, let run = batch.slots[slot] { return batch.isStationaryAtLast[run] }
    return !isFirstStep && batch.replay(slot: slot, to: step - 1).weights == weights
  }

  var previous: (value: Evaluation, weights: [Matrix<S>])? {
    isFirstStep ? nil : batch.replay(slot: slot, to: step - 1)
  }
}

extension SeedBatch {
  /// Steps every cluster to `next`.
  func advance(to next: Int, _ loop: TrainingLoop<S>) throws {
    // `earlier` receives the new weights; then the two are exchanged.
    for first in stride(from: 0, to: weights.groups, by: memory.groups) {
      try advance(groups: first..<min(weights.groups, first + memory.groups), to: next, loop)
    }
    swap(&weights, &earlier)
    (earlierStep, step) = (step, next)
  }

  private func advance(groups: Range<Int>, to next: Int, _ loop: TrainingLoop<S>) throws {
    for (place, group) in groups.enumerated() {
      weights.copy(group: group, to: memory.base + place * memory.stride)
      for lane in 0..<Lanes.count { setBounds(slot: group * Lanes.count + lane, place: place, loop) }
    }
    var (k, phase) = (step, 0)
    while k < next {
      if loop.plan.observation.isInterrupted() {
        try checkpointAtInterruption(loop)
        throw CancellationError()
      }
      let wanted = min(next - k, program.stepsAtOnce)
      let done = program.run(memory, groups: groups.count, phase: phase, steps: wanted)
      k += done
      phase = (phase + done) & 1
      guard done < wanted else { continue }
      // Step k was taken, and some lane has to be examined as it was before.
      for (place, group) in groups.enumerated() {
        try examine(group: group, place: place, step: k, phase: phase, loop)
      }
      k += 1
      phase ^= 1
    }
    for (place, group) in groups.enumerated() {
      earlier.take(group: group, from: memory.base + place * memory.stride + phase * program.weightSize)
      if next == last { noteStationary(group: group, place: place) }
      if loop.conditions.testsStationarity { try endStationary(group: group, place: place, next: next, loop) }
    }
    reportProgress(groups, next, loop)
  }

  /// Sets the bounds that the kernels test: those of the rule, of the next loss to be recorded, and of divergence.
  private func setBounds(slot: Int, place: Int, _ loop: TrainingLoop<S>) {
    let lane = memory.lane(place * Lanes.count + slot % Lanes.count)
    guard let run = slots[slot] else {
      return program.setBounds(lossBound: -.infinity, objectiveBound: .infinity, in: lane)
    }
    let tracker = loop.runs[run]
    program.setBounds(
      lossBound: max(loop.conditions.lossBound, tracker.recorder.nextLoss),
      objectiveBound: min(tracker.objectiveBound ?? .infinity, loop.conditions.objectiveBound), in: lane)
  }

  /// Examines the lanes of a group that have left their bounds at step `k`.
  private func examine(group: Int, place: Int, step k: Int, phase: Int, _ loop: TrainingLoop<S>) throws {
    for slot in group * Lanes.count..<(group + 1) * Lanes.count where slots[slot] != nil {
      let lane = memory.lane(place * Lanes.count + slot % Lanes.count)
      let value = Evaluation(loss: lane[program.loss], penalty: lane[program.penalty])
      let isOutside =
        value.loss < lane[program.lossBound] || !(value.objective <= lane[program.objectiveBound])
      guard isOutside else { continue }
      try examine(slot, at: k, value: value, loop) { [program] in
        program.weights[phase].map { $0.read(lane) }
      }
      if slots[slot] == nil { program.clearWeights(lane) }
      setBounds(slot: slot, place: place, loop)
    }
  }

  /// Has the loop examine a seed at step `k`, and frees its slot where it has ended.
  func examine(
    _ slot: Int, at k: Int, value: Evaluation, _ loop: TrainingLoop<S>, weights: @escaping () -> [Matrix<S>]
  ) throws {
    guard let run = slots[slot] else { return }
    let isFirst = k == loop.runs[run].firstStep
    let point = TrajectoryPoint(step: k, time: stepSize * Double(k), value: value)
    let state = LaneState(batch: self, slot: slot, step: k, isFirstStep: isFirst, read: weights)
    if try loop.examine(run, at: point, state) { return }
    free(slot, endedAt: k, isFinite: value.objective.isFinite || isFirst, loop)
  }

  /// Frees the slot of a seed that has ended at step `k`.
  func free(_ slot: Int, endedAt k: Int, isFinite: Bool, _ loop: TrainingLoop<S>) {
    noteRestartPoint(slot, endedAt: k, isFinite: isFinite, loop)
    slots[slot] = nil
  }

  private func reportProgress(_ groups: Range<Int>, _ next: Int, _ loop: TrainingLoop<S>) {
    var done = Observation<S>.Progress(steps: 0, time: 0)
    for case let run? in slots[groups.lowerBound * Lanes.count..<groups.upperBound * Lanes.count] {
      let own = loop.runs[run].progress(to: next, stepSize * Double(next))
      done.steps += own.steps
      done.time += own.time
    }
    loop.plan.observation.progress(done)
  }
}

import LinearAlgebra

// Restart points of a batch: the common steps of its seeds.
//
// The snapshot of such a step is recorded there, but its loss is tested in the stretch that follows. So it is when a seed
// continues from there: at the same step, with the same bits.

extension SeedBatch {
  /// Saves the states of all seeds, where one of them is due: they all have the same age.
  func checkpointWhereDue(_ loop: TrainingLoop<S>) throws {
    guard let run = slots.lazy.compactMap(\.self).first, loop.runs[run].checkpointer?.isDue == true else {
      return
    }
    try checkpoint(loop) { _ in true }
  }

  /// Saves the states from before the stretch that is interrupted, where enough was done since the last ones.
  func checkpointAtInterruption(_ loop: TrainingLoop<S>) throws {
    let count = loop.runs.count { $0.restartPoint != nil } + slots.count { $0 != nil }
    try checkpoint(loop) { $0.isWorthwhile(among: count) }
  }

  /// Notes the last common step of a seed that ends: until its run is stored, its end can be repeated from there.
  func noteRestartPoint(_ slot: Int, endedAt k: Int, isFinite: Bool, _ loop: TrainingLoop<S>) {
    guard let run = slots[slot], loop.runs[run].checkpointer != nil,
      restart.step > loop.runs[run].firstStep, isFinite || k > restart.step
    else { return }
    loop.runs[run].restartPoint = restartPoint(slot, loop.runs[run])
  }

  /// The common step from which seeds can continue: that before the last step, from where they could not.
  private var restart: (step: Int, weights: BatchWeights<S>) {
    step < last ? (step, weights) : (earlierStep, earlier)
  }

  private func restartPoint(_ slot: Int, _ tracker: RunTracker<S>) -> RestartPoint {
    let (step, weights) = restart
    let memory = RunMemory(
      propagator: Self.name, objectiveBound: tracker.objectiveBound,
      weights: PackedNumbers(MatrixStack(weights.read(slot)).readOnly.numbers))
    return RestartPoint(step: step, time: stepSize * Double(step)) { memory }
  }

  private func checkpoint(_ loop: TrainingLoop<S>, where isWanted: (any Checkpointer) -> Bool) throws {
    for run in loop.runs.indices where loop.runs[run].checkpointer.map(isWanted) == true {
      try loop.runs[run].saveRestartPoint()
    }
    for group in 0..<weights.groups { try checkpoint(group: group, loop, where: isWanted) }
  }

  private func checkpoint(
    group: Int, _ loop: TrainingLoop<S>, where isWanted: (any Checkpointer) -> Bool
  ) throws {
    let present = (group * Lanes.count..<(group + 1) * Lanes.count).compactMap { slot in
      slots[slot].flatMap { loop.runs[$0].firstStep < restart.step ? (slot: slot, run: $0) : nil }
    }
    guard !present.isEmpty else { return }
    weights.copy(group: group, to: observer.weights)
    let values = observer.evaluate()
    // A seed whose loss is not finite here ends here, with the weights of the step before. Loss and penalty of a step are summed in
    // another order than those of a snapshot: near the largest number one of the two may be finite alone.
    for (slot, run) in present where values[slot % Lanes.count].objective < 0x1p1000 {
      guard let checkpointer = loop.runs[run].checkpointer, isWanted(checkpointer) else { continue }
      try loop.runs[run].save(restartPoint(slot, loop.runs[run]))
    }
  }
}

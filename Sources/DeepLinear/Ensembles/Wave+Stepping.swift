import LinearAlgebra

/// A seed at a step of its own, in the midst of its group's steps.
struct Sight<S: Scalar> {
  let step: Int
  let value: Evaluation
  /// W_1 … W_N at `step`.
  let weights: () -> [Matrix<S>]
  let seat: Int
}

extension Wave {
  /// Steps every cluster to `next`.
  func advance(to next: Int) throws {
    // `earlier` takes what is reached; then the two change places.
    for first in stride(from: 0, to: weights.groups, by: memory.groups) {
      try advance(groups: first..<min(weights.groups, first + memory.groups), to: next)
    }
    swap(&weights, &earlier)
    (earlierStep, step) = (step, next)
  }

  private func advance(groups: Range<Int>, to next: Int) throws {
    for (slot, group) in groups.enumerated() {
      weights.copy(group: group, to: memory.base + slot * memory.stride)
      for lane in 0..<Lanes.count { setBounds(seat: group * Lanes.count + lane, slot: slot) }
    }
    var (k, phase) = (step, 0)
    while k < next {
      if plan.observation.isInterrupted() {
        try keepAtInterruption()
        throw CancellationError()
      }
      let wanted = min(next - k, program.stepsAtOnce)
      let done = program.run(memory, groups: groups.count, phase: phase, steps: wanted)
      k += done
      phase = (phase + done) & 1
      guard done < wanted else { continue }
      // Step k was taken, and some lane is to be looked at as it was before.
      for (slot, group) in groups.enumerated() { look(at: group, slot: slot, step: k, phase: phase) }
      k += 1
      phase ^= 1
    }
    for (slot, group) in groups.enumerated() {
      let place = memory.base + slot * memory.stride
      earlier.take(group: group, from: place + phase * program.weightSize)
      if next == last { noteRest(group: group, slot: slot) }
      if ensemble.rule.watchesRest { endResting(group: group, slot: slot, next: next) }
    }
    reportProgress(groups, next)
  }

  private func setBounds(seat: Int, slot: Int) {
    let lane = memory.lane(slot * Lanes.count + seat % Lanes.count)
    guard let member = seats[seat] else {
      return program.setBounds(lowest: -.infinity, highest: .infinity, in: lane)
    }
    program.setBounds(
      lowest: max(ensemble.rule.convergenceBound, members[member].recorder.nextThreshold),
      highest: min(members[member].bound, ensemble.rule.watchedObjective), in: lane)
  }

  /// Judges the lanes of a group that have left their bounds at step `k`.
  private func look(at group: Int, slot: Int, step k: Int, phase: Int) {
    for seat in group * Lanes.count..<(group + 1) * Lanes.count {
      guard let member = seats[seat] else { continue }
      let lane = memory.lane(slot * Lanes.count + seat % Lanes.count)
      let value = Evaluation(loss: lane[program.loss], penalty: lane[program.penalty])
      let isOutside = value.loss < lane[program.lowest] || !(value.objective <= lane[program.highest])
      guard isOutside else { continue }
      judge(
        member,
        Sight(
          step: k, value: value, weights: { [program] in program.weights[phase].map { $0.read(lane) } },
          seat: seat))
      if seats[seat] == nil { program.clearWeights(lane) }
      setBounds(seat: seat, slot: slot)
    }
  }

  private func reportProgress(_ groups: Range<Int>, _ next: Int) {
    var steps = 0
    for case let member? in seats[groups.lowerBound * Lanes.count..<groups.upperBound * Lanes.count] {
      steps += next - members[member].reported
      members[member].reported = next
    }
    plan.observation.progress(steps)
  }

  /// Ends a seed where its rule says so: what `Method.train` does at every step.
  func judge(_ member: Int, _ sight: Sight<S>) {
    let (k, value) = (sight.step, sight.value)
    guard value.objective <= members[member].bound else {
      // The last finite state stands for the run: here, or one step before.
      guard !value.objective.isFinite, k > members[member].begin else {
        return end(member, .diverged, sight)
      }
      let before = replay(seat: sight.seat, to: k - 1)
      return end(
        member, .diverged, Sight(step: k, value: before.value, weights: { before.weights }, seat: sight.seat),
        records: false)
    }
    members[member].recorder.note(value.loss, step: k)
    let progress = StoppingRule.Progress(step: k, time: stepSize * Double(k), value: value)
    // One that was at rest would have ended before it was kept.
    let rests = { [self] in
      k == last
        ? members[member].isAtRest
        : k > members[member].begin && replay(seat: sight.seat, to: k - 1).weights == sight.weights()
    }
    guard let ending = ensemble.rule.verdict(progress, isAtRest: rests) else { return }
    end(member, ending == .exhausted && rests() ? .stalled : ending, sight)
  }

  /// Takes a seed from its seat; its run follows when the finals are recorded.
  func end(_ member: Int, _ kind: Outcome.Kind, _ sight: Sight<S>, records: Bool = true) {
    noteStand(member, sight, isFinite: records)
    finals.add(
      .init(
        member: member, outcome: Outcome(kind, step: sight.step), value: sight.value,
        weights: sight.weights(),
        records: records))
    plan.observation.progress(sight.step - members[member].reported)
    members[member].reported = sight.step
    seats[sight.seat] = nil
    if finals.isFull { finals.record(into: self) }
  }
}

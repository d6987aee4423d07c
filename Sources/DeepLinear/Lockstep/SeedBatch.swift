import LinearAlgebra

/// Many seeds of one problem on the lockstep engine, by one thread: eight to a group, all at the same step at certain times.
///
/// Between two such times each cluster of groups, as many as a core's cache holds, takes all its steps before the next one does.
/// Finished seeds free their lanes, and the remaining seeds are compacted into the first groups; seeds that continue from a
/// checkpoint are given a lane at its step. No number depends on any of this: lanes do not interact.
final class SeedBatch<S: Scalar>: Propagator {
  static var name: String { "lockstep" }

  let program: LaneProgram<S>
  let stepSize: Double
  /// The last step that the rule allows.
  let last: Int
  /// Seeds, by their index in the loop, that are given a lane at the step from which they continue; the latest first.
  private var waiting: [(run: Int, step: Int, layers: [Matrix<S>])]
  /// The seed in each slot: the lane `slot % 8` of group `slot / 8`; nil where it is free.
  var slots: [Int?] = []
  /// The common step of all seeds, and their weights there.
  var step: Int
  var weights: BatchWeights<S>
  /// The same at the common step before.
  var earlierStep: Int
  var earlier: BatchWeights<S>
  /// The groups that are being stepped.
  let memory: LaneMemory
  let observer: LaneObserver<S>
  let endObserver: LaneObserver<S>
  /// The next scheduled step's place in the schedule; nil before the first event.
  private var due: Int?
  /// Whether the last step that the rule allows changed no bit, for each seed.
  var isStationaryAtLast: [Bool]

  /// - Parameters:
  ///   - seeds: the step from which each seed continues, and its weights there.
  ///   - last: the last step that the rule allows.
  init(
    _ program: LaneProgram<S>, _ plan: RecordingPlan<S>, last: Int, seeds: [(step: Int, layers: [Matrix<S>])]
  ) {
    (self.program, self.last, stepSize) = (program, last, program.stepSize)
    waiting = seeds.indices.sorted { (seeds[$0].step, $0) > (seeds[$1].step, $1) }.map {
      ($0, seeds[$0].step, seeds[$0].layers)
    }
    step = waiting.last?.step ?? 0
    earlierStep = step
    isStationaryAtLast = Array(repeating: false, count: seeds.count)
    let groups = (seeds.count + Lanes.count - 1) / Lanes.count
    weights = BatchWeights(program, room: groups)
    earlier = BatchWeights(program, room: groups)
    memory = program.memory(groups: min(groups, program.clusterSize))
    observer = LaneObserver(program, plan, stepSize: stepSize)
    endObserver = LaneObserver(program, plan, stepSize: stepSize)
  }

  /// Advances all seeds to their next common step: the next scheduled one, or an earlier one.
  @_specialize(where S == Double)
  @_specialize(where S == Complex<Double>)
  func advance(_ loop: TrainingLoop<S>) throws {
    admitResumed()
    let schedule = loop.plan.schedule
    var due = self.due ?? schedule.firstIndex { $0 >= step } ?? schedule.count
    defer { self.due = due }
    if due < schedule.count, schedule[due] == step {
      try observeAll(loop)
      due += 1
    }
    if step == last { return }
    if nextLimit(loop) <= step {
      try endAtLimits(loop)
      if slots.isEmpty, waiting.isEmpty { return }
    }
    try checkpointWhereDue(loop)
    let next = min(
      last, step + longestStretch(loop), due < schedule.count ? schedule[due] : last,
      waiting.last?.step ?? last, nextLimit(loop))
    try advance(to: next, loop)
    try loop.observeEnded()
    compactLanes()
  }

  var observedTogether: Int { Lanes.count }

  /// Steps until seeds are compacted at the latest: a small part of those taken, and not much more than a second's work, which
  /// is what an interruption costs.
  private func longestStretch(_ loop: TrainingLoop<S>) -> Int {
    let clusters = max(1, (weights.groups + memory.groups - 1) / memory.groups)
    let stretch = max(64, min(step / 16, 256 * program.stepsAtOnce / clusters))
    return loop.conditions.testsStationarity ? min(stretch, 1024) : stretch
  }

  // MARK: Observing

  /// Observes all seeds at their common step; at step 0 sets their bounds, and at the last step ends them.
  private func observeAll(_ loop: TrainingLoop<S>) throws {
    for group in 0..<weights.groups
    where slots[group * Lanes.count..<(group + 1) * Lanes.count].contains(where: { $0 != nil }) {
      weights.copy(group: group, to: observer.weights)
      let values = observer.evaluate()
      let present = (0..<Lanes.count).compactMap { lane in
        slots[group * Lanes.count + lane].map { (lane: lane, run: $0) }
      }
      if step == 0 {
        for (lane, run) in present {
          loop.runs[run].objectiveBound = loop.conditions.divergenceBound(startingAt: values[lane].objective)
        }
      }
      try observer.record(present.map { ($0.lane, step, values[$0.lane]) }) { index, snapshot in
        try loop.record(present[index].run, snapshot)
      }
      guard step == last else { continue }
      for (lane, _) in present { try endHere(slot: group * Lanes.count + lane, value: values[lane], loop) }
    }
  }

  /// The least step at which a seed ends that has a limit of its own; every such step is a common one.
  private func nextLimit(_ loop: TrainingLoop<S>) -> Int {
    slots.lazy.compactMap(\.self).map { loop.runs[$0].stepLimit }.min() ?? .max
  }

  /// Ends the seeds whose own limits are at the common step.
  private func endAtLimits(_ loop: TrainingLoop<S>) throws {
    for group in 0..<weights.groups {
      let due = (group * Lanes.count..<(group + 1) * Lanes.count).filter { slot in
        slots[slot].map { loop.runs[$0].stepLimit <= step } ?? false
      }
      if due.isEmpty { continue }
      weights.copy(group: group, to: observer.weights)
      let values = observer.evaluate()
      for slot in due { try endHere(slot: slot, value: values[slot % Lanes.count], loop) }
    }
    try loop.observeEnded()
    compactLanes()
  }

  /// Ends a seed whose last step is the common one.
  private func endHere(slot: Int, value: Evaluation, _ loop: TrainingLoop<S>) throws {
    let place = weights.lane(slot)
    try examine(slot, at: step, value: value, loop) { [program] in
      program.weights[0].map { $0.read(place) }
    }
    precondition(slots[slot] == nil, "a seed continues beyond its last step")
  }

  func observe(_ ended: [EndedRun<S>], _ loop: TrainingLoop<S>) throws {
    for (lane, entry) in ended.enumerated() {
      for (layer, place) in zip(entry.weights, program.weights[0]) {
        layer.withView { place.write($0, to: endObserver.weights + lane) }
      }
    }
    _ = endObserver.evaluate()
    try endObserver.record(ended.enumerated().map { ($0, $1.outcome.step, $1.value) }) { index, snapshot in
      try loop.record(ended[index].run, snapshot)
    }
  }

  // MARK: Slots

  /// Gives lanes to the seeds that continue from this step.
  private func admitResumed() {
    while let (run, first, layers) = waiting.last, first == step {
      waiting.removeLast()
      if !slots.contains(nil) {
        weights.addGroup()
        earlier.addGroup()
        slots += repeatElement(nil, count: Lanes.count)
      }
      guard let slot = slots.firstIndex(of: nil) else { preconditionFailure("a new group has no free slot") }
      weights.write(layers, to: slot)
      slots[slot] = run
    }
  }

  /// Moves seeds from the last groups into free slots of the first.
  private func compactLanes() {
    // As a rule no seed has ended, and nothing is allocated.
    let groups = (slots.count { $0 != nil } + Lanes.count - 1) / Lanes.count
    guard groups < weights.groups else { return }
    let present = slots.indices.filter { slots[$0] != nil }
    var free = (0..<groups * Lanes.count).filter { slots[$0] == nil }[...]
    for slot in present.reversed() where slot >= groups * Lanes.count {
      guard let target = free.popFirst() else { break }
      weights.move(slot, to: target)
      earlier.move(slot, to: target)
      slots.swapAt(slot, target)
    }
    slots.removeSubrange((groups * Lanes.count)...)
    weights.truncate(groups)
    earlier.truncate(groups)
  }
}

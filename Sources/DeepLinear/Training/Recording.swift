import LinearAlgebra

/// What a recorder has recorded, as a checkpoint stores it.
package struct Recording: Codable, Equatable, Sendable {
  /// When the loss first fell below a threshold, or a monitor's condition was first violated.
  struct Crossing: Codable, Equatable, Sendable {
    /// The index of the loss in the plan, or of the monitor in the observation.
    let place: Int
    let step: Int
    let time: Double
  }

  let steps: [Int]
  let times: PackedNumbers
  let values: PackedNumbers
  /// The weights of every snapshot one after the other, where they are recorded.
  let weights: PackedNumbers
  let crossings: [Crossing]
  let violations: [Crossing]
  let stages: Stages

  /// What a `StageTracker` has noted.
  struct Stages: Codable, Equatable, Sendable {
    /// r(0), none before it is known.
    let initialPenalty: PackedNumbers
    let alignment: Change?
    let saddle: Change?

    /// A `StageTracker.Change`: its snapshot's step, the weights there, and what the optimizer remembers.
    struct Change: Codable, Equatable, Sendable {
      let before: Int?
      let weights: PackedNumbers
      let arrays: [PackedNumbers]
      let after: Int?
    }
  }
}

extension Recorder {
  /// Everything recorded until `time`.
  package func recording(through time: Double = .infinity) -> Recording {
    let count = times.firstIndex { $0 > time } ?? times.count
    return Recording(
      steps: Array(steps[..<count]), times: PackedNumbers(Array(times[..<count])),
      values: PackedNumbers(Array(values[..<(count * plan.counts.reduce(0, +))])),
      weights: PackedNumbers(networks.prefix(count).flatMap { MatrixStack($0.layers).readOnly.numbers }),
      crossings: passed(crossings, through: time), violations: passed(violations, through: time),
      stages: stages.recording { plan.stepSize * Double($0) <= time })
  }

  private func passed(_ places: [(step: Int, time: Double)?], through time: Double) -> [Recording.Crossing] {
    places.enumerated().compactMap { place, crossing in
      guard let crossing, crossing.time <= time else { return nil }
      return Recording.Crossing(place: place, step: crossing.step, time: crossing.time)
    }
  }

  /// Continues a recording from the state after `step` steps; false, with nothing changed, where it is of another plan.
  package mutating func restore(_ recording: Recording, at step: Int) -> Bool {
    let count = recording.steps.count
    guard recording.times.values.count == count,
      recording.values.values.count == count * plan.counts.reduce(0, +),
      recording.crossings.allSatisfy({ crossings.indices.contains($0.place) }),
      recording.violations.allSatisfy({ violations.indices.contains($0.place) }),
      let stored = networks(recording.weights.values, count: plan.observation.keepsWeights ? count : 0),
      let restored = stages.restored(recording.stages, { networks($0, count: 1)?.first })
    else { return false }
    (steps, times, values) = (recording.steps, recording.times.values, recording.values.values)
    (networks, stages) = (stored, restored)
    for crossing in recording.crossings { cross(crossing.place, step: crossing.step, time: crossing.time) }
    for one in recording.violations { violations[one.place] = (one.step, one.time) }
    if nextLoss > -.infinity {
      let open = zip(crossings, plan.losses).compactMap { $0 == nil ? $1 : nil }
      nextLoss = open.max() ?? -.infinity
    }
    // The snapshot of the last step is due where an interruption came while it was taken.
    let recorded = steps.last == step ? step : step - 1
    while next < plan.schedule.count, plan.schedule[next] <= recorded { next += 1 }
    return true
  }

  /// `count` networks in `numbers`; nil where those are not so many, or make none.
  private func networks(_ numbers: [Double], count: Int) -> [DeepLinearNetwork<S>]? {
    let weights = MatrixStack(initial.layers)
    let size = weights.readOnly.numberCount
    guard numbers.count == count * size else { return nil }
    var found: [DeepLinearNetwork<S>] = []
    for start in stride(from: 0, to: numbers.count, by: max(1, size)) {
      guard weights.assign(numbers: numbers[start..<start + size]),
        let network = try? DeepLinearNetwork(layers: weights.readOnly.matrices)
      else { return nil }
      found.append(network)
    }
    return found
  }
}

extension StageTracker {
  /// What was noted of the steps that `isWanted` accepts; later snapshots are noted again.
  func recording(_ isWanted: (Int) -> Bool) -> Recording.Stages {
    func stored(_ change: Change?) -> Recording.Stages.Change? {
      guard let change else { return nil }
      let before = change.before.flatMap { isWanted($0.step) ? $0 : nil }
      return Recording.Stages.Change(
        before: before?.step,
        weights: PackedNumbers(before.map { MatrixStack($0.network.layers).readOnly.numbers } ?? []),
        arrays: before?.arrays ?? [], after: change.after.flatMap { isWanted($0) ? $0 : nil })
    }
    return Recording.Stages(
      initialPenalty: PackedNumbers([initialPenalty].compactMap(\.self)), alignment: stored(alignment),
      saddle: stored(saddle))
  }

  /// The tracker with what was recorded; nil where it is of other stages, or its weights of another network.
  func restored(
    _ recording: Recording.Stages, _ network: ([Double]) -> DeepLinearNetwork<S>?
  ) -> StageTracker? {
    guard (recording.alignment == nil) == (alignment == nil), (recording.saddle == nil) == (saddle == nil)
    else { return nil }
    func change(_ stored: Recording.Stages.Change?) -> Change?? {
      guard let stored else { return .some(nil) }
      guard let step = stored.before else { return Change(before: nil, after: stored.after) }
      return network(stored.weights.values).map {
        Change(before: ReplayPoint(step: step, network: $0, arrays: stored.arrays), after: stored.after)
      }
    }
    var restored = self
    guard let alignment = change(recording.alignment), let saddle = change(recording.saddle) else {
      return nil
    }
    restored.initialPenalty = recording.initialPenalty.values.first
    (restored.alignment, restored.saddle) = (alignment, saddle)
    return restored
  }
}

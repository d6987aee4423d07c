import LinearAlgebra

/// What a recorder has recorded, as a checkpoint stores it.
package struct Recording: Codable, Equatable, Sendable {
  /// When the loss first fell below a threshold, or a monitor's condition was first violated.
  struct Crossing: Codable, Equatable, Sendable {
    /// The index of the threshold or monitor in the observation.
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
}

extension Recorder {
  /// Everything recorded until `time`.
  package func recording(through time: Double = .infinity) -> Recording {
    let count = times.firstIndex { $0 > time } ?? times.count
    return Recording(
      steps: Array(steps[..<count]), times: PackedNumbers(Array(times[..<count])),
      values: PackedNumbers(Array(values[..<(count * plan.counts.reduce(0, +))])),
      weights: PackedNumbers(networks.prefix(count).flatMap { MatrixStack($0.layers).readOnly.numbers }),
      crossings: crossings(thresholds, through: time), violations: crossings(violations, through: time))
  }

  private func crossings(_ places: [(step: Int, time: Double)?], through time: Double) -> [Recording.Crossing]
  {
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
      recording.crossings.allSatisfy({ thresholds.indices.contains($0.place) }),
      recording.violations.allSatisfy({ violations.indices.contains($0.place) }),
      let stored = networks(recording.weights.values, count: plan.observation.keepsWeights ? count : 0)
    else { return false }
    (steps, times, values, networks) = (
      recording.steps, recording.times.values, recording.values.values, stored
    )
    for crossing in recording.crossings { cross(crossing.place, step: crossing.step, time: crossing.time) }
    for one in recording.violations { violations[one.place] = (one.step, one.time) }
    if nextThreshold > -.infinity {
      let open = zip(thresholds, plan.observation.thresholds).compactMap { $0 == nil ? $1 : nil }
      nextThreshold = open.max() ?? -.infinity
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

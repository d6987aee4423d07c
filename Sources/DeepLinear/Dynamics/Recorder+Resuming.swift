import LinearAlgebra

// What was taken down, to be kept and taken up again.
extension Recorder {
  /// Everything so far.
  package var recording: Recording { recording(through: .max) }

  /// What was taken down until `step`.
  func recording(through last: Int) -> Recording {
    let count = steps.firstIndex { $0 > last } ?? steps.count
    let size = plan.counts.reduce(0, +)
    return Recording(
      steps: Array(steps.prefix(count)), times: PackedNumbers(Array(times.prefix(count))),
      values: PackedNumbers(Array(values.prefix(count * size))),
      weights: PackedNumbers(networks.prefix(count).flatMap { MatrixStack($0.layers).numbers }),
      crossings: thresholds.enumerated().compactMap { place, crossing in
        crossing.flatMap {
          $0.step > last ? nil : Recording.Crossing(place: place, step: $0.step, time: $0.time)
        }
      })
  }

  /// Moves `stepper` to where the run was kept last, and returns the steps taken there; nil, with nothing changed, where there is
  /// no such state of this run.
  mutating func resume(_ stepper: any Stepper<S>) -> Int? {
    guard let state = plan.observation.keeper?.state, state.step > 0,
      case let before = stepper.weights.numbers,
      stepper.weights.assign(numbers: PackedNumbers(bytes: state.motion).values[...])
    else { return nil }
    guard resume(state.recording, at: state.step) else {
      _ = stepper.weights.assign(numbers: before[...])
      return nil
    }
    return state.step
  }

  /// Takes up a recording at the state after `step` steps; false, with nothing changed, where it is of another plan.
  package mutating func resume(_ recording: Recording, at step: Int) -> Bool {
    let count = recording.steps.count
    let weights = MatrixStack(initial.layers)
    let size = weights.numbers.count
    let kept = recording.weights.values
    guard recording.times.values.count == count,
      recording.values.values.count == count * plan.counts.reduce(0, +),
      kept.count == (plan.observation.keepsWeights ? count * size : 0),
      recording.crossings.allSatisfy({ thresholds.indices.contains($0.place) })
    else { return false }
    var stored: [DeepLinearNetwork<S>] = []
    for start in stride(from: 0, to: kept.count, by: max(1, size)) {
      guard weights.assign(numbers: kept[start..<start + size]),
        let network = try? DeepLinearNetwork(layers: weights.matrices)
      else { return false }
      stored.append(network)
    }
    (steps, times, values, networks) = (
      recording.steps, recording.times.values, recording.values.values, stored
    )
    for crossing in recording.crossings { thresholds[crossing.place] = (crossing.step, crossing.time) }
    let open = zip(thresholds, plan.observation.thresholds).compactMap { $0 == nil ? $1 : nil }
    nextThreshold = open.max() ?? -.infinity
    while next < plan.schedule.count, plan.schedule[next] <= step { next += 1 }
    reported = step
    return true
  }
}

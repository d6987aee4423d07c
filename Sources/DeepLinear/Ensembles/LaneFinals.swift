import LinearAlgebra

/// Seeds that have ended, each at its own step, until eight of them can be observed together.
final class LaneFinals<S: Scalar> {
  /// How a seed ended.
  struct Entry {
    let member: Int
    let outcome: Outcome
    let value: Evaluation
    /// The last finite weights.
    let weights: [Matrix<S>]
    /// Whether they are those of the last step.
    let records: Bool
  }

  private let observer: LaneObserver<S>
  private let program: LaneProgram<S>
  private let stepSize: Double
  private var entries: [Entry] = []

  init(_ program: LaneProgram<S>, _ plan: RecordingPlan<S>, stepSize: Double) {
    (self.program, self.stepSize) = (program, stepSize)
    observer = LaneObserver(program, plan, stepSize: stepSize)
  }

  var isFull: Bool { entries.count == Lanes.count }

  func add(_ entry: Entry) { entries.append(entry) }

  /// Observes the seeds at their last steps, and writes down their runs.
  func record(into wave: Wave<S>) {
    // At the last step that the rule allows all seeds have been observed.
    let unseen = entries.indices.filter { seat in
      entries[seat].records
        && !wave.members[entries[seat].member].recorder.hasRecorded(entries[seat].outcome.step)
    }
    if !unseen.isEmpty { observe(unseen, of: wave) }
    for entry in entries {
      wave.members[entry.member].run = wave.members[entry.member].recorder.finish(
        entry.outcome, time: stepSize * Double(entry.outcome.step), value: entry.value, weights: entry.weights
      )
    }
    entries = []
  }

  private func observe(_ seats: [Int], of wave: Wave<S>) {
    for seat in seats {
      for (layer, place) in zip(entries[seat].weights, program.weights[0]) {
        layer.withReadPointer { place.write($0, to: observer.weights + seat) }
      }
    }
    _ = observer.evaluate()
    observer.record(seats.map { ($0, entries[$0].outcome.step, entries[$0].value) }) { index, snapshot in
      wave.members[entries[seats[index]].member].recorder.record(snapshot)
    }
  }
}

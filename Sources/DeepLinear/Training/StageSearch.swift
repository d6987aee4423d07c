import LinearAlgebra

// The exact steps of stages. Their conditions are tested at snapshots; between the two where the last change is seen the steps are
// taken again, and the interval is halved until its two ends follow one another. The seeds of a batch are replayed together.

extension TrainingLoop {
  /// Locates the ends of the stages of runs that have ended and did not diverge.
  func locateStages(of entries: [EndedRun<S>]) throws {
    let arrived = entries.filter { $0.outcome.kind != .diverged }.map(\.run)
    try locate(.alignment, \.alignment, of: arrived)
    try locate(.saddleEscape, \.saddle, of: arrived)
  }

  private func locate(
    _ stage: MethodReport.Stage, _ change: WritableKeyPath<StageTracker<S>, StageTracker<S>.Change?>,
    of arrived: [Int]
  ) throws {
    var open = arrived.compactMap { run -> StageInterval<S>? in
      let found = runs[run].recorder.stages[keyPath: change]
      guard let found, let after = found.after else { return nil }
      guard let before = found.before else {
        runs[run].recorder.stages[keyPath: change]?.step = after
        return nil
      }
      return StageInterval(run: run, before: before, after: after)
    }
    while true {
      for interval in open where interval.isLocated {
        runs[interval.run].recorder.stages[keyPath: change]?.step = interval.after
      }
      open.removeAll(where: \.isLocated)
      if open.isEmpty { return }
      var halves = open.map { StageInterval(run: $0.run, before: $0.before, after: $0.middle) }
      try propagator.replay(open.map(\.before), to: open.map(\.middle), self) { i, snapshot, arrays in
        guard !runs[open[i].run].recorder.stages.holds(stage, at: snapshot) else { return }
        let point = ReplayPoint(step: snapshot.step, network: snapshot.network, arrays: arrays)
        halves[i] = StageInterval(run: open[i].run, before: point, after: open[i].after)
      }
      open = halves
    }
  }
}

/// Two steps of a run: a stage's condition does not hold at the first, and holds at the second.
private struct StageInterval<S: Scalar> {
  let run: Int
  let before: ReplayPoint<S>
  let after: Int

  var middle: Int { before.step + (after - before.step) / 2 }
  var isLocated: Bool { after - before.step == 1 }
}

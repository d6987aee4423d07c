package import LinearAlgebra

/// A run after a step, to the bit: from here it takes the same steps again.
package struct ReplayPoint<S: Scalar>: Sendable {
  /// The steps taken.
  package let step: Int
  package let network: DeepLinearNetwork<S>
  /// What the optimizer remembers besides.
  package let arrays: [PackedNumbers]
}

/// Between which two snapshots an optimizer's run met the conditions of its stages for good.
struct StageTracker<S: Scalar>: Sendable {
  /// Since when a condition holds, as far as the snapshots show.
  struct Change: Sendable {
    /// The last snapshot at which it did not hold; nil where there is none.
    var before: ReplayPoint<S>?
    /// The step of the first snapshot after that; nil where there is none yet.
    var after: Int?
    /// The first step from which on it holds, once that is located.
    var step: Int?
  }

  let located: StagesToLocate
  /// r(0); nil before the first snapshot.
  var initialPenalty: Double?
  /// Of alignment and of the saddle's end; nil where they are not to be located.
  var alignment: Change?
  var saddle: Change?

  init(_ located: StagesToLocate) {
    self.located = located
    alignment = located.hasAlignment ? Change() : nil
    saddle = located.saddleValue != nil ? Change() : nil
  }

  /// Notes which conditions hold at a snapshot.
  ///
  /// - Parameters:
  ///   - pause: called before what may take long. Where it throws, nothing is noted.
  ///   - arrays: what the optimizer remembers there.
  mutating func note(
    _ snapshot: Snapshot<S>, pause: () throws -> Void, arrays: () -> [PackedNumbers]
  ) rethrows {
    guard alignment != nil || saddle != nil else { return }
    if saddle != nil { try pause() }
    initialPenalty = initialPenalty ?? snapshot.value.penalty
    let isAligned = holds(.alignment, at: snapshot)
    let isPastSaddle = saddle != nil && holds(.saddleEscape, at: snapshot)
    var point: ReplayPoint<S>?
    func update(_ change: inout Change?, _ holds: Bool) {
      guard var new = change else { return }
      if holds {
        new.after = new.after ?? snapshot.step
      } else {
        point = point ?? ReplayPoint(step: snapshot.step, network: snapshot.network, arrays: arrays())
        (new.before, new.after) = (point, nil)
      }
      change = new
    }
    update(&alignment, isAligned)
    update(&saddle, isPastSaddle)
  }

  /// Whether the condition of a stage holds at a snapshot.
  func holds(_ stage: MethodReport.Stage, at snapshot: Snapshot<S>) -> Bool {
    let isAligned =
      located.startsAligned
      || initialPenalty.map { snapshot.value.penalty < StageBounds.alignedPart * $0 } ?? false
    guard stage == .saddleEscape, isAligned, let bound = located.saddleValue else { return isAligned }
    return (snapshot.leastHermitianValue ?? 0) >= bound
  }

  /// The steps of the stages located, those of an aligned start at 0.
  var steps: [MethodReport.Stage: Int] {
    var steps: [MethodReport.Stage: Int] = [:]
    steps[.alignment] = located.startsAligned ? 0 : alignment?.step
    steps[.saddleEscape] = saddle?.step
    return steps
  }
}

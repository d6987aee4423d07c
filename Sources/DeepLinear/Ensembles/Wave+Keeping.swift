import LinearAlgebra

// States from which seeds go on to the bit: taken where all of a wave stand between two stretches.
//
// The snapshot of such a step is taken there, but its loss is judged in the stretch to come. So it is when a seed goes on from
// there: at the same step, with the same bits.

extension Wave {
  /// Keeps everybody's state, where one of them is due: they all have the same age.
  func keepWhereDue() throws {
    guard let member = seats.lazy.compactMap(\.self).first, members[member].keeper?.isDue == true else {
      return
    }
    try keep { _ in true }
  }

  /// Keeps the states from before the stretch that is interrupted, where enough was done since the last ones.
  func keepAtInterruption() throws {
    let count = members.count { $0.stand != nil } + seats.count { $0 != nil }
    try keep { $0.isWorthwhile(among: count) }
  }

  /// Notes where a seed that ends stood last: until its run is stored, its end can be repeated from there.
  ///
  /// - Parameter isFinite: whether its weights were finite when it ended.
  func noteStand(_ member: Int, _ sight: Sight<S>, isFinite: Bool) {
    // Nothing is interrupted after the last step.
    guard members[member].keeper != nil, step > members[member].begin, step < last,
      isFinite || sight.step > step
    else { return }
    members[member].stand = Stand(step: step, layers: weights.read(sight.seat))
  }

  private func keep(where isWanted: (any RunKeeper) -> Bool) throws {
    for member in members.indices {
      guard let keeper = members[member].keeper, let stand = members[member].stand, isWanted(keeper) else {
        continue
      }
      try keeper.keep(members[member].state(stand, stepSize: stepSize))
      members[member].stand = nil
    }
    for group in 0..<weights.groups { try keep(group: group, where: isWanted) }
  }

  private func keep(group: Int, where isWanted: (any RunKeeper) -> Bool) throws {
    let present = (group * Lanes.count..<(group + 1) * Lanes.count).compactMap { seat in
      seats[seat].flatMap { members[$0].begin < step ? (seat: seat, member: $0) : nil }
    }
    guard !present.isEmpty else { return }
    weights.copy(group: group, to: observer.weights)
    let values = observer.evaluate()
    // One whose loss has left all numbers ends here, with the weights of the step before.
    for (seat, member) in present where values[seat % Lanes.count].objective.isFinite {
      guard let keeper = members[member].keeper, isWanted(keeper) else { continue }
      let stand = Stand(step: step, layers: weights.read(seat))
      try keeper.keep(members[member].state(stand, stepSize: stepSize))
    }
  }
}

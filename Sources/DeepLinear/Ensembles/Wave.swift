import LinearAlgebra

/// Many seeds of one problem on the lockstep engine, by one thread: eight to a group, all at the same step at certain times.
///
/// Between two such times each cluster of groups, as many as a core's cache holds, takes all its steps before the next one does. Seeds
/// that have ended leave their seats, and those behind move up; seeds that go on from where they were kept take a seat at that step.
/// Nothing of that shows in anybody's numbers: lanes never meet.
final class Wave<S: Scalar> {
  let ensemble: Ensemble<S>
  let program: LaneProgram<S>
  let plan: RecordingPlan<S>
  /// The last step that the rule allows.
  let last: Int
  let stepSize: Double
  var members: [Member]
  /// Those who take their seats at later steps, where they were kept; the last of them first.
  var waiting: [(member: Int, layers: [Matrix<S>])]
  /// The member at each seat; nil where the seat is empty.
  var seats: [Int?] = []
  /// Where all seeds stand, and the weights that they have there.
  var step: Int
  var weights: ParkedWeights<S>
  /// The same at the time before.
  var earlierStep: Int
  var earlier: ParkedWeights<S>
  let memory: LaneMemory
  let observer: LaneObserver<S>
  let finals: LaneFinals<S>

  /// - Throws: what drawing the start of a seed throws, the first seed's first.
  init(
    _ ensemble: Ensemble<S>, _ program: LaneProgram<S>, _ plan: RecordingPlan<S>, last: Int, seeds: [UInt64]
  ) throws {
    (self.ensemble, self.program, self.plan, self.last) = (ensemble, program, plan, last)
    stepSize = program.stepSize
    let starts = try seeds.map {
      try ensemble.initialization.network(widths: ensemble.widths, seed: $0, over: S.self)
    }
    var members = zip(seeds, starts).map {
      Member(recorder: Recorder(plan, from: $1), keeper: ensemble.keeper?($0))
    }
    let layers = members.indices.map { members[$0].resume(before: last) ?? starts[$0].layers }
    waiting = members.indices.sorted { (members[$0].begin, $0) > (members[$1].begin, $1) }.map {
      ($0, layers[$0])
    }
    self.members = members
    step = waiting.last.map { members[$0.member].begin } ?? 0
    earlierStep = step
    let groups = (seeds.count + Lanes.count - 1) / Lanes.count
    weights = ParkedWeights(program, room: groups)
    earlier = ParkedWeights(program, room: groups)
    memory = program.memory(groups: min(groups, program.clusterSize))
    observer = LaneObserver(program, plan, stepSize: stepSize)
    finals = LaneFinals(program, plan, stepSize: stepSize)
  }

  /// Runs all seeds to their ends; the runs stand in the seeds' order.
  ///
  /// - Throws: `CancellationError` where the observation was interrupted, and what keepers throw.
  func run() throws -> [Run<S>] {
    var due = plan.schedule.firstIndex { $0 >= step } ?? plan.schedule.count
    while !waiting.isEmpty || seats.contains(where: { $0 != nil }) {
      seatArrivals()
      if due < plan.schedule.count, plan.schedule[due] == step {
        observeAll()
        due += 1
      }
      if step == last { break }
      try keepWhereDue()
      let next = min(
        last, step + longestStretch, due < plan.schedule.count ? plan.schedule[due] : last,
        waiting.last.map { members[$0.member].begin } ?? last)
      try advance(to: next)
      finals.record(into: self)
      closeRanks()
    }
    finals.record(into: self)
    return members.map { member in
      guard let run = member.run else { preconditionFailure("a seed of a wave has not ended") }
      return run
    }
  }

  /// Steps until seeds move up at the latest: a small part of those taken, and not much more than a second's work, which is what an
  /// interruption costs.
  private var longestStretch: Int {
    let clusters = max(1, (weights.groups + memory.groups - 1) / memory.groups)
    let stretch = max(64, min(step / 16, 256 * program.stepsAtOnce / clusters))
    return ensemble.rule.watchesRest ? min(stretch, 1024) : stretch
  }

  /// Looks at all seeds where they stand; at step 0 sets their bounds, and at the last step ends them.
  private func observeAll() {
    for group in 0..<weights.groups
    where seats[group * Lanes.count..<(group + 1) * Lanes.count].contains(where: { $0 != nil }) {
      weights.copy(group: group, to: observer.weights)
      let values = observer.evaluate()
      let present = (0..<Lanes.count).compactMap { lane in
        seats[group * Lanes.count + lane].map { (seat: lane, member: $0) }
      }
      if step == 0 {
        for (lane, member) in present {
          members[member].bound = ensemble.rule.divergenceBound(startingAt: values[lane].objective)
        }
      }
      observer.record(present.map { ($0.seat, step, values[$0.seat]) }) { index, snapshot in
        members[present[index].member].recorder.record(snapshot)
      }
      guard step == last else { continue }
      for (lane, member) in present {
        endAtLast(member, seat: group * Lanes.count + lane, value: values[lane])
      }
    }
  }

  private func endAtLast(_ member: Int, seat: Int, value: Evaluation) {
    let place = weights.lane(seat)
    judge(
      member,
      Sight(
        step: step, value: value, weights: { [program] in program.weights[0].map { $0.read(place) } },
        seat: seat))
    precondition(seats[seat] == nil, "a seed goes on beyond its last step")
  }

  /// Gives seats to those who stand at this step.
  private func seatArrivals() {
    while let (member, layers) = waiting.last, members[member].begin == step {
      waiting.removeLast()
      if !seats.contains(nil) {
        weights.addGroup()
        earlier.addGroup()
        seats += repeatElement(nil, count: Lanes.count)
      }
      guard let seat = seats.firstIndex(of: nil) else { preconditionFailure("a new group has no seat") }
      weights.write(layers, to: seat)
      seats[seat] = member
    }
  }

  /// Moves seeds from the last groups into seats that have become empty in the first.
  private func closeRanks() {
    // As a rule nobody has left, and nothing is allocated.
    let groups = (seats.count { $0 != nil } + Lanes.count - 1) / Lanes.count
    guard groups < weights.groups else { return }
    let present = seats.indices.filter { seats[$0] != nil }
    var empty = (0..<groups * Lanes.count).filter { seats[$0] == nil }[...]
    for seat in present.reversed() where seat >= groups * Lanes.count {
      guard let target = empty.popFirst() else { break }
      weights.move(seat, to: target)
      earlier.move(seat, to: target)
      seats.swapAt(seat, target)
    }
    seats.removeSubrange((groups * Lanes.count)...)
    weights.truncate(groups)
    earlier.truncate(groups)
  }
}

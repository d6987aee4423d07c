import DeepLinear

extension Point {
  /// The widths and the field.
  var shape: NetworkShape {
    let network = specification.network
    return NetworkShape(widths: network.widths, isComplex: network.field == .complex)
  }

  /// The last step that a run of gradient descent at this point may take, with `best` at any value; nil for a flow.
  var lastStep: Int? {
    if !candidates.isEmpty { return candidates.compactMap(\.lastStep).max() }
    guard let η = specification.dynamics.method.stepSize else { return nil }
    let stop = specification.stop
    let limits = [stop.maxSteps, stop.maxTime.flatMap { StepsWithin.count(within: $0, of: η) }]
    return limits.compactMap(\.self).min() ?? 0
  }

  /// Steps of gradient descent that cost about what a run of this point costs at most.
  ///
  /// A flow's steps are unknown before it is integrated; a few thousand of its solver, some eight evaluations each, are
  /// usual. It divides the work between flows and gradient descent, in the meter and in the size of blocks.
  ///
  /// With `best` a run takes those of all attempts, and those of one of them once more.
  var nominalSteps: Double {
    candidates.reduce(lastStep.map(Double.init) ?? 20_000) { $0 + $1.nominalSteps }
  }

  /// The most snapshots that a run of this point has.
  var snapshotCount: Int {
    if let most = candidates.map(\.snapshotCount).max() { return most }
    // Ends that fall between scheduled steps or times take the place of a later one.
    guard let last = lastStep else { return flowSnapshotCount(until: specification.stop.maxTime ?? 0) }
    switch specification.observe.snapshots {
    case .log(let count): return min(count, last) + 1
    case .every(let interval):
      let interval = Int(min(interval, 0x1p53))
      return last / interval + 1 + (last % interval == 0 ? 0 : 1)
    case .at(let steps): return Set(steps.filter { $0 <= Double(last) } + [0, Double(last)]).count
    case .times(let times):
      return SnapshotSchedule.times(times).steps(
        through: last, stepSize: specification.dynamics.method.stepSize ?? 1
      ).count
    }
  }

  private func flowSnapshotCount(until end: Double) -> Int {
    switch specification.observe.snapshots {
    case .log(let count): return count + 1
    case .every(let interval):
      let whole = min((end / interval).rounded(.down), 0x1p40)
      return Int(whole) + 1 + (whole * interval < end ? 1 : 0)
    case .at(let times), .times(let times): return Set(times.filter { $0 <= end } + [0, end]).count
    }
  }

  /// The most steps that the solver of a flow at this point may take.
  var mostSolverSteps: Double {
    let limits = [specification.dynamics.method.accuracy?.maximumSteps, specification.stop.maxSteps]
    return Double(limits.compactMap(\.self).min() ?? .max)
  }

  /// How many times the weights of a run are stored; nil where they are not.
  var keptCopies: Int? {
    switch specification.observe.weights {
    case .none: nil
    case .initial, .final: 1
    case .snapshots: snapshotCount
    }
  }
}

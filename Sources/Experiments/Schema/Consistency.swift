// What the schema cannot say of one key alone: shapes that must fit, and choices that exclude each other.

extension Specification {
  func checkConsistency() throws(SpecConflict) {
    try target.source?.check(self)
    try initialization.distribution.check(self)
    try checkDeterminant()
    try checkStop()
    try dynamics.method.check(self)
    try checkSnapshots()
    try checkBest()
    // The last seed is first + count − 1.
    guard seeds.first <= UInt64(Int.max - (seeds.count - 1)) else {
      throw SpecConflict(
        at: "seeds.first",
        "the last seed, seeds.first + \(seeds.halfWidth == nil ? "seeds.count" : "seeds.until.at-most") − 1, is more than \(Int.max); begin with a smaller seed."
      )
    }
    guard seeds.halfWidth == nil || stop.lossBelow != nil else {
      throw SpecConflict(
        at: "seeds.until",
        "seeds.until counts the runs that converge, and stop has no loss-below to converge to; add it, or give seeds.count in place of until."
      )
    }
  }

  private func checkDeterminant() throws(SpecConflict) {
    let path = "initialization.determinant"
    guard initialization.determinant != .any else { return }
    guard initialization.distribution.isRandom else {
      throw SpecConflict(at: path, "\(path) conditions a random start, and this one is not; leave it out.")
    }
    guard network.field == .real else {
      throw SpecConflict(
        at: path, "\(path) needs a real network: a complex determinant has no sign; leave it out.")
    }
    guard network.widths[0] == network.widths[network.depth] else {
      throw SpecConflict(
        at: path,
        "\(path) needs d_0 = d_N, for the end-to-end matrix to be square; the widths are \(network.shownWidths)."
      )
    }
    guard network.narrowest >= network.rank else {
      throw SpecConflict(
        at: path,
        "\(path) needs hidden widths of at least d_0 = \(network.rank), for the determinant not to be 0; the widths are "
          + "\(network.shownWidths).")
    }
  }

  // MARK: Stop and observe

  private func checkStop() throws(SpecConflict) {
    guard stop.maxSteps != nil || stop.maxTime != nil else {
      throw SpecConflict(
        at: "stop", "stop has neither max-steps nor max-time; add one, such as max-steps: 200000.")
    }
    // Where max-steps bounds them too, the time may be any.
    guard let time = stop.maxTime, let stepSize = dynamics.method.stepSize, stop.maxSteps == nil else {
      return
    }
    guard time / stepSize <= 0x1p53 else {
      throw SpecConflict(
        at: "stop.max-time",
        "stop.max-time is more steps of \(stepSize) than can be counted; shorten it, or add max-steps.")
    }
  }

  private func checkSnapshots() throws(SpecConflict) {
    if let repeated = Self.repeated(observe.thresholds) {
      throw SpecConflict(at: "observe.thresholds", "observe.thresholds has \(repeated) twice; keep one.")
    }
    let (isFlow, method) = (dynamics.method.isFlow, dynamics.method.words)
    func isNoStep(_ value: Double) -> Bool { value != value.rounded() || value > 0x1p53 }
    switch observe.snapshots {
    case .log: return
    case .every(let interval):
      guard !isFlow, isNoStep(interval) else { return }
      let path = "observe.snapshots.every"
      throw SpecConflict(
        at: path,
        "\(path) is \(Self.plain(interval)); expected whole steps, as \(method) has no others.")
    case .times(let times): try Self.checkRise(of: times, "times", at: "observe.snapshots.times")
    case .at(let places):
      let path = "observe.snapshots.at"
      try Self.checkRise(of: places, isFlow ? "times" : "steps", at: path)
      if !isFlow, let fraction = places.first(where: isNoStep) {
        throw SpecConflict(
          at: path,
          "\(path) has \(Self.plain(fraction)); expected whole steps, as \(method) has no others.")
      }
    }
  }

  private static func checkRise(
    of values: [Double], _ words: String, at path: String
  ) throws(SpecConflict) {
    guard let (a, b) = zip(values, values.dropFirst()).first(where: { $0 >= $1 }) else { return }
    throw SpecConflict(
      at: path, "\(path) has \(plain(b)) after \(plain(a)); expected \(words) that rise.")
  }

  private static func repeated(_ values: [Double]) -> Double? {
    var seen: Set<Double> = []
    return values.first { !seen.insert($0).inserted }
  }

  private static func plain(_ value: Double) -> String {
    Int(exactly: value).map(String.init) ?? String(value)
  }
}

// What the schema cannot say of one key alone: shapes that must fit, and choices that exclude each other.

extension Specification {
  func checkConsistency() throws(Contradiction) {
    try checkTarget()
    try checkLaw()
    try checkDeterminant()
    try checkStop()
    try checkFlow()
    try checkSnapshots()
    // The last seed is first + count − 1.
    guard seeds.first <= UInt64(Int.max - (seeds.count - 1)) else {
      throw Contradiction(
        at: "seeds.first",
        "the last seed, seeds.first + seeds.count − 1, is more than \(Int.max); begin with a smaller seed.")
    }
  }

  /// min(d_0, d_N), the number of singular values of Φ.
  var rank: Int { min(network.widths[0], network.widths[network.depth]) }

  var isUniform: Bool { Set(network.widths).count == 1 }

  var narrowest: Int { network.widths.dropFirst().dropLast().min() ?? Int.max }

  // MARK: Target

  private func checkTarget() throws(Contradiction) {
    switch target.source {
    case .diagonal(let values): try checkCount(values.count, at: "target.diagonal")
    case .singularValues(let values, _): try checkCount(values.count, at: "target.singular-values.values")
    case .identity, .gaussian, .file: break
    }
    if target.mask != nil, target.covariance != nil {
      throw Contradiction(
        at: "target.covariance", "target has both mask and covariance, which make different losses; keep one."
      )
    }
  }

  private func checkCount(_ count: Int, at path: String) throws(Contradiction) {
    guard count != rank else { return }
    throw Contradiction(
      at: path,
      "\(path) has \(count) \(count == 1 ? "entry" : "entries"); expected \(rank), which is min(d_0, d_N) for widths "
        + "\(shownWidths).")
  }

  var shownWidths: String {
    let shown = network.widths.prefix(12).map(String.init).joined(separator: ", ")
    return "[\(shown)\(network.widths.count > 12 ? ", …" : "")]"
  }

  // MARK: Initialization

  private func checkLaw() throws(Contradiction) {
    switch initialization.law {
    case .gaussian(.perLayer(let deviations)):
      try checkPerLayer(deviations.count, "deviation", at: "initialization.gaussian.deviation")
    case .files(let files): try checkPerLayer(files.count, "file", at: "initialization.files")
    case .balanced where narrowest < rank:
      throw Contradiction(
        at: "initialization.balanced",
        "initialization.balanced needs hidden widths of at least min(d_0, d_N) = \(rank); the narrowest of "
          + "\(shownWidths) is \(narrowest).")
    case .balancedGaussian where !isUniform:
      throw Contradiction(
        at: "initialization.balanced-gaussian",
        "initialization.balanced-gaussian needs all widths the same, not \(shownWidths); use balanced instead."
      )
    case .counterexample(let claim, _): try checkCounterexample(claim)
    default: break
    }
  }

  private func checkPerLayer(_ count: Int, _ what: String, at path: String) throws(Contradiction) {
    guard count != network.depth else { return }
    throw Contradiction(
      at: path,
      "\(path) has \(count) \(what)\(count == 1 ? "" : "s"); expected \(network.depth), one per layer.")
  }

  private func checkCounterexample(_ claim: Int) throws(Contradiction) {
    let path = "initialization.counterexample"
    guard claim != 4 || dynamics.method.stepSize != nil else {
      throw Contradiction(
        at: path,
        "\(path) of claim 4 is made for a step size, and a flow has none; use dynamics.gradient-descent, or claim 5."
      )
    }
    guard isUniform else {
      throw Contradiction(at: path, "\(path) needs all widths the same, not \(shownWidths).")
    }
    switch (claim, target.source) {
    case (4, _) where !network.depth.isMultiple(of: 2):
      throw Contradiction(
        at: path, "\(path) of claim 4 needs an even depth; the network has depth \(network.depth).")
    case (4, .identity(1)), (5, .file), (5, .gaussian), (5, .singularValues): break
    case (4, _): throw Contradiction(at: path, "\(path) of claim 4 needs target: {identity: {scale: 1.0}}.")
    case (_, .diagonal(let values)) where values.contains { $0 < 0 }: break
    case (_, .identity(let scale)) where scale < 0: break
    default:
      throw Contradiction(
        at: path, "\(path) of claim 5 needs a target with a negative eigenvalue, such as diagonal: [1, -1].")
    }
  }

  private func checkDeterminant() throws(Contradiction) {
    let path = "initialization.determinant"
    guard initialization.determinant != .any else { return }
    switch initialization.law {
    case .identity, .files, .counterexample:
      throw Contradiction(at: path, "\(path) conditions a random start, and this one is not; leave it out.")
    case .gaussian, .balanced, .balancedGaussian, .orthogonal: break
    }
    guard network.field == .real else {
      throw Contradiction(
        at: path, "\(path) needs a real network: a complex determinant has no sign; leave it out.")
    }
    guard network.widths[0] == network.widths[network.depth] else {
      throw Contradiction(
        at: path,
        "\(path) needs d_0 = d_N, for the end-to-end matrix to be square; the widths are \(shownWidths).")
    }
    guard narrowest >= rank else {
      throw Contradiction(
        at: path,
        "\(path) needs hidden widths of at least d_0 = \(rank), for the determinant not to be 0; the widths are "
          + "\(shownWidths).")
    }
  }

  // MARK: Stop and observe

  private func checkStop() throws(Contradiction) {
    guard stop.maxSteps != nil || stop.maxTime != nil else {
      throw Contradiction(
        at: "stop", "stop has neither max-steps nor max-time; add one, such as max-steps: 200000.")
    }
    guard let time = stop.maxTime, let stepSize = dynamics.method.stepSize else { return }
    guard time / stepSize <= 0x1p53 else {
      throw Contradiction(
        at: "stop.max-time",
        "stop.max-time is \(time / stepSize) steps of \(stepSize), which is too many to count; shorten it.")
    }
  }

  private func checkSnapshots() throws(Contradiction) {
    if let repeated = Self.repeated(observe.thresholds) {
      throw Contradiction(at: "observe.thresholds", "observe.thresholds has \(repeated) twice; keep one.")
    }
    let isFlow = dynamics.method.flow != nil
    func isNoStep(_ value: Double) -> Bool { value != value.rounded() || value > 0x1p53 }
    switch observe.snapshots {
    case .log: return
    case .every(let interval):
      guard !isFlow, isNoStep(interval) else { return }
      let path = "observe.snapshots.every"
      throw Contradiction(
        at: path,
        "\(path) is \(Self.plain(interval)); expected whole steps, as gradient descent has no others.")
    case .at(let places):
      let path = "observe.snapshots.at"
      if let (a, b) = zip(places, places.dropFirst()).first(where: { $0 >= $1 }) {
        throw Contradiction(
          at: path,
          "\(path) has \(Self.plain(b)) after \(Self.plain(a)); expected \(isFlow ? "times" : "steps") that rise."
        )
      }
      if !isFlow, let fraction = places.first(where: isNoStep) {
        throw Contradiction(
          at: path,
          "\(path) has \(Self.plain(fraction)); expected whole steps, as gradient descent has no others.")
      }
    }
  }

  private static func repeated(_ values: [Double]) -> Double? {
    var seen: Set<Double> = []
    return values.first { !seen.insert($0).inserted }
  }

  private static func plain(_ value: Double) -> String {
    Int(exactly: value).map(String.init) ?? String(value)
  }
}

import SpecLanguage

extension Specification {
  /// The typed form of a resolved tree without its sweep.
  ///
  /// - Throws: `SpecConflict` where the tree says something that cannot be.
  init(resolved tree: SpecValue) throws(SpecConflict) {
    self.init(
      name: tree.required("name", \.text),
      network: NetworkSpecification(
        widths: try Self.widths(tree.required("network", \.self)),
        field: tree.word("network.field")),
      target: TargetSpecification(
        source: TargetRegistry.chosen(in: tree.required("target", \.self)),
        loss: try LossRegistry.chosen(in: tree.required("target", \.self))),
      initialization: InitializationSpecification(
        distribution: tree.required("initialization", InitializationRegistry.chosen),
        determinant: tree.word("initialization.determinant")),
      dynamics: DynamicsSpecification(
        method: tree.required("dynamics", MethodRegistry.chosen),
        regularization: tree.required("dynamics.regularization", \.number)),
      stop: StopSpecification(
        lossBelow: tree.optional("stop.loss-below", \.number),
        lossAbove: tree.optional("stop.loss-above", \.number),
        maxSteps: tree.optional("stop.max-steps", \.integer),
        maxTime: tree.optional("stop.max-time", \.number),
        stopWhenStalled: tree.required("stop.stop-when-stalled", \.boolean)),
      observe: ObserveSpecification(
        snapshots: .init(resolved: tree.required("observe.snapshots", \.self)),
        quantities: tree.optional("observe.quantities", \.list)?.compactMap(\.text),
        thresholds: tree.required("observe.thresholds", \.self).numbers,
        weights: tree.word("observe.weights")),
      seeds: SeedsSpecification(
        first: UInt64(tree.required("seeds.first", \.integer)),
        count: tree.optional("seeds.count", \.integer) ?? tree.required("seeds.until.at-most", \.integer),
        halfWidth: tree.optional("seeds.until.half-width", \.number)),
      best: BestSpecification(resolved: tree["best"]),
      checkpointInterval: tree.required("checkpoint.every") { $0.text.flatMap(ScalarText.seconds) })
    try checkConsistency()
  }

  private static func widths(_ network: SpecValue) throws(SpecConflict) -> [Int] {
    let depth = network["depth"]?.integer
    let width = network["width"]?.integer
    guard let widths = network["widths"]?.list?.compactMap(\.integer) else {
      guard let depth, let width else {
        let missing =
          depth == nil && width == nil
          ? "neither widths nor depth and width" : depth == nil ? "width but no depth" : "depth but no width"
        throw SpecConflict(
          at: "network",
          "network has \(missing); add them, such as {depth: 4, width: 5} or {widths: [128, 32, 1]}.")
      }
      return Array(repeating: width, count: depth + 1)
    }
    if let depth, depth != widths.count - 1 {
      throw SpecConflict(
        at: "network.depth",
        "network.depth is \(depth), but network.widths has \(widths.count) numbers, which is depth \(widths.count - 1); "
          + "leave one of them out.")
    }
    if let width, let other = widths.first(where: { $0 != width }) {
      throw SpecConflict(
        at: "network.width",
        "network.width is \(width), but network.widths has \(other) in it; leave one of them out.")
    }
    return widths
  }
}

extension ObserveSpecification.Snapshots {
  fileprivate init(resolved tree: SpecValue) {
    if let count = tree["log"]?.integer {
      self = .log(count)
    } else if let interval = tree["every"]?.number {
      self = .every(interval)
    } else if let times = tree["times"] {
      self = .times(times.numbers)
    } else {
      self = .at(tree.required("at", \.self).numbers)
    }
  }
}

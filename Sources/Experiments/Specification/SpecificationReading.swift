import DeepLinearFlow
import SpecLanguage

/// Two or more values that are each right and do not go together.
struct Contradiction: Error {
  /// The key to point at.
  let path: String
  let sentence: String

  init(at path: String, _ sentence: String) { (self.path, self.sentence) = (path, sentence) }
}

extension Specification {
  /// The typed form of a resolved tree without its sweep.
  ///
  /// - Throws: `Contradiction` where the tree says something that cannot be.
  init(resolved tree: SpecValue) throws(Contradiction) {
    self.init(
      name: tree.required("name", \.text),
      network: NetworkSpecification(
        widths: try Self.widths(tree.required("network", \.self)),
        field: tree.word("network.field")),
      target: TargetSpecification(resolved: tree.required("target", \.self)),
      initialization: InitializationSpecification(resolved: tree.required("initialization", \.self)),
      dynamics: DynamicsSpecification(
        method: .init(resolved: tree.required("dynamics", \.self)),
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
        thresholds: tree.numbers("observe.thresholds"),
        weights: tree.word("observe.weights")),
      seeds: SeedsSpecification(
        first: UInt64(tree.required("seeds.first", \.integer)), count: tree.required("seeds.count", \.integer)
      ),
      checkpointInterval: tree.required("checkpoint.every") { $0.text.flatMap(ScalarText.seconds) })
    try checkConsistency()
  }

  private static func widths(_ network: SpecValue) throws(Contradiction) -> [Int] {
    let depth = network["depth"]?.integer
    let width = network["width"]?.integer
    guard let widths = network["widths"]?.list?.compactMap(\.integer) else {
      guard let depth, let width else {
        let missing =
          depth == nil && width == nil
          ? "neither widths nor depth and width" : depth == nil ? "width but no depth" : "depth but no width"
        throw Contradiction(
          at: "network",
          "network has \(missing); add them, such as {depth: 4, width: 5} or {widths: [128, 32, 1]}.")
      }
      return Array(repeating: width, count: depth + 1)
    }
    if let depth, depth != widths.count - 1 {
      throw Contradiction(
        at: "network.depth",
        "network.depth is \(depth), but network.widths has \(widths.count) numbers, which is depth \(widths.count - 1); "
          + "leave one of them out.")
    }
    if let width, let other = widths.first(where: { $0 != width }) {
      throw Contradiction(
        at: "network.width",
        "network.width is \(width), but network.widths has \(other) in it; leave one of them out.")
    }
    return widths
  }
}

extension TargetSpecification {
  fileprivate init(resolved tree: SpecValue) {
    let source: Source
    if let scale = tree["identity"]?["scale"]?.number {
      source = .identity(scale: scale)
    } else if let entries = tree["diagonal"]?.list {
      source = .diagonal(entries.compactMap(\.number))
    } else if let drawn = tree["singular-values"] {
      source = .singularValues(drawn.numbers("values"), seed: UInt64(drawn.required("seed", \.integer)))
    } else if let drawn = tree["gaussian"] {
      source = .gaussian(
        deviation: drawn.required("deviation", \.number), seed: UInt64(drawn.required("seed", \.integer)))
    } else {
      source = .file(tree.required("file", \.text))
    }
    func file(_ key: String) -> String? { tree[key]?.text.flatMap { $0 == "none" ? nil : $0 } }
    self.init(source: source, mask: file("mask"), covariance: file("covariance"))
  }
}

extension InitializationSpecification {
  fileprivate init(resolved tree: SpecValue) {
    let law: Law
    if let deviation = tree["gaussian"]?["deviation"] {
      law = .gaussian(
        deviation: deviation.number.map { .uniform($0) }
          ?? deviation.list.map { .perLayer($0.compactMap(\.number)) } ?? .fanIn)
    } else if let balanced = tree["balanced"] {
      law = .balanced(
        deviation: balanced.required("deviation", \.number), rotations: balanced.word("rotations"))
    } else if let deviation = tree["balanced-gaussian"]?["deviation"]?.number {
      law = .balancedGaussian(deviation: deviation)
    } else if let scale = tree["identity"]?["scale"]?.number {
      law = .identity(scale: scale)
    } else if let scale = tree["orthogonal"]?["scale"]?.number {
      law = .orthogonal(scale: scale)
    } else if let files = tree["files"]?.list {
      law = .files(files.compactMap(\.text))
    } else {
      law = .counterexample(
        claim: tree.required("counterexample.claim", \.integer),
        margin: tree.required("counterexample.margin", \.number))
    }
    self.init(law: law, determinant: tree.word("determinant"))
  }
}

extension DynamicsSpecification.Method {
  fileprivate init(resolved tree: SpecValue) {
    if let accuracy = tree["gradient-flow"].map(FlowAccuracy.init(resolved:)) {
      self = .gradientFlow(accuracy)
    } else if let accuracy = tree["end-to-end-flow"].map(FlowAccuracy.init(resolved:)) {
      self = .endToEndFlow(accuracy)
    } else {
      self = .gradientDescent(stepSize: tree.required("gradient-descent.step-size", \.number))
    }
  }
}

extension FlowAccuracy {
  fileprivate init(resolved tree: SpecValue) {
    self.init(
      relativeTolerance: tree.required("relative-tolerance", \.number),
      absoluteTolerance: tree.required("absolute-tolerance", \.number), method: tree.word("method"),
      maximumSteps: tree.required("maximum-steps", \.integer))
  }
}

extension ObserveSpecification.Snapshots {
  fileprivate init(resolved tree: SpecValue) {
    if let count = tree["log"]?.integer {
      self = .log(count)
    } else if let interval = tree["every"]?.number {
      self = .every(interval)
    } else {
      self = .at(tree.numbers("at"))
    }
  }
}

extension SpecValue {
  /// The value under a dotted path, which the schema guarantees.
  fileprivate func required<Value>(_ path: String, _ value: (SpecValue) -> Value?) -> Value {
    guard let found = optional(path, value) else { preconditionFailure("the resolved spec has no \(path)") }
    return found
  }

  fileprivate func optional<Value>(_ path: String, _ value: (SpecValue) -> Value?) -> Value? {
    self[path.split(separator: ".").map(String.init)].flatMap(value)
  }

  fileprivate func word<Word: RawRepresentable<String>>(_ path: String) -> Word {
    required(path) { $0.text.flatMap(Word.init(rawValue:)) }
  }

  fileprivate func numbers(_ path: String) -> [Double] { required(path, \.list).compactMap(\.number) }
}

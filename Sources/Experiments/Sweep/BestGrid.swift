import SpecLanguage

/// The section `best` as it is written: the key of which each run chooses a value, and the values.
struct BestGrid: Sendable {
  let path: [String]
  /// Each where it was written; those of a range where the range was.
  let values: [SyntaxNode]

  /// - Parameters:
  ///   - base: the spec without its sweep.
  ///   - plan: the sweep, which may not vary the key too.
  /// - Throws: `InputError` where there is no such key, or it has no number to choose.
  init(_ node: SyntaxNode, of base: SyntaxNode, _ plan: SweepPlan, _ resolution: Resolution)
    throws(InputError)
  {
    let resolved = try resolution.resolve(node, as: .best, path: "best")
    let (name, place) = (resolved.required("over", \.text), node.location(of: ["over"]))
    path = name.split(separator: ".", omittingEmptySubsequences: false).map(String.init)
    guard let key = SpecKey.spec[path[...]] else {
      throw InputError(
        "best.over is \(name.quoted), which is no key of the spec\(Suggestion.path(for: name))", at: place)
    }
    guard SpecKey.withBestValues.contains(path[0]), key.type.takesNumber else {
      throw InputError(
        "best.over is \(name); expected a key of \(SpecKey.withBestValues.joined(last: "or")) that takes a number, such as "
          + "\(SpecKey.best.children.first { $0.name == "over" }?.example ?? "").", at: place)
    }
    for swept in plan.paths where swept.starts(with: path) || path.starts(with: swept) {
      throw InputError(
        "best chooses a value of \(name), and sweep varies \(swept.joined(separator: ".")); keep one of the two.",
        at: place)
    }
    try Self.refuseOtherVariant(path, of: base, at: place)
    try resolution.refuseObstacle(on: path[...], in: base)
    let (grid, list) = (BestSpecification(resolved: resolved)?.values ?? [], node[["list"]])
    guard grid.count <= BestSpecification.mostValues else {
      throw InputError(
        "best has \(grid.count) values; expected at most \(BestSpecification.mostValues), each of which is an attempt of every run.",
        at: node.location)
    }
    if let list, case .list(let written) = list.content {
      values = written
      _ = try resolution.resolve(written, as: key.type, of: key, path: "best.list")
    } else {
      let range = resolved.entries?.first { $0.key != "over" && $0.key != "by" }?.key ?? ""
      let location = node.location(of: [range])
      values = grid.map { SyntaxNode(.number($0), at: location) }
      _ = try resolution.resolve(values, as: key.type, of: key, path: "best.\(range)")
    }
  }

  /// Refuses a key inside a choice that the spec does not make, as that of another method.
  private static func refuseOtherVariant(
    _ path: [String], of base: SyntaxNode, at place: SourceLocation
  ) throws(InputError) {
    for end in path.indices.dropFirst() {
      guard let entries = base[path[..<end]]?.entries, let key = SpecKey.spec[path[..<end]] else { continue }
      let variants = key.variantNames
      guard variants.contains(path[end]),
        let other = entries.first(where: { variants.contains($0.key) && $0.key != path[end] })
      else { continue }
      throw InputError(
        "best.over is \(path.joined(separator: ".")), and \(path[..<end].joined(separator: ".")) has \(other.key); name a key inside "
          + "that.", at: place)
    }
  }

  /// The spec with each value, in the order of the grid.
  func trees(of base: SyntaxNode) -> [SyntaxNode] { values.map { base.setting(path[...], to: $0) } }
}

extension SpecKey {
  /// The sections of whose numbers `best` may choose one.
  static let withBestValues = ["dynamics", "initialization"]

  /// The keys of which a mapping has exactly one.
  fileprivate var variantNames: [String] {
    for case .mapping(let mapping) in type.alternatives { return mapping.variants.map(\.name) }
    return []
  }
}

extension SpecType {
  /// Whether a value may be a number that is not counted.
  fileprivate var takesNumber: Bool {
    alternatives.contains { if case .number = $0 { true } else { false } }
  }
}

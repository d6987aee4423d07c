import SpecLanguage

/// The points of a sweep: groups of axes that move together, and every combination of the groups.
struct SweepPlan: Sendable {
  static let maximumPoints = 10_000
  /// Points times values of the spec: what all points hold together.
  static let maximumValues = 5_000_000

  private(set) var groups: [[SweepAxis]] = []
  /// As the resolved spec writes it; nil where nothing is swept.
  private(set) var resolved: SpecValue?
  private(set) var pointCount = 1

  /// A plan of one point.
  init() {}

  init(_ node: SyntaxNode, _ resolution: Resolution) throws(InputError) {
    guard let entries = node.entries, !entries.isEmpty else {
      throw InputError(
        "sweep is \(node.entries == nil ? node.summary : "empty"); expected keys with their values, such as "
          + "{network.depth: [2, 3, 4]}.", at: node.location)
    }
    var written: [SpecValue.Entry] = []
    for entry in entries {
      if entry.key == "zip" {
        let zipped = try Self.zipped(entry.value, resolution)
        groups += zipped
        written.append(
          .init("zip", .list(zipped.map { .mapping($0.map { SpecValue.Entry($0.name, $0.resolved) }) })))
      } else {
        let axis = try SweepAxis(entry, resolution)
        groups.append([axis])
        written.append(.init(entry.key, axis.resolved))
      }
    }
    resolved = .mapping(written)
    try checkOverlaps(at: node.location)
    for group in groups {
      let (product, overflow) = pointCount.multipliedReportingOverflow(by: group[0].values.count)
      guard !overflow, product <= Self.maximumPoints else {
        throw Self.tooMany(overflow ? Int.max : product, at: node.location)
      }
      pointCount = product
    }
  }

  /// The swept keys, in the spec's order.
  var paths: [[String]] { groups.flatMap { $0.map(\.path) } }

  /// The most values that one point gets from the axes: a list or a mapping has more than one.
  var valueCount: Int {
    groups.joined().reduce(0) { $0 + ($1.values.lazy.map(\.count).max() ?? 0) }
  }

  /// What the point with a number sets: the first group is the slowest.
  func assignments(at point: Int) -> [(path: [String], value: SyntaxNode)] {
    var rest = point
    var result: [(path: [String], value: SyntaxNode)] = []
    for group in groups.reversed() {
      let index = rest % group[0].values.count
      rest /= group[0].values.count
      result = group.map { ($0.path, $0.values[index]) } + result
    }
    return result
  }

  /// A spec without its sweep, with what a point sets.
  func tree(of base: SyntaxNode, at point: Int) -> SyntaxNode {
    assignments(at: point).reduce(base) { $0.setting($1.path[...], to: $1.value) }
  }

  static func tooMany(_ count: Int, at location: SourceLocation) -> InputError {
    InputError(
      "the sweep has \(count == Int.max ? "more points than can be counted" : "at least \(count) points"); expected "
        + "at most \(maximumPoints), each of which runs every seed.", at: location)
  }

  private static func zipped(
    _ node: SyntaxNode, _ resolution: Resolution
  ) throws(InputError) -> [[SweepAxis]] {
    guard case .list(let groups) = node.content, !groups.isEmpty else {
      throw InputError(
        "sweep.zip is \(node.summary); expected a list of groups of axes, such as "
          + "[{network.depth: [3, 8], stop.max-steps: [1000, 5000]}].", at: node.location)
    }
    var result: [[SweepAxis]] = []
    for group in groups {
      guard let entries = group.entries, !entries.isEmpty else {
        throw InputError(
          "a group of sweep.zip is \(group.entries == nil ? group.summary : "empty"); expected axes, such as "
            + "{network.depth: [3, 8], stop.max-steps: [1000, 5000]}.", at: group.location)
      }
      var axes: [SweepAxis] = []
      for entry in entries { axes.append(try SweepAxis(entry, resolution)) }
      if let odd = axes.first(where: { $0.values.count != axes[0].values.count }) {
        throw InputError(
          "\(axes[0].name) has \(axes[0].values.count) values and \(odd.name) has \(odd.values.count); expected the "
            + "same number in a group of sweep.zip, whose axes move together.", at: group.location)
      }
      result.append(axes)
    }
    return result
  }

  /// No key may be set by two axes, neither directly nor as a part of another.
  private func checkOverlaps(at location: SourceLocation) throws(InputError) {
    for (index, path) in paths.enumerated() {
      for earlier in paths.prefix(index) where path.starts(with: earlier) || earlier.starts(with: path) {
        throw InputError(
          "sweep varies \(path.joined(separator: ".")) twice, "
            + (path == earlier ? "on two axes" : "by itself and as \(earlier.joined(separator: "."))")
            + "; keep one axis.", at: location)
      }
    }
  }
}

import Figures
import RunArchive
import SpecLanguage

// The names of figures, and what their captions have in common.

extension FigureSource {
  /// "imbalance", "success-against-depth-deviation", "loss-point-0": different requests have different names, so that no picture
  /// replaces another; scales, width and title do not change the name.
  func name(of names: [String], against others: [String]) -> String {
    let ends = others.map { other in
      sweptKeys.contains(other)
        ? spec.shortName(other).replacing(" ", with: "-") : other
    }
    let chosen = [
      ("point", request.points), ("run", request.runs), ("k", request.k), ("layer", request.layers),
    ].filter { !$0.1.isEmpty }.flatMap { [$0.0] + Set($0.1).sorted().map(String.init) }
    let all =
      names + (ends.isEmpty ? [] : ["against"] + ends) + chosen + (request.overlays.map { [$0.name] } ?? [])
    let name = all.map(\.hyphenated).joined(separator: "-").replacing("/", with: "-")
    // Files' names have at most 255 bytes.
    return name.utf8.count <= 120 ? name : "\(name.prefix(100))-\(ContentDigest.sha256(of: name).prefix(12))"
  }

  /// The points shown that have all of these keys.
  func pointsWith(_ keys: [String]) -> [Int] {
    points.filter { point in keys.allSatisfy { spec.points[point].swept($0) != nil } }
  }

  /// That points are left out which have no place on an axis.
  func leftOut(_ count: Int, without keys: [String]) -> String? {
    guard count > 0 else { return nil }
    let missing = keys.filter { pointsWith([$0]).count < points.count }.map(\.shownKey).joined(last: "or")
    return count == 1
      ? "1 point is left out, which has no \(missing)"
      : "\(count) points are left out, which have no \(missing)"
  }

  /// What grey cells mean, where there are any without a count.
  func crosses(in panels: [Panel]) -> String? {
    let grey = panels.compactMap(\.heatmap).filter {
      $0.notes == nil && $0.values.joined().contains { $0 == nil }
    }
    let meanings = Set(grey.compactMap(\.missing))
    return meanings.isEmpty ? nil : "Grey cells: \(meanings.sorted().joined(separator: ", "))"
  }

  /// That a legend cannot name all points, where it does not.
  func namedPoints(of count: Int, _ noun: String = "points") -> String? {
    guard count > Self.mostNamed else { return nil }
    return
      "The legend names \(Self.mostNamed) of the \(count) \(noun), whose colours go from dark to light in the order of the "
      + "sweep, its first key slowest"
  }

  /// The rule of `quantile(_:on:)` in words.
  static let interpolation =
    "interpolated on the axis drawn (between the logarithms where it is logarithmic)"

  /// A clause on how many runs diverge and how many the solver could not continue; nil where there are none.
  var divergence: String? {
    let count = rows.count { $0.outcome == "diverged" }
    // Flows whose solver could not get on are exhausted too, but not because their time was over.
    let stopped = rows.count(where: \.wasObstructed)
    let clauses = [
      count == 0 ? nil : "\(count) of the runs diverge\(count < rows.count ? " and leave the panel" : "")",
      stopped == 0 ? nil : "the solver of \(stopped) of the runs could not follow them to the end",
    ].compactMap(\.self)
    return clauses.isEmpty ? nil : clauses.joined(separator: "; ")
  }

  /// "10 seeds (0 to 9)", and how many runs that is.
  func seedsShown(of shown: [Int]? = nil) -> String {
    let points = shown ?? points
    let seeds = rows.map(\.seed)
    let (first, last) = (seeds.min() ?? 0, seeds.max() ?? 0)
    let counts = Dictionary(grouping: rows, by: \.point).values.map(\.count)
    let (fewest, count) = (counts.min() ?? 0, Set(seeds).count)
    let total = spec.runCount
    let missing =
      request.runs.isEmpty && request.points.isEmpty && rows.count < total
      ? "; \(rows.count) of \(total) runs are finished" : ""
    let several =
      fewest < count && missing.isEmpty && request.runs.isEmpty ? "\(fewest) to \(count)" : "\(count)"
    return (count == 1 ? "Seed \(first)" : "\(several) seeds (\(first) to \(last))")
      + (points.count > 1 ? " at each of \(points.count) points" : "") + missing
  }

  /// The problem in a sentence; what the sweep varies is left to the axes and labels.
  var problem: String {
    let swept = Set(spec.sweptPaths)
    let leaves = spec.points[0].resolved.leaves.filter { leaf in
      let root = leaf.path.split(separator: ".").first.map(String.init) ?? ""
      return ["network", "target", "initialization", "dynamics", "stop"].contains(root)
        && !swept.contains(where: { leaf.path == $0 || leaf.path.hasPrefix($0 + ".") })
        && !Self.unremarkable.contains(leaf.value) && !isChosenInside(leaf)
        && !(spec.key(leaf.path)?.notation.isLeftOutByDefault == true
          && spec.isDefault(leaf.value, at: leaf.path))
    }
    let settings = leaves.map { "\($0.path) \(Self.shown($0.value))" } + [best].compactMap(\.self)
    return "Settings: " + settings.joined(separator: ", ")
  }

  /// Whether nothing is left of a mapping but the key of which each run has its best value.
  private func isChosenInside(_ leaf: (path: String, value: SpecValue)) -> Bool {
    leaf.value == .mapping([]) && spec.points[0]["best.over"]?.text?.hasPrefix(leaf.path + ".") == true
  }

  /// The key of which each run has its best value, and from which values; nil where there is none.
  private var best: String? {
    guard let section = spec.points[0]["best"], let over = section["over"]?.text else { return nil }
    let values =
      section["list"].map(Self.shown)
      ?? ["log", "linear"].compactMap { section[$0] }.first.map { range in
        "\(range["count"]?.integer ?? 0) from \(range["from"].map(Self.shown) ?? "") to \(range["to"].map(Self.shown) ?? "")"
      } ?? ""
    return "\(over) of each run the one with the fewest steps, of \(values)"
  }

  /// Values that mean “nothing of the kind”, which captions leave out.
  private static let unremarkable: [SpecValue] = ["none", "any", "automatic", "double", false]

  /// Files by their names, without the machine's folders.
  private static func shown(_ value: SpecValue) -> String {
    switch value {
    case .text(let path) where path.hasPrefix("/"): path.split(separator: "/").last.map(String.init) ?? path
    case .list(let values): "[" + values.map(shown).joined(separator: ", ") + "]"
    case .number(let x): NumberText.plain(x)
    default: value.flowStyle
    }
  }

  /// Sentences from the parts that there are; the first letter of each is as it is written.
  func sentences(_ parts: [String?]) -> String {
    parts.compactMap(\.self).map { $0 + "." }.joined(separator: " ")
  }
}

extension String {
  /// With its first letter as a capital.
  var capitalizedFirst: String { prefix(1).uppercased() + dropFirst() }
}

import Figures

// What figures show, for the file beside them; and their names.

extension FigureSource {
  /// "imbalance", "success-depth-deviation".
  func name(of names: [String], against others: [String]) -> String {
    let ends = others.map { other in
      experiment.points[0].parameters.contains { $0.path == other }
        ? experiment.shortName(other).replacing(" ", with: "-") : other
    }
    let all = (names.prefix(4) + ends).map(\.hyphenated)
    return all.joined(separator: "-").replacing("/", with: "-")
  }

  func caption(_ variables: [VariableDescription], against clock: VariableDescription, panels: Int) -> String
  {
    let words = variables.map { v in v.words(k: only(request.k), layer: only(request.layers)) }
    return sentences([
      capitalized(words.joined(last: "and"))
        + " against \(clock.longName.isEmpty ? clock.name : clock.longName)",
      seedsShown,
      hasMedians(against: clock)
        ? "Runs that have ended keep their last value in medians and quartiles" : nil,
      divergence, problem,
    ])
  }

  func caption(_ columns: [RunColumn], against key: String, families: Int) -> String {
    sentences([
      capitalized(columns.map(\.words).joined(last: "and")) + " against \(key)", statistics(columns),
      seedsShown, problem,
    ])
  }

  func caption(_ columns: [RunColumn], over x: String, _ y: String, families: Int) -> String {
    sentences([
      capitalized(columns.map(\.words).joined(last: "and")) + " over \(x) and \(y)", statistics(columns),
      "Crosses: \(Array(Set(columns.map(\.missing))).sorted().joined(separator: ", "))", seedsShown, problem,
    ])
  }

  func overviewCaption(of first: RunRow, isSweep: Bool) -> String {
    let all =
      isSweep
      ? "What the runs of the sweep come to (medians over seeds)" : "Loss and imbalance along the runs"
    return sentences([
      "\(all); singular values of the end-to-end matrix and of the layers in run \(first.run) (seed \(first.seed))",
      seedsShown, isSweep ? nil : divergence, problem,
    ])
  }

  private func hasMedians(against clock: VariableDescription) -> Bool {
    (clock.name == "time" || clock.name == "step")
      && points.contains { point in rows.count { $0.point == point } >= 5 }
  }

  private var divergence: String? {
    let count = rows.count { $0.outcome == "diverged" }
    return count == 0
      ? nil : "\(count) of the runs diverge\(count < rows.count ? " and leave the panel" : "")"
  }

  private func statistics(_ columns: [RunColumn]) -> String? {
    guard experiment.seeds.count > 1, columns.contains(where: { !$0.isFraction }) else { return nil }
    let censored = columns.contains {
      ["steps", "time"].contains($0.name) && $0.words.hasSuffix("convergence")
    }
    return "Medians over seeds" + (censored ? ", of the runs that converge" : "")
  }

  /// "10 seeds (0 to 9)", and how many runs that is.
  private var seedsShown: String {
    let seeds = rows.map(\.seed)
    let (first, last) = (seeds.min() ?? 0, seeds.max() ?? 0)
    let count = Set(seeds).count
    let total = experiment.runCount
    let missing =
      request.runs.isEmpty && request.points.isEmpty && rows.count < total
      ? "; \(rows.count) of \(total) runs are finished" : ""
    return (count == 1 ? "Seed \(first)" : "\(count) seeds (\(first) to \(last))")
      + (points.count > 1 ? " at each of \(points.count) points" : "") + missing
  }

  /// The problem in a sentence; what the sweep varies is left to the axes and labels.
  private var problem: String {
    let swept = Set(experiment.points[0].parameters.map(\.path))
    let leaves = experiment.points[0].resolved.leaves.filter { leaf in
      let root = leaf.path.split(separator: ".").first.map(String.init) ?? ""
      return ["network", "target", "initialization", "dynamics", "stop"].contains(root)
        && !swept.contains(where: { leaf.path == $0 || leaf.path.hasPrefix($0 + ".") })
        && leaf.value != .text("none") && leaf.value != .text("any") && leaf.value != .text("automatic")
        && leaf.value != .text("double") && leaf.value != .boolean(false)
    }
    return "Settings: " + leaves.map { "\($0.path) \(Self.shown($0.value))" }.joined(separator: ", ")
  }

  /// Files by their names, without the machine's folders.
  private static func shown(_ value: SpecValue) -> String {
    switch value {
    case .text(let path) where path.hasPrefix("/"): path.split(separator: "/").last.map(String.init) ?? path
    case .list(let values): "[" + values.map(shown).joined(separator: ", ") + "]"
    case .number(let x): NumberText.plain(x)
    default: value.flow
    }
  }

  private func only(_ numbers: [Int]) -> Int? { numbers.count == 1 ? numbers[0] : nil }

  private func capitalized(_ text: String) -> String { text.prefix(1).uppercased() + text.dropFirst() }

  private func sentences(_ parts: [String?]) -> String {
    parts.compactMap(\.self).map { $0 + "." }.joined(separator: " ")
  }
}

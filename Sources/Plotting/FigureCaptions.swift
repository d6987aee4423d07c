import Experiments
import Figures
import RunArchive
import SpecLanguage

// What figures show, for the file beside them; and their names.

extension FigureSource {
  /// "imbalance", "success-against-depth-deviation", "loss-point-0": different requests have different names, so that no picture takes
  /// the place of another; how it is drawn (scales, width, title) has no part in it.
  func name(of names: [String], against others: [String]) -> String {
    let ends = others.map { other in
      sweptKeys.contains(other)
        ? experiment.shortName(other).replacing(" ", with: "-") : other
    }
    let chosen = [
      ("point", request.points), ("run", request.runs), ("k", request.k), ("layer", request.layers),
    ].filter { !$0.1.isEmpty }.flatMap { [$0.0] + Set($0.1).sorted().map(String.init) }
    let all = names + (ends.isEmpty ? [] : ["against"] + ends) + chosen + (request.theory ? ["theory"] : [])
    let name = all.map(\.hyphenated).joined(separator: "-").replacing("/", with: "-")
    // Files' names have at most 255 bytes.
    return name.utf8.count <= 120 ? name : "\(name.prefix(100))-\(ContentDigest.sha256(of: name).prefix(12))"
  }

  func caption(
    _ variables: [VariableDescription], against clock: VariableDescription, _ drawings: [TrajectoryPanel],
    unnamed: Int
  ) -> String {
    let words = variables.map { v in v.words(k: only(request.k), layer: only(request.layers)) }
    return sentences([
      capitalized(words.joined(last: "and"))
        + " against \(clock.longName.isEmpty ? clock.name : clock.longName)",
      seedsShown(), emptyPoints(drawings), statistics(drawings), theorySaid(drawings),
      namedPoints(of: unnamed), divergence, problem,
    ])
  }

  /// - Parameter leavesOut: how many points have no place on the axis.
  func caption(
    _ columns: [RunColumn], against key: String, families: Int, isScatter: Bool = false, leavesOut: Int = 0
  ) -> String {
    sentences([
      capitalized(columns.map(\.words).joined(last: "and")) + " against \(key)",
      isScatter ? nil : statistics(columns, withQuartiles: families <= Self.mostBands),
      leftOut(leavesOut, without: [key]), seedsShown(of: leavesOut == 0 ? nil : pointsWith([key])),
      namedPoints(of: families), problem,
    ])
  }

  func caption(
    _ columns: [RunColumn], over x: String, _ y: String, families: Int, panels: [Panel], leavesOut: Int
  ) -> String {
    sentences([
      capitalized(columns.map(\.words).joined(last: "and")) + " over \(x) and \(y)",
      families > 1 ? "The panels of a quantity have one scale of colours" : nil,
      statistics(columns, withQuartiles: false), crosses(columns, in: panels),
      leftOut(leavesOut, without: [x, y]),
      seedsShown(of: leavesOut == 0 ? nil : pointsWith([x, y])), problem,
    ])
  }

  func overviewCaption(of first: RunRow, _ sweep: SweepPart?, _ drawings: [TrajectoryPanel]) -> String {
    let all =
      sweep.map {
        "\(capitalized($0.columns.map(\.words).joined(last: "and"))) over \($0.keys.joined(last: "and"))"
      } ?? "Loss and imbalance along the runs"
    let part = sweep.flatMap { sweep in
      sweep.points.count < points.count
        ? "Of the \(points.count) points of the sweep, the \(sweep.points.count) with \(sweep.label) are shown"
        : nil
    }
    return sentences([
      "\(all); singular values of the end-to-end matrix and of the layers in run \(first.run) (seed \(first.seed))",
      sweep.flatMap { statistics($0.columns, withQuartiles: $0.hasBands) },
      sweep.flatMap { crosses($0.columns, in: $0.figure.panels) }, part, seedsShown(of: sweep?.points),
      statistics(drawings), sweep == nil ? divergence : namedPoints(of: sweep?.families ?? 1), problem,
    ])
  }

  private func pointsWith(_ keys: [String]) -> [Int] {
    points.filter { point in keys.allSatisfy { experiment.points[point].swept($0) != nil } }
  }

  /// That points are left out which have no place on an axis.
  private func leftOut(_ count: Int, without keys: [String]) -> String? {
    guard count > 0 else { return nil }
    let missing = keys.filter { pointsWith([$0]).count < points.count }.joined(last: "or")
    return count == 1
      ? "1 point is left out, which has no \(missing)"
      : "\(count) points are left out, which have no \(missing)"
  }

  /// What crossed cells mean, where there are any.
  private func crosses(_ columns: [RunColumn], in panels: [Panel]) -> String? {
    guard panels.contains(where: { $0.heatmap?.values.joined().contains { $0 == nil } ?? false }) else {
      return nil
    }
    return "Crosses: \(Array(Set(columns.map(\.missing))).sorted().joined(separator: ", "))"
  }

  /// That a legend cannot name all points, where it does not.
  private func namedPoints(of count: Int) -> String? {
    guard count > Self.mostNamed else { return nil }
    return
      "The legend names \(Self.mostNamed) of the \(count) points, whose colours go from dark to light in the order of the "
      + "sweep, its first key slowest"
  }

  /// That points have no curve, where their runs have no such value: a flow has no distance to the flow.
  private func emptyPoints(_ drawings: [TrajectoryPanel]) -> String? {
    let count = drawings.map(\.empty).max() ?? 0
    return count == 0
      ? nil : "\(count) of the points ha\(count == 1 ? "s" : "ve") no value here, and no curve"
  }

  private func theorySaid(_ drawings: [TrajectoryPanel]) -> String? {
    guard drawings.contains(where: { !$0.theory.isEmpty }) else { return nil }
    let formulas = TheoryFormula.allCases.filter { one in
      drawings.contains { $0.overlay.formulas.contains(one) }
    }
    let named = formulas.map { "\($0.line.rawValue) the \($0.title)" }.joined(last: "and")
    let isShared = drawings.contains { $0.overlay.parts.values.contains { $0.isShared } }
    let alike = isShared ? "; equal starts have one flow, drawn once, in black" : ""
    return
      "Thin and dark over the runs, the gradient flow of the square loss from the same starts, which are balanced: \(named)\(alike)"
  }

  /// What medians and quartiles along runs are; nil where every run stands for itself.
  private func statistics(_ drawings: [TrajectoryPanel]) -> String? {
    let words = drawings.compactMap(\.statistics)
    guard let most = words.max(by: { $0.count < $1.count }) else { return nil }
    return
      "\(capitalized(most)) over seeds are \(Self.interpolation); runs that have ended keep their last value in them"
  }

  /// The rule of `quantile(_:on:)` in words.
  private static let interpolation =
    "interpolated on the axis drawn (between the logarithms where it is logarithmic)"

  private var divergence: String? {
    let count = rows.count { $0.outcome == "diverged" }
    // Flows whose solver could not get on are exhausted too, but not because their time was over.
    let stopped = rows.count { $0.outcome == "exhausted" && $0.message != nil }
    let clauses = [
      count == 0 ? nil : "\(count) of the runs diverge\(count < rows.count ? " and leave the panel" : "")",
      stopped == 0 ? nil : "the solver of \(stopped) of the runs could not follow them to the end",
    ].compactMap(\.self)
    return clauses.isEmpty ? nil : clauses.joined(separator: "; ")
  }

  private func statistics(_ columns: [RunColumn], withQuartiles: Bool) -> String? {
    guard experiment.seeds.count > 1, columns.contains(where: { !$0.isFraction }) else { return nil }
    let censored = columns.contains {
      ["steps", "time"].contains($0.name) && $0.words.hasSuffix("convergence")
    }
    let drawn = withQuartiles ? "Medians and quartiles" : "Medians"
    return "\(drawn) over seeds\(censored ? ", of the runs that converge" : "")"
      + ", \(Self.interpolation); runs without a value are left out"
  }

  /// "10 seeds (0 to 9)", and how many runs that is.
  private func seedsShown(of shown: [Int]? = nil) -> String {
    let points = shown ?? points
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
        && !(leaf.path.hasSuffix(".maximum-steps") && Point.isDefault(leaf.value, at: leaf.path))
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

import SpecLanguage
import Statistics

extension StepSizeSuggestions {
  /// Of each point a line for each start, and one for each step size that runs were taken with.
  public func text(of experiment: Experiment) -> String {
    experiment.points.compactMap { point in
      let starts = suggestions.filter { $0.point == point.index }
      guard !starts.isEmpty else { return nil }
      return ([experiment.title(of: point)] + Self.limits(starts) + Self.taken(starts)).joined(
        separator: "\n")
    }.joined(separator: "\n\n")
  }

  private static func limits(_ starts: [Suggestion]) -> [String] {
    let hasTheorem2 = starts.contains { $0.theorem2 != nil }
    let header =
      ["run", "seed", "margin", "Theorem 1: largest η", "steps promised"]
      + (hasTheorem2 ? ["Theorem 2: largest η", "steps promised"] : [])
    let rows = starts.map { s in
      ["\(s.run)", "\(s.seed)", number(s.margin), number(s.largestStepSize), number(s.promisedSteps)]
        + (hasTheorem2 ? [number(s.theorem2?.largestStepSize), number(s.theorem2?.promisedSteps)] : [])
    }
    return table(header, rows) + reasons(starts.compactMap(\.reason), of: starts.count, "Theorem 1")
      + reasons(starts.compactMap(\.theorem2?.reason), of: starts.count, "Theorem 2")
  }

  private static func reasons(_ clauses: [String], of count: Int, _ theorem: String) -> [String] {
    Dictionary(grouping: clauses) { $0 }.map { "\(theorem), \($0.value.count) of \(count): \($0.key)" }
      .sorted()
  }

  /// Medians over all runs, of which those that did not arrive count as later than all others.
  private static func taken(_ starts: [Suggestion]) -> [String] {
    let parts = starts.first.map { $0.practical.isEmpty ? [] : practicalParts } ?? []
    var columns = [(name: "the spec's", runs: starts.compactMap(\.own))]
    // Of another rule than gradient descent Theorem 1 says nothing.
    let rule = columns[0].runs.isEmpty ? "gradient descent, " : ""
    columns += parts.indices.map { i in
      ("\(rule)\(number(parts[i]))·2/(N σ_1^(2−2/N))", starts.map { $0.practical[i] })
    }
    let promised = starts.count { $0.promisedSteps != nil }
    let rows = columns.filter { !$0.runs.isEmpty }.map { name, runs in
      let arrived = runs.filter { $0.steps != nil }
      let steps = CensoredTimes(
        arrivals: arrived.compactMap { $0.steps.map(Double.init) },
        ends: Array(repeating: .infinity, count: runs.count - arrived.count))
      return [
        number(runs[0].stepSize), name, "\(arrived.count) of \(runs.count)", number(steps.quantile(0.5)),
        number(ratio(runs, \.stepsRatio, promised)), number(ratio(runs, \.timeRatio, promised)),
        "\(promised)",
      ]
    }
    guard !rows.isEmpty else { return [] }
    let header = [
      "η", "which", "arrived", "median steps", "promised/taken: steps", "time", "starts with a promise",
    ]
    return [""] + table(header, rows)
  }

  /// The median of what is promised by what was taken, over the starts that have a promise; nil where fewer than half of them arrived.
  private static func ratio(_ runs: [TakenSteps], _ key: KeyPath<TakenSteps, Double?>, _ promised: Int)
    -> Double?
  {
    let taken = runs.compactMap { $0[keyPath: key].map { 1 / $0 } }
    let inverse = CensoredTimes(
      arrivals: taken, ends: Array(repeating: .infinity, count: promised - taken.count))
    return inverse.quantile(0.5).map { 1 / $0 }
  }

  private static func number(_ x: Double?) -> String {
    x.map { NumberText.plain($0.rounded(digits: 4)) } ?? "–"
  }

  private static func table(_ header: [String], _ rows: [[String]]) -> [String] {
    let widths = header.indices.map { i in ([header] + rows).map { $0[i].count }.max() ?? 0 }
    return ([header] + rows).map { row in
      zip(row, widths).map { String(repeating: " ", count: $1 - $0.count) + $0 }.joined(separator: "  ")
    }
  }
}

extension Double {
  /// Rounded to so many significant digits.
  fileprivate func rounded(digits: Int) -> Double {
    guard isFinite, self != 0 else { return self }
    let scale = Double.exp10(Double(digits - 1) - Double.log10(magnitude).rounded(.down))
    return scale.isFinite && scale > 0 ? (self * scale).rounded() / scale : self
  }
}

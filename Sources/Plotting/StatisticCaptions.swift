import SpecLanguage

// What captions say of medians and fractions over seeds.

extension FigureSource {
  /// What medians over seeds are of, and how they are interpolated; nil where there are none.
  func statistics(_ summaries: [StatisticSummary]) -> String? {
    let medians = summaries.filter { !$0.column.isFraction }
    guard spec.seedCount > 1, !medians.isEmpty else { return nil }
    let plain = medians.filter { $0.estimate == .quantiles }
    let survival = medians.filter { $0.estimate == .survival }
    let drawn = plain.contains(where: \.hasBands) ? "Medians and quartiles" : "Medians"
    let late =
      medians.contains(where: \.isCensored) ? "; runs that did not arrive count as later than their end" : ""
    let without = medians.contains { $0.column.arrival == nil } ? "; runs without a value are left out" : ""
    let which =
      survival.isEmpty || plain.isEmpty ? "" : "of \(survival.map(\.column.words).joined(last: "and")) "
    return [
      plain.isEmpty ? nil : "\(drawn) over all seeds, \(Self.interpolation)\(late)\(without)",
      survival.isEmpty
        ? nil
        : "Medians \(which)over all seeds are Kaplan and Meier's"
          + (survival.contains(where: \.hasBands)
            ? " with their 95 % intervals (Brookmeyer and Crowley's, on the scale log(−log S))" : "")
          + ", as runs that did not arrive were followed for different times" + (plain.isEmpty ? late : ""),
    ].compactMap(\.self).joined(separator: ". ")
  }

  /// What the intervals of fractions are; nil where there are none.
  func intervals(_ summaries: [StatisticSummary]) -> String? {
    guard spec.seedCount > 1, summaries.contains(where: { $0.column.isFraction && $0.hasBands }) else {
      return nil
    }
    return "Fractions have their exact (Clopper–Pearson) 95 % interval"
  }

  /// How many runs arrive, of times to something of which some do not; nil where all do.
  ///
  /// - Parameter mark: what is drawn in place of a median that does not exist: "an arrow".
  func arrivals(_ summaries: [StatisticSummary], mark: String = "an arrow") -> String? {
    var texts = summaries.filter(\.isCensored).compactMap { summary in
      summary.column.arrival.map { arrivals(summary, $0.verb, mark, isOneOfSeveral: summaries.count > 1) }
    }
    let hasEdges = summaries.contains { summary in
      summary.hasBands && summary.estimate == .quantiles
        && summary.statistics.contains { $0.high == .infinity && $0.low.isFinite }
    }
    if hasEdges { texts.append("what ends at the upper edge has no upper quartile") }
    return texts.isEmpty ? nil : texts.joined(separator: "; ").capitalizedFirst
  }

  private func arrivals(
    _ summary: StatisticSummary, _ verb: String, _ mark: String, isOneOfSeveral: Bool
  ) -> String {
    let late = summary.statistics.filter(\.isMiddleLate)
    let known = summary.statistics.filter { $0.middle.isFinite }
    let what = isOneOfSeveral ? " (\(summary.column.words))" : ""
    if summary.statistics.allSatisfy({ $0.count < 2 }) {
      return "\(mark) marks points whose run does not \(verb)\(what)"
    }
    if late.isEmpty { return "at each point \(Self.counts(known)) runs \(verb)\(what)" }
    let marked =
      "\(mark) with k/n marks points where k of n runs \(verb), fewer than half\(what): \(Self.counts(late))"
    return known.isEmpty ? marked : "\(marked), elsewhere \(Self.counts(known))"
  }

  /// "2 of 64", "2 to 30 of 64"; "2 of 64 to 30 of 128" where numbers of runs differ.
  private static func counts(_ statistics: [Statistic]) -> String {
    let rising = statistics.sorted { $0.arrived * $1.count < $1.arrived * $0.count }
    guard let first = rising.first, let last = rising.last else { return "none" }
    guard Set(statistics.map(\.count)).count == 1 else {
      return "\(first.arrived) of \(first.count) to \(last.arrived) of \(last.count)"
    }
    return first.arrived == last.arrived
      ? "\(first.arrived) of \(first.count)" : "\(first.arrived) to \(last.arrived) of \(first.count)"
  }
}

import SpecLanguage

extension Runner {
  /// How often each value of the key of `best` was a run's best.
  public struct BestValues: Sendable, Equatable, Encodable {
    /// A value of the grid.
    public struct Value: Sendable, Equatable, Encodable {
      /// The value.
      public let value: Double
      /// How many runs it made converge in the fewest steps.
      public let runs: Int
    }

    /// The key, dotted.
    public let over: String
    /// In the order of the grid.
    public let values: [Value]
    /// Runs that converged with no value.
    public let none: Int

    init(_ best: BestSpecification, _ stored: StoredRunsSummary) {
      over = best.over
      values = best.values.map { Value(value: $0, runs: stored.bestValues[$0] ?? 0) }
      none = stored.count - values.reduce(0) { $0 + $1.runs }
    }

    /// "best dynamics.gradient-descent.step-size: 0.1 in 52 runs, 1 in 9; none in 3".
    public var text: String {
      let found = values.filter { $0.runs > 0 }.enumerated().map { i, entry in
        "\(NumberText.plain(entry.value)) in \(entry.runs)"
          + (i > 0 ? "" : entry.runs == 1 ? " run" : " runs")
      }
      let without = none == 0 ? [] : ["\(found.isEmpty ? "no value converged" : "none converged") in \(none)"]
      return "best \(over): "
        + (found.isEmpty ? without : [found.joined(separator: ", ")] + without).joined(separator: "; ")
    }
  }
}

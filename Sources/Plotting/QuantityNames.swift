import RunArchive
import SpecLanguage

// What the names of quantities mean.

extension FigureSource {
  /// Whether the request names no horizontal axis, and all that it names is recorded along the runs.
  ///
  /// - Throws: `InputError` for a name that nothing has.
  func isAlongTime() throws -> Bool {
    guard request.against.isEmpty else { return false }
    for name in request.of where variable(name) == nil { _ = try column(name, option: "--of") }
    return variable("time") != nil && request.of.allSatisfy { variable($0) != nil }
  }

  /// The number of every run for each name in the request.
  func requestedColumns() throws -> [RunColumn] { try request.of.map { try column($0, option: "--of") } }

  /// The variable recorded along the runs that a name means.
  func variable(_ name: String) -> RecordedVariable? {
    variables.first { $0.name.hyphenated == name.hyphenated }
  }

  /// The number of every run that a name means; of what is recorded only along runs, the last value.
  func column(_ name: String, option: String) throws -> RunColumn {
    if let crossing = try crossing(name, option: option) { return crossing }
    if let column = columns.first(where: { $0.name.hyphenated == name.hyphenated }) {
      if column.name == "success", !spec.points.contains(where: \.canConverge) {
        throw InputError(
          "success means that the loss fell below stop.loss-below, which this spec leaves out; draw --of loss instead."
        )
      }
      return column
    }
    if let variable = variable(name) { return try lastValue(of: variable) }
    let names = (variables.map(\.name) + columns.map(\.name)).map(\.hyphenated)
    let known = names.indices.filter { !names[..<$0].contains(names[$0]) }.map { names[$0] }
    let near =
      (Self.synonyms[name.hyphenated] ?? spec.synonyms[name.hyphenated]).flatMap {
        known.contains($0) ? $0 : nil
      }
      ?? Suggestion.nearest(to: name, among: known + sweptKeys + (option == "--against" ? ends : []))
    let swept = option == "--against" ? sweptKeysClause : ""
    if spec.points[0][name] != nil {
      throw InputError(
        "\(option) \(name.quoted) is the same at every point\(sweptKeysClause.isEmpty ? ", as nothing is swept" : sweptKeysClause)."
      )
    }
    throw InputError(
      "\(option) \(name.quoted) is recorded nowhere here; \(near.map { "did you mean \($0)? The names are " } ?? "the names are ")"
        + "\(known.joined(separator: ", "))\(swept).")
  }

  /// Other names that people use for the numbers of runs.
  private static let synonyms = [
    "converged": "success", "convergence": "success", "success-rate": "success", "diverged": "divergence",
    "iterations": "steps", "epochs": "steps", "rate": "local-rate",
  ]

  /// The column of `steps-to-LOSS` and `time-to-LOSS`, the loss written in any way: 1e-2 is 0.01; nil for other names.
  private func crossing(_ name: String, option: String) throws -> RunColumn? {
    guard let what = ["steps-to-", "time-to-"].first(where: name.hyphenated.hasPrefix),
      let loss = ScalarText.number(String(name.hyphenated.dropFirst(what.count)))
    else { return nil }
    let alike = columns.filter { $0.threshold != nil && $0.name.hyphenated.hasPrefix(what) }
    if let found = alike.first(where: { $0.threshold == loss }),
      let index = spec.thresholds.firstIndex(of: loss)
    {
      return try found.reading(archive, threshold: index)
    }
    throw InputError(
      "\(option) \(name.quoted) is recorded nowhere here, as "
        + (alike.isEmpty
          ? "the spec has no observe.thresholds."
          : "the thresholds are others; expected \(alike.map(\.name.hyphenated).joined(last: "or"))."))
  }

  /// The last value of a run's series.
  private func lastValue(of variable: RecordedVariable) throws -> RunColumn {
    let alike = (request.of + request.against).compactMap(self.variable).map(\.name).filter { name in
      !columns.contains { $0.name == name }
    }
    try stored.read([(alike, rows)])
    let components = try components(of: variable)
    guard components.count == 1, let component = components.first else {
      let options = components.options
      throw InputError(
        "\(variable.name.hyphenated) has \(components.count) values a snapshot\(options.isEmpty ? ", the parts of a complex number; draw it against time" : "; choose one with \(options)")."
      )
    }
    let curves = try stored.curves(of: variable.name, rows: rows)
    let last = Dictionary(
      uniqueKeysWithValues: curves.map { ($0.row.run, $0.values[component.place].last ?? .nan) })
    return RunColumn(
      name: variable.name, label: "final " + variable.label(k: component.k, layer: component.layer),
      words: "\(variable.words(k: component.k, layer: component.layer)) at the end"
    ) { last[$0.run] }
  }
}

extension String {
  /// With hyphens for underscores, in lower case: `Singular_Values` and `singular-values` are one.
  var hyphenated: String { lowercased().replacing("_", with: "-") }
}

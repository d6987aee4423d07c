// What the names of a request mean.

import Experiments
import RunArchive
import SpecLanguage

extension FigureSource {
  /// What is to be drawn against what.
  enum Subject {
    /// Along the runs, against a variable that is one number a snapshot.
    case trajectories([VariableDescription], against: VariableDescription)
    /// One number a run, against a swept key.
    case columns([RunColumn], against: String)
    /// One number a run, against another.
    case scatter([RunColumn], against: RunColumn)
    /// One number a run, over two swept keys.
    case heatmap([RunColumn], String, String)
  }

  func subject() throws -> Subject {
    guard request.against.count <= 2 else {
      throw InputError(
        "--against is given \(request.against.count) times; expected one quantity or key, or two swept keys for a heatmap."
      )
    }
    let keys = request.against.compactMap(sweptKey)
    if request.against.count == 2 {
      guard keys.count == 2, keys[0] != keys[1] else {
        if let odd = request.against.first(where: { sweptKey($0) == nil }) {
          let near = Suggestion.nearest(to: odd, among: experiment.points[0].parameters.map(\.path) + ends)
          let hint = near.map { "did you mean \($0)? A" } ?? "a"
          throw InputError(
            "--against \(odd.quoted) is no key that this sweep varies; \(hint) heatmap needs two\(keyList).")
        }
        throw InputError(
          "--against names \(keys[0]) twice; a heatmap needs two different keys\(keyList).")
      }
      return .heatmap(try request.of.map(column), keys[0], keys[1])
    }
    if let key = keys.first { return .columns(try request.of.map(column), against: key) }
    if let name = request.against.first {
      if let clock = variable(name) { return try trajectories(against: clock) }
      return .scatter(try request.of.map(column), against: try column(name, option: "--against"))
    }
    // Without --against: along the runs where all are recorded there, else over the sweep.
    for name in request.of where variable(name) == nil { _ = try column(name) }
    if request.of.allSatisfy({ variable($0) != nil }), let time = variable("time") {
      return try trajectories(against: time)
    }
    let columns = try request.of.map(column)
    let numeric = numericKeys
    switch numeric.count {
    case 0: return .scatter(columns, against: try column("seed"))
    case 1: return .columns(columns, against: numeric[0])
    default: return .heatmap(columns, numeric[0], numeric[1])
    }
  }

  private func trajectories(against clock: VariableDescription) throws -> Subject {
    guard clock.dimensions.isEmpty else {
      throw InputError(
        "--against \(clock.name.hyphenated) has several values a snapshot; expected a quantity with one, such as time, step or loss."
      )
    }
    let chosen = try request.of.map { name in
      if let variable = variable(name) { return variable }
      _ = try column(name)
      throw InputError(
        "\(name.quoted) is one number a run, and \(clock.name.hyphenated) changes along it; draw it --against seed\(keyList)."
      )
    }
    return .trajectories(chosen, against: clock)
  }

  // MARK: Names

  /// The variable recorded along the runs that a name means.
  func variable(_ name: String) -> VariableDescription? {
    variables.first { $0.name.hyphenated == name.hyphenated }
  }

  /// The number of every run that a name means; of what is recorded only along runs, the last value.
  func column(_ name: String, option: String) throws -> RunColumn {
    if let crossing = try crossing(name, option: option) { return crossing }
    if let column = columns.first(where: { $0.name.hyphenated == name.hyphenated }) {
      if column.name == "success", experiment.points.allSatisfy({ $0.specification.stop.lossBelow == nil }) {
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
      Self.synonyms[name.hyphenated].flatMap { known.contains($0) ? $0 : nil }
      ?? Suggestion.nearest(to: name, among: known + sweptKeys + (option == "--against" ? ends : []))
    let swept = option == "--against" ? keyList : ""
    if experiment.points[0].resolved[name.split(separator: ".").map(String.init)] != nil {
      throw InputError(
        "\(option) \(name.quoted) is the same at every point\(keyList.isEmpty ? ", as nothing is swept" : keyList)."
      )
    }
    throw InputError(
      "\(option) \(name.quoted) is recorded nowhere here; \(near.map { "did you mean \($0)? The names are " } ?? "the names are ")"
        + "\(known.joined(separator: ", "))\(swept).")
  }

  /// Other names that people have for things.
  private static let synonyms = [
    "balancedness": "imbalance", "balance": "imbalance", "balance-error": "imbalance",
    "error": "residual-norm",
    "converged": "success", "convergence": "success", "success-rate": "success", "diverged": "divergence",
    "iterations": "steps", "epochs": "steps", "rank": "effective-rank", "margin": "deficiency-margin",
    "gradient": "gradient-norm", "sigma": "singular-values", "singular-value": "singular-values",
    "alignment": "left-alignment", "objective": "loss", "rate": "local-rate",
  ]

  /// The column of `steps-to-LOSS` and `time-to-LOSS`, the loss written in any way: 1e-2 is 0.01; nil for other names.
  private func crossing(_ name: String, option: String) throws -> RunColumn? {
    guard let what = ["steps-to-", "time-to-"].first(where: name.hyphenated.hasPrefix),
      let loss = ScalarText.number(String(name.hyphenated.dropFirst(what.count)))
    else { return nil }
    let alike = columns.filter { $0.threshold != nil && $0.name.hyphenated.hasPrefix(what) }
    if let found = alike.first(where: { $0.threshold == loss }) { return found }
    throw InputError(
      "\(option) \(name.quoted) is recorded nowhere here, as "
        + (alike.isEmpty
          ? "the spec has no observe.thresholds."
          : "the thresholds are others; expected \(alike.map(\.name.hyphenated).joined(last: "or"))."))
  }

  private func column(_ name: String) throws -> RunColumn { try column(name, option: "--of") }

  /// The last value of a run's series.
  private func lastValue(of variable: VariableDescription) throws -> RunColumn {
    let alike = (request.of + request.against).compactMap(self.variable).map(\.name).filter { name in
      !columns.contains { $0.name == name }
    }
    try stored.read([(alike, rows)])
    let components = try components(of: variable)
    guard components.count == 1, let component = components.first else {
      throw InputError(
        "\(variable.name.hyphenated) has \(components.count) values a snapshot; choose one with --k\(variable.dimensions.contains(.layer) ? " and --layer" : "")."
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

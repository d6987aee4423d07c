import GRDB

extension ResultField {
  /// All fields; those with a column in the order of the table `runs`.
  ///
  /// A number that some runs have is added here with `optional`, and set in `RunRow.values` where it is computed. Older
  /// directories get the column when they are continued.
  public static let all: [ResultField] = [
    .fraction("success", outcome: "converged", verb: "converges", missing: "none converged"),
    .fraction("divergence", outcome: "diverged", verb: "diverges", missing: "none diverged"),
    .required(
      "run", .integer, \.run, unit: "1", "number of the run in the order of the spec, from 0", "§5.1",
      number: Double.init, Drawing(label: "run", words: "number of the run")),
    .required("point", .integer, \.point, unit: "1", "number of the sweep's point, from 0", "§5.2"),
    .required(
      "seed", .integer, \.signedSeed, unit: "1",
      "seed of the run's random numbers; from 2⁶³ up, less 2⁶⁴, as SQLite's integers are signed", "§6",
      number: { Double(UInt64(bitPattern: $0)) }, Drawing(label: "seed", words: "seed")),
    .required("outcome", .text, \.outcome, "`converged`, `diverged`, `exhausted` or `stalled`", "§1.6"),
    .required(
      "steps", .integer, \.steps, unit: "step",
      "steps done, of a run that overflowed those to its last finite state; of a flow, those that its solver accepted",
      "§1.5",
      number: Double.init, Drawing(label: "steps", words: "steps", timeTo: .convergence)),
    .real(
      "time", \.time, unit: "time", "time reached", "§1.5",
      Drawing(label: "time", words: "time", timeTo: .convergence)),
    .real(
      "loss", \.loss, "ℓ at the end", "§1.2", Drawing(label: #"final loss $\ell$"#, words: "loss at the end")),
    .real(
      "penalty", \.penalty, "r at the end", "§1.3",
      Drawing(label: "final penalty $r$", words: "penalty at the end")),
    .real(
      "imbalance", \.imbalance, "max_j ‖Δ_j‖_F at the end", "§3.2",
      Drawing(
        label: #"final imbalance $\max_j \Vert\Delta_j\Vert_F$"#, words: "imbalance at the end")),
    .optional(
      "determinant_sign", type: .integer,
      "sign of det W_{1:N} at the start, ±1; NULL where it is complex or not square",
      "§2", Drawing(label: #"sign of $\det W_{1:N}(0)$"#, words: "sign of det W_{1:N}(0)")),
    .optional(
      "escape_time", unit: "time",
      "when ℓ first fell below ½ σ_min(Φ)²; NULL where it never did, where Φ is not of full rank, and for other losses",
      "§3.7",
      Drawing(label: "escape time", words: "time of the escape", missing: "none escaped", timeTo: .event)),
    .optional(
      "alignment_time", unit: "time", "T_1; NULL where it is not reached or not defined", "§3.7",
      Drawing(
        label: "end of alignment $T_1$", words: "end of the alignment stage, T_1", missing: "none reached",
        timeTo: .event)),
    .optional(
      "saddle_time", unit: "time",
      "end of saddle avoidance, T_1 + T_2 of [L]; NULL where it is not reached or not defined", "§3.7",
      Drawing(
        label: "end of saddle avoidance", words: "end of saddle avoidance, T_1 + T_2 of Luo et al. (2025)",
        missing: "none reached", timeTo: .event)),
    .optional(
      "local_rate", unit: "1/time",
      "rate of local convergence; NULL where there was no escape, or too few snapshots after it", "§3.7",
      Drawing(label: "local rate", words: "rate of local convergence", missing: "none measured")),
    .optionalText(
      "message", \.message,
      "what was out of the ordinary, in a sentence, as in every run that diverged, or that converged without a local rate; NULL where nothing was",
      "§1.6"),
    .optional(
      "conservation_drift",
      "drift of balance along a flow; NULL for an optimizer, where a > 0, and for an end-to-end flow",
      "§3.9",
      Drawing(
        label: #"drift of $\Delta_j$ along the flow"#, words: "drift of the conserved balance errors",
        missing: "not measured")),
    .optional(
      "evaluations", type: .integer, "how often a flow's right side was computed; NULL for an optimizer",
      "§1.5",
      Drawing(
        label: #"evaluations of $\nabla L$"#, words: "evaluations of the gradient", missing: "no flow")),
    .optional(
      "stiff_from", unit: "time",
      "time from which a flow was found stiff and followed by BDF; NULL where it never was",
      "§1.5",
      Drawing(
        label: "time from which the flow is stiff", words: "time from which the flow is stiff",
        missing: "none is", timeTo: .event)),
    .optional(
      "verified_distance",
      "distance of a flow to the one at tolerances ten times tighter; NULL where not verified",
      "§3.9",
      Drawing(
        label: "distance to the tighter flow", words: "distance to the flow at tolerances ten times tighter",
        missing: "not verified")),
    .optional(
      "best_value",
      "the value of `best.over` that the run has; NULL where the spec has no section `best`", "§5.2",
      Drawing(label: "best value", words: "best value", missing: "none chosen")),
    .required(
      "philox_key_0", .integer, \.lowKey, unit: "1", "low word of the key of the run's random numbers", "§6"),
    .required(
      "philox_key_1", .integer, \.highKey, unit: "1", "high word of the key of the run's random numbers", "§6"
    ),
    .real(
      "wall_seconds", \.wallSeconds, unit: "s",
      "seconds on the clock that the run took; a column `wall_…` is the only kind that differs when a run is repeated",
      "§5.2", Drawing(label: "wall-clock seconds", words: "wall-clock seconds")),
  ]

  /// Those with a column, in the order of the table.
  static let stored = all.filter { $0.column != nil }

  /// The names of those that only some runs have.
  static let optionalNames = stored.filter { $0.column?.isOptionalNumber == true }.map(\.name)

  /// The rows of the table `runs` in Documentation/Notation.md §5.2.
  package static var notationTable: String {
    let rows = stored.map { "| `\($0.name)` | \($0.unit) | \($0.meaning) | \($0.section) |" }
    return (["| column | unit | is | source |", "| --- | --- | --- | --- |"] + rows)
      .map { $0.replacing("|  |", with: "| |") }.joined(separator: "\n")
  }
}

// How SQLite stores what has no type of its own there.

extension RunRow {
  fileprivate var signedSeed: Int64 {
    get { Int64(bitPattern: seed) }
    set { seed = UInt64(bitPattern: newValue) }
  }

  fileprivate var lowKey: Int64 {
    get { Int64(philoxKey[0]) }
    set { philoxKey[0] = UInt32(truncatingIfNeeded: newValue) }
  }

  fileprivate var highKey: Int64 {
    get { Int64(philoxKey[1]) }
    set { philoxKey[1] = UInt32(truncatingIfNeeded: newValue) }
  }
}

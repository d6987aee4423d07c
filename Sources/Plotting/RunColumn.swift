import RunArchive
import SpecLanguage

/// A number that every run leaves, such as its steps or whether it converged.
struct RunColumn: Sendable {
  /// With underscores, as in the table `runs`.
  let name: String
  /// For an axis, in matplotlib's mathtext.
  var label: String
  /// The same in plain words, for captions.
  var words: String
  /// The number of a run; nil where it has none, and the run is left out.
  let value: @Sendable (RunRow) -> Double?
  /// What a point is called none of whose runs has the number.
  var missing = "no value"
  /// Whether the mean over runs is wanted, not the median: 0 and 1 for no and yes.
  var isFraction = false
  /// The loss whose crossing it counts; nil for other columns.
  var threshold: Double?

  /// The same of a run alone, which is no fraction of anything.
  var ofOneRun: RunColumn {
    guard isFraction else { return self }
    var one = self
    let verb = name == "success" ? "converges" : "diverges"
    one.label = "\(verb): 1, or not: 0"
    one.words = "whether each run \(verb)"
    return one
  }
}

extension RunColumn {
  /// By run, the first step and the time below each of the spec's thresholds.
  struct Crossings: Sendable {
    var steps: [Int: [Double]] = [:]
    var times: [Int: [Double]] = [:]
  }

  /// The columns of a spec's runs.
  ///
  /// Where the spec stops at a loss, the steps and the time of runs that did not reach it say nothing but the limit, and
  /// such runs are left out.
  ///
  static func all(canConverge: Bool, thresholds: [Double], _ crossings: Crossings) -> [RunColumn] {
    let counts: @Sendable (RunRow) -> Bool = { !canConverge || $0.outcome == "converged" }
    let until = canConverge ? " to convergence" : ""
    let none = canConverge ? "none converged" : "no value"
    var columns = [
      RunColumn(
        name: "success", label: "fraction of runs that converge", words: "fraction of runs that converge",
        value: { $0.outcome == "converged" ? 1 : 0 }, missing: "none converged", isFraction: true),
      RunColumn(
        name: "divergence", label: "fraction of runs that diverge", words: "fraction of runs that diverge",
        value: { $0.outcome == "diverged" ? 1 : 0 }, missing: "none diverged", isFraction: true),
      RunColumn(
        name: "steps", label: "steps\(until)", words: "steps\(until)",
        value: { counts($0) ? Double($0.steps) : nil },
        missing: none),
      RunColumn(
        name: "time", label: "time\(until)", words: "time\(until)", value: { counts($0) ? $0.time : nil },
        missing: none),
      RunColumn(name: "loss", label: "final loss $\\ell$", words: "loss at the end") { $0.loss },
      RunColumn(name: "penalty", label: "final penalty $r$", words: "penalty at the end") { $0.penalty },
      RunColumn(
        name: "imbalance", label: "final imbalance $\\max_j \\Vert\\Delta_j\\Vert_F$",
        words: "imbalance at the end"
      ) { $0.imbalance },
      RunColumn(
        name: "alignment_time", label: "end of alignment $T_1$", words: "end of the alignment stage, T_1",
        value: { $0.alignmentTime }, missing: "none reached"),
      RunColumn(
        name: "saddle_time", label: "end of saddle avoidance $T_2$", words: "end of saddle avoidance, T_2",
        value: { $0.saddleTime }, missing: "none reached"),
      RunColumn(
        name: "local_rate", label: "local rate", words: "rate of local convergence",
        value: { $0.localRate }, missing: "none measured"),
      RunColumn(
        name: "conservation_drift", label: "drift of $\\Delta_j$ along the flow",
        words: "drift of the conserved balance errors", value: { $0.conservationDrift },
        missing: "not measured"),
      RunColumn(
        name: "evaluations", label: "evaluations of $\\nabla L$", words: "evaluations of the gradient",
        value: { $0.evaluations.map(Double.init) }, missing: "no flow"),
      RunColumn(
        name: "stiff_from", label: "time from which the flow is stiff",
        words: "time from which the flow is stiff",
        value: { $0.stiffFrom }, missing: "none is"),
      RunColumn(
        name: "verified_distance", label: "distance to the tighter flow",
        words: "distance to the flow at tolerances ten times tighter", value: { $0.verifiedDistance },
        missing: "not verified"),
      RunColumn(
        name: "determinant_sign", label: "sign of $\\det W_{1:N}(0)$", words: "sign of det W_{1:N}(0)",
        value: { $0.determinantSign.map(Double.init) }),
      RunColumn(name: "wall_seconds", label: "wall-clock seconds", words: "wall-clock seconds") {
        $0.wallSeconds
      },
      RunColumn(name: "seed", label: "seed", words: "seed") { Double($0.seed) },
      RunColumn(name: "run", label: "run", words: "number of the run") { Double($0.run) },
    ]
    for (index, threshold) in thresholds.enumerated() {
      let plain = NumberText.plain(threshold)
      let shown = Double(plain) == threshold ? plain : "\(threshold)"
      columns.append(
        RunColumn(
          name: "steps_to_\(shown)", label: "steps to $\\ell < $\(NumberText.math(threshold))",
          words: "steps until the loss is below \(shown)",
          value: { crossings.steps[$0.run]?[index] ?? .nan }, missing: "none reached", threshold: threshold))
      columns.append(
        RunColumn(
          name: "time_to_\(shown)", label: "time to $\\ell < $\(NumberText.math(threshold))",
          words: "time until the loss is below \(shown)",
          value: { crossings.times[$0.run]?[index] ?? .nan }, missing: "none reached", threshold: threshold))
    }
    return columns
  }
}

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
  /// The number of a run; nil or NaN where it has none, and the run is left out or, of a time to something, did not arrive.
  let value: @Sendable (RunRow) -> Double?
  /// What a point is called none of whose runs has the number.
  var missing = "no value"
  /// What a run with 1 does, e.g. "converges"; nil where the number is not 0 or 1 for no or yes.
  var verb: String?
  /// When runs arrive at something; nil where the number is no time to anything.
  var arrival: Arrival?
  /// The loss whose crossing it counts; nil for other columns.
  var threshold: Double?
  /// Whether it is the time of the crossing, and not its step.
  var isTime = false

  /// What a number is the time to.
  struct Arrival: Sendable {
    /// What runs that arrive do: "converge".
    let verb: String
    /// Whether each run could arrive, so that one without a number did not.
    let isDefinedForAll: Bool
    /// Whether the number counts time, not steps.
    let isInTime: Bool

    /// How far a run was followed that did not arrive, where its budget alone ended it; otherwise ∞. How far a run was followed that
    /// converged elsewhere, diverged, no longer moved or could not be continued depends on the run, and is no evidence about others.
    func end(of row: RunRow) -> Double {
      guard row.outcome == "exhausted", !row.wasObstructed else { return .infinity }
      return isInTime ? row.time : Double(row.steps)
    }
  }

  /// Whether the mean over runs is wanted, not the median.
  var isFraction: Bool { verb != nil }

  /// The same of a run alone, which is no fraction of anything.
  var ofOneRun: RunColumn {
    guard let verb else { return self }
    var one = self
    one.label = "\(verb): 1, or not: 0"
    one.words = "whether each run \(verb)"
    return one
  }
}

extension RunColumn {
  /// The columns of a spec's runs: the fields of results that figures show, and the crossings of the spec's thresholds, without their values.
  static func all(canConverge: Bool, thresholds: [Double]) -> [RunColumn] {
    let fields = ResultField.all.compactMap { field in
      field.drawing.map { RunColumn(field, $0, canConverge: canConverge) }
    }
    return fields + thresholds.flatMap { [crossing($0, isTime: false), crossing($0, isTime: true)] }
  }

  /// - Parameter canConverge: whether the spec stops at a loss; then numbers that are the limit of a run that did not reach
  ///   it are left out.
  private init(_ field: ResultField, _ drawing: ResultField.Drawing, canConverge: Bool) {
    let isToConvergence = canConverge && drawing.timeTo == .convergence
    let suffix = isToConvergence ? " to convergence" : ""
    self.init(
      name: field.name, label: drawing.label + suffix, words: drawing.words + suffix,
      value: { !isToConvergence || $0.outcome == "converged" ? field.number($0) : nil },
      missing: isToConvergence ? "none converged" : drawing.missing, verb: drawing.verb)
    if isToConvergence {
      arrival = Arrival(verb: "converge", isDefinedForAll: true, isInTime: field.isInTime)
    } else if drawing.timeTo == .event {
      arrival = Arrival(verb: "arrive", isDefinedForAll: false, isInTime: field.isInTime)
    }
  }

  /// The steps or the time to a threshold; of no run yet.
  private static func crossing(_ threshold: Double, isTime: Bool) -> RunColumn {
    let plain = NumberText.plain(threshold)
    let shown = Double(plain) == threshold ? plain : "\(threshold)"
    let what = isTime ? "time" : "steps"
    return RunColumn(
      name: "\(what)_to_\(shown)", label: "\(what) to $\\ell < $\(NumberText.math(threshold))",
      words: "\(what) until the loss is below \(shown)", value: { _ in nil }, missing: "none reached",
      arrival: Arrival(verb: "get below it", isDefinedForAll: true, isInTime: isTime), threshold: threshold,
      isTime: isTime)
  }

  /// A column of crossings with the numbers that are stored.
  ///
  /// - Parameter index: the number of its threshold, from 0.
  func reading(_ archive: ResultsArchive, threshold index: Int) throws -> RunColumn {
    let crossings = try archive.crossings(ofThreshold: index)
    let isTime = isTime
    return RunColumn(
      name: name, label: label, words: words,
      value: { row in crossings[row.run].map { isTime ? $0.time : $0.step } ?? .nan }, missing: missing,
      arrival: arrival, threshold: threshold, isTime: isTime)
  }
}

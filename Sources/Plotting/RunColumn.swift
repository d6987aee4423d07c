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
  /// What a run with 1 does, e.g. "converges"; nil where the number is not 0 or 1 for no or yes.
  var verb: String?
  /// The loss whose crossing it counts; nil for other columns.
  var threshold: Double?
  /// Whether it is the time of the crossing, and not its step.
  var isTime = false

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
    let isOfConverged = canConverge && drawing.isOfConverged
    let suffix = isOfConverged ? " to convergence" : ""
    self.init(
      name: field.name, label: drawing.label + suffix, words: drawing.words + suffix,
      value: { !isOfConverged || $0.outcome == "converged" ? field.number($0) : nil },
      missing: isOfConverged ? "none converged" : drawing.missing, verb: drawing.verb)
  }

  /// The steps or the time to a threshold; of no run yet.
  private static func crossing(_ threshold: Double, isTime: Bool) -> RunColumn {
    let plain = NumberText.plain(threshold)
    let shown = Double(plain) == threshold ? plain : "\(threshold)"
    let what = isTime ? "time" : "steps"
    return RunColumn(
      name: "\(what)_to_\(shown)", label: "\(what) to $\\ell < $\(NumberText.math(threshold))",
      words: "\(what) until the loss is below \(shown)", value: { _ in nil }, missing: "none reached",
      threshold: threshold, isTime: isTime)
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
      threshold: threshold, isTime: isTime)
  }
}

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
  /// By run, the first step and the time below each of the spec's thresholds.
  struct Crossings: Sendable {
    var steps: [Int: [Double]] = [:]
    var times: [Int: [Double]] = [:]
  }

  /// The columns of a spec's runs: the fields of results that figures show, and the crossings of the spec's thresholds.
  static func all(canConverge: Bool, thresholds: [Double], _ crossings: Crossings) -> [RunColumn] {
    let fields = ResultField.all.compactMap { field in
      field.drawing.map { RunColumn(field, $0, canConverge: canConverge) }
    }
    return thresholds.enumerated().reduce(into: fields) { all, threshold in
      all += crossing(threshold.element, at: threshold.offset, crossings)
    }
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

  /// The steps and the time to a threshold.
  private static func crossing(_ threshold: Double, at index: Int, _ crossings: Crossings) -> [RunColumn] {
    let plain = NumberText.plain(threshold)
    let shown = Double(plain) == threshold ? plain : "\(threshold)"
    let label = "to $\\ell < $\(NumberText.math(threshold))"
    return [
      RunColumn(
        name: "steps_to_\(shown)", label: "steps \(label)", words: "steps until the loss is below \(shown)",
        value: { crossings.steps[$0.run]?[index] ?? .nan }, missing: "none reached", threshold: threshold),
      RunColumn(
        name: "time_to_\(shown)", label: "time \(label)", words: "time until the loss is below \(shown)",
        value: { crossings.times[$0.run]?[index] ?? .nan }, missing: "none reached", threshold: threshold),
    ]
  }
}

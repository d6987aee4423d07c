import DeepLinear
import SpecLanguage

// stop, observe, sweep, best, checkpoint.

extension SpecKey {
  static let stop = SpecKey(
    "stop",
    .keys(
      SpecKey(
        "loss-below", .orNone(.number(.positive), "runs to max-steps or max-time"), .defaulted("none"),
        example: "1e-8",
        synonyms: ["tolerance", "tol", "loss"], "Converged when ℓ above its optimum is below this."),
      SpecKey(
        "loss-above",
        .union([.number(.positive), .choice([.init("automatic", "10¹² · max(1, L(0))")])]),
        .defaulted("automatic"),
        example: "1e12", "Diverged when L is above this; automatic is 10¹² · max(1, L(0))."),
      SpecKey(
        "max-steps", .orNone(.integer(0...1_000_000_000_000), "no limit"), .defaulted("none"), unit: "steps",
        example: "200000", synonyms: ["steps", "iterations", "max-iterations", "epochs"],
        "The largest number of steps, a flow's being those that its solver accepts; this or max-time is required."
      ),
      SpecKey(
        "max-time", .orNone(.number(.positive), "no limit"), .defaulted("none"),
        unit: "time (step-size × steps)",
        example: "2000.0", synonyms: ["time"],
        "The largest time; this or max-steps is required, and a flow needs this; the last step of descent is the largest k with step-size · k ≤ max-time, compared exactly as decimals."
      ),
      SpecKey(
        "stop-when-stalled", .boolean, .defaulted(false), example: "true",
        "Also stops when a step of descent, with or without momentum, changes no bit of any weight.")),
    .required, example: "{loss-below: 1e-8, max-steps: 200000}", synonyms: ["until", "stopping"],
    "When a run ends.")

  static let observe = SpecKey(
    "observe",
    .keys(
      SpecKey(
        "snapshots",
        .oneOf([
          SpecKey(
            "log", .integer(2...1_000_000), .required, unit: "snapshots", example: "300",
            "About so many, evenly spread over the logarithm of the step, or of a flow's time from max-time / 10⁴ on."
          ),
          SpecKey(
            "every", .union([.integer(1...1_000_000_000_000), .number(.positive)]), .required,
            unit: "steps (time for a flow)", example: "100", "At every so many steps, or every so long."),
          SpecKey(
            "at", .list(of: .number(.nonnegative), count: 1...100_000), .required,
            unit: "steps (times for a flow)",
            example: "[0, 10, 100]", "At these, rising."),
          SpecKey(
            "times", .list(of: .number(.nonnegative), count: 1...100_000), .required, unit: "time",
            example: "[0, 0.5, 1]",
            "At these times, rising, for descent too: of each, after the last step with step-size · k ≤ t, as for max-time; repeated steps are recorded once."
          ),
        ]),
        .defaulted(["log": 300]), "When quantities are recorded; the first and the last step always are."),
      SpecKey(
        "quantities",
        .union([
          .choice([
            .init(
              "cheap",
              "every quantity that costs no more at a snapshot than a few singular value decompositions: all but flow-distance"
            )
          ]),
          .list(of: .choice(quantities), count: 0...quantities.count),
        ]), .defaulted("cheap"), example: "[loss, singular-values, imbalance]",
        synonyms: ["metrics", "observables", "variables"], "What is recorded, besides step and time."
      ).excludedFromIdentity,
      SpecKey(
        "monitors", .list(of: .choice(monitors), count: 0...monitors.count), .defaulted([]), example: "[]",
        "What is checked at every step."
      ).excludedFromIdentity,
      SpecKey(
        "thresholds", .list(of: .number(.positive), count: 0...1000), .defaulted([]), example: "[1e-2, 1e-4]",
        "For each, the step and the time at which the loss first falls below it are recorded."),
      SpecKey(
        "weights",
        .choice([
          .init("none", "no weights"), .init("initial", "W_1 … W_N at step 0"),
          .init("final", "W_1 … W_N at the end"), .init("snapshots", "W_1 … W_N at every snapshot"),
        ]), .defaulted("final"), example: "final",
        "Which weights are written, as .npy files or, above 1,000 runs, .npz archives."
      ).excludedFromIdentity),
    .defaulted([:]), example: "{snapshots: {log: 300}}", synonyms: ["record", "log", "save"],
    "What is recorded, and when.")

  /// Every observable that there is, and what is composed of whole runs.
  private static let quantities: [SpecType.Choice] =
    Observable<Double>.all.map { .init($0.name, $0.longName) } + [
      .init(
        ObserveSpecification.flowDistance,
        "distance of descent, with or without momentum, to the gradient flow from the same start at t = η·k")
    ]

  private static let monitors: [SpecType.Choice] = [
    ("descent", "the loss never rises"), ("balance", "the layers stay 2δ-balanced"),
    ("boundedness", "the layers stay bounded"),
  ].map { .init($0.0, $0.1, untilAvailable: "write observe.monitors: []") }

  /// The two ways to write an axis without listing its values.
  static let axisRanges = SpecMapping(exactlyOneOf: [
    range("log", .positive, "1e-3", "Values with the same ratio between neighbours, to 12 digits."),
    range("linear", .any, "0.5", "Values with the same difference between neighbours, to 12 digits."),
  ])

  private static func range(_ name: String, _ ends: NumberRange, _ from: String, _ documentation: String)
    -> SpecKey
  {
    SpecKey(
      name,
      .keys(
        SpecKey("from", .number(ends), .required, example: from, "The first value."),
        SpecKey("to", .number(ends), .required, example: "1", "The last value."),
        SpecKey(
          "count", .integer(2...10_000), .required, example: "13", "How many values, both ends included.")),
      .required, example: "{from: \(from), to: 1, count: 13}", documentation)
  }

  static let sweep = SpecKey(
    "sweep", .axes(over: sweepable, ranges: axisRanges), .optional, example: "{network.depth: [2, 3, 4]}",
    synonyms: ["grid", "parameters"],
    "Keys to vary: each has a list of values, {log: {from: 1e-3, to: 1, count: 13}} or {linear: {from: 0, to: 1, count: 11}}; "
      + "every combination is a point, the first key slowest, but keys of one group in zip: [{KEY: [...], KEY: [...]}] move together."
  )

  static let best = SpecKey(
    "best",
    .oneOf(
      axisRanges.variants + [
        SpecKey(
          "list", .list(of: .number(.any), count: 1...BestSpecification.mostValues), .required,
          example: "[0.01, 0.1, 1]", "These values.")
      ],
      keys: [
        SpecKey(
          "over", .text(.path), .required, example: "\(MethodRegistry.all[0].path).step-size",
          "The key of dynamics or initialization whose value each run chooses; what the spec has there is replaced."
        ),
        SpecKey(
          "by", .choice([.init("fewest-steps", "the fewest steps to stop.loss-below")]),
          .required, example: "fewest-steps",
          "What is best: of several values with as few steps, the first of the grid."),
      ]),
    .optional,
    example:
      "{over: \(MethodRegistry.all[0].path).step-size, log: {from: 1e-4, to: 1, count: 9}, by: fewest-steps}",
    "Every run, of each point and seed, tries the values of one more key in their order, each at most for the fewest steps so far, and is "
      + "the run with the best one; all attempts are in the table attempts."
  )

  static let checkpoint = SpecKey(
    "checkpoint",
    .keys(
      SpecKey(
        "every", .text(.duration), .defaulted("10min"), unit: "s, min or h", example: "10min",
        "How often, at least, in runs that take longer than this.")),
    .defaulted([:]), example: "{every: 10min}",
    "Saves the states of long runs, from which interrupted ones continue to the same bits; it changes no number, and may "
      + "differ from call to call.")
}

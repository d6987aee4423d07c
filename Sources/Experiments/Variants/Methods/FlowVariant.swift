import DeepLinear
import DeepLinearFlow
import SpecLanguage

/// A method that follows a flow to a stated accuracy.
package protocol FlowVariant: MethodVariant {
  /// How closely the flow is followed.
  var settings: FlowAccuracy { get }
}

extension FlowVariant {
  package var stepSize: Double? { nil }
  package var accuracy: FlowAccuracy? { settings }
  /// What a solver of order five holds.
  package var weightCopies: Double { 12 }
  package var caption: String { "relative tolerance \(settings.relativeTolerance)" }
  package func check(_ problem: Specification) throws(SpecConflict) { try checkFlow(problem) }

  /// Keys that every flow needs, and those that have no meaning for one.
  package func checkFlow(_ problem: Specification) throws(SpecConflict) {
    guard problem.stop.maxTime != nil else {
      throw SpecConflict(
        at: "stop",
        "stop has no max-time, which a flow needs, as its steps have no length of their own; add one, such as max-time: "
          + "200.0.")
    }
    guard !problem.stop.stopWhenStalled else {
      throw SpecConflict(
        at: "stop.stop-when-stalled",
        "stop.stop-when-stalled is true, but a flow is never stationary within a finite time; leave it out, or use "
          + "loss-below.")
    }
    let regularization = problem.dynamics.regularization
    guard regularization <= strongestPenalty else {
      throw SpecConflict(
        at: "dynamics.regularization",
        "dynamics.regularization is \(regularization), and in a flow the rounding of so strong a penalty outweighs the "
          + "loss; expected at most \(NumberText.plain(strongestPenalty)).")
    }
  }

  /// The strongest penalty that a flow can follow: with weights of order 1, a·2⁻⁵³ is still a small part of the loss's gradient.
  private var strongestPenalty: Double { 1e12 }
}

extension FlowAccuracy {
  /// Reads the keys that every flow has.
  init(resolved value: SpecValue) {
    self.init(
      relativeTolerance: value.required("relative-tolerance", \.number),
      absoluteTolerance: value.required("absolute-tolerance", \.number), method: value.word("method"),
      maximumSteps: value.required("maximum-steps", \.integer))
  }
}

extension SpecKey {
  /// The key of a flow.
  static func flow(_ name: String, _ documentation: String, synonyms: [String]) -> SpecKey {
    SpecKey(
      name,
      .keys(
        SpecKey(
          "relative-tolerance", .number(relativeTolerances), .defaulted(1e-10),
          synonyms: ["rtol", "tolerance"],
          "How far the weights may be from the exact flow, relative to the norm of each layer; rounding allows no finer steps."
        ),
        SpecKey(
          "absolute-tolerance", .number(absoluteTolerances), .defaulted(1e-12), synonyms: ["atol"],
          "How far they may be besides, in the units of the weights."),
        SpecKey(
          "method", .choice(solvers), .defaulted("automatic"), synonyms: ["solver"], "How steps are taken."),
        SpecKey(
          "maximum-steps", .integer(1...1_000_000_000_000),
          .defaulted(.integer(FlowAccuracy.usualMaximumSteps)), unit: "steps",
          "The most steps that the solver may take; they end a run as exhausted, with a message, and sooner where the weights have come to rest and so many steps would not reach max-time."
        ).leftOutByDefault),
      .required, example: "{relative-tolerance: 1e-10}", synonyms: synonyms, documentation)
  }

  private static let relativeTolerances = NumberRange(
    "a number from \(FlowAccuracy.finestRelativeTolerance) to 0.1", FlowAccuracy.finestRelativeTolerance, 0.1,
    includesLower: true, includesUpper: true)
  /// One that is far above the weights would let every step pass.
  private static let absoluteTolerances = NumberRange(
    "a number above 0 and at most 1", 0, 1, includesUpper: true)

  private static let solvers: [SpecType.Choice] = FlowAccuracy.Method.allCases.map { method in
    switch method {
    case .automatic: .init(method.rawValue, "explicit steps until the flow is seen to be stiff, then bdf")
    case .bdf: .init(method.rawValue, "backward differentiation, for stiff flows")
    case .dormandPrince: .init(method.rawValue, "Dormand and Prince's explicit pair of orders 5 and 4")
    }
  }
}

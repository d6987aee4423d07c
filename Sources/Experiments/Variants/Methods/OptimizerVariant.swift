import DeepLinear
import DeepLinearFlow
import SpecLanguage

/// A method that takes steps of one length.
package protocol OptimizerVariant: MethodVariant {
  associatedtype Rule: Optimizer
  /// The rule, with its settings.
  var optimizer: Rule { get }
}

extension OptimizerVariant {
  package var stepSize: Double? { optimizer.stepSize }
  package var accuracy: FlowAccuracy? { nil }
  /// W_k, W_{k−1}, ∇L, and what a gradient needs; and the optimizer's own arrays.
  package var weightCopies: Double { 5 + Double(optimizer.arrayCount) }
  package var caption: String { "step size \(optimizer.stepSize)" }
  package var method: any TrainingMethod { optimizer }
}

extension SpecKey {
  /// η, of every optimizer.
  package static let stepSize = SpecKey(
    "step-size", .number(.positive), .required, unit: "time per step", example: "0.01",
    synonyms: ["learning-rate", "lr", "eta", "η"], "η, the time that one step takes."
  ).symbol("\\eta")

  /// β, of optimizers with momentum.
  package static let momentum = SpecKey(
    "momentum",
    .number(NumberRange("a number of at least 0 and below 1", 0, 1, includesLower: true)), .required,
    example: "0.9", synonyms: ["beta", "β"], "β, the part of the last step that is added to the next."
  ).symbol("\\beta")
}

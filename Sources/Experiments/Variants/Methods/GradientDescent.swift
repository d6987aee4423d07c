import DeepLinear
import DeepLinearTheory
import SpecLanguage

/// W_j ← W_j − η ∇_{W_j} L, all layers at once.
package struct GradientDescentVariant: OptimizerVariant {
  package static let key = SpecKey(
    "gradient-descent", .keys(.stepSize), .required, example: "{step-size: 0.01}", synonyms: ["gd", "sgd"],
    "All layers at once, with a fixed step.")

  package let optimizer: GradientDescent

  package var rule: Setting.Dynamics { .descent(stepSize: optimizer.stepSize) }

  package init(_ value: SpecValue) {
    optimizer = GradientDescent(stepSize: value.required("step-size", \.number))
  }
}

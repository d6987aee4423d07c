import DeepLinear
import SpecLanguage

/// Y = W_k + β (W_k − W_{k−1}), W_{k+1} = Y − η ∇L(Y).
package struct NesterovVariant: OptimizerVariant {
  package static let key = SpecKey(
    "nesterov", .keys(.stepSize, .momentum), .required, example: "{step-size: 0.01, momentum: 0.9}",
    synonyms: ["accelerated", "nag"],
    "Nesterov's momentum, W_{k+1} = Y − η∇L(Y) with Y = W_k + β(W_k − W_{k−1}) and W_{−1} = W_0; on the reference engine only."
  ).words("Nesterov")

  package let optimizer: Nesterov

  package init(_ value: SpecValue) {
    optimizer = Nesterov(
      stepSize: value.required("step-size", \.number), momentum: value.required("momentum", \.number))
  }

  package var caption: String { "step size \(optimizer.stepSize), momentum \(optimizer.momentum)" }
}

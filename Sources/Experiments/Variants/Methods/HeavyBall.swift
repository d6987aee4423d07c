import DeepLinear
import SpecLanguage

/// W_{k+1} = W_k − η ∇L(W_k) + β (W_k − W_{k−1}).
package struct HeavyBallVariant: OptimizerVariant {
  package static let key = SpecKey(
    "heavy-ball", .keys(.stepSize, .momentum), .required, example: "{step-size: 0.01, momentum: 0.9}",
    synonyms: ["momentum", "polyak"],
    "Gradient descent with Polyak's momentum, W_{k+1} = W_k − η∇L(W_k) + β(W_k − W_{k−1}) with W_{−1} = W_0; on the reference engine only."
  )

  package let optimizer: HeavyBall

  package init(_ value: SpecValue) {
    optimizer = HeavyBall(
      stepSize: value.required("step-size", \.number), momentum: value.required("momentum", \.number))
  }

  package var caption: String { "step size \(optimizer.stepSize), momentum \(optimizer.momentum)" }
}

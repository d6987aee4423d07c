import DeepLinear
import DeepLinearFlow
import DeepLinearTheory
import SpecLanguage

/// dW_j/dt = −∇_{W_j} L, all layers at once.
package struct GradientFlowVariant: FlowVariant {
  package static let key = SpecKey.flow(
    "gradient-flow", "The continuous limit of gradient descent.", synonyms: ["flow", "ode"])

  package let settings: FlowAccuracy

  package var rule: Setting.Dynamics { .flow }

  package init(_ value: SpecValue) { settings = FlowAccuracy(resolved: value) }

  package var method: any TrainingMethod { GradientFlow(accuracy: settings) }
}

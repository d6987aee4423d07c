import DeepLinear
import DeepLinearFlow
import LinearAlgebra
import SpecLanguage

/// The flow of W_{1:N} under exact balance: supposes balanced layers wide enough to factor it, and has no penalty.
package struct EndToEndFlowVariant: FlowVariant {
  package static let key = SpecKey.flow(
    "end-to-end-flow", "The flow of the end-to-end matrix under exact balance.",
    synonyms: ["balanced-flow", "product-flow"]
  ).words("end-to-end flow")

  package let settings: FlowAccuracy

  package init(_ value: SpecValue) { settings = FlowAccuracy(resolved: value) }

  package func check(_ problem: Specification) throws(SpecConflict) {
    try checkFlow(problem)
    let (network, regularization) = (problem.network, problem.dynamics.regularization)
    guard regularization == 0 else {
      throw SpecConflict(
        at: "dynamics.regularization",
        "dynamics.regularization is \(regularization), but an end-to-end flow keeps its layers balanced, where the "
          + "penalty is 0; leave it out, or use gradient-flow.")
    }
    guard network.narrowest >= network.rank else {
      throw SpecConflict(
        at: Self.path,
        "\(Self.path) needs hidden widths of at least min(d_0, d_N) = \(network.rank); the narrowest of "
          + "\(network.shownWidths) is \(network.narrowest); use gradient-flow.")
    }
    // Weights from files are tested when they are read.
    guard network.depth > 1, let name = problem.initialization.distribution.unbalancedName(network) else {
      return
    }
    throw SpecConflict(
      at: "initialization",
      "initialization.\(name) is not balanced, as an end-to-end flow supposes; use balanced or balanced-gaussian, or "
        + "gradient-flow.")
  }

  package func check<S: Scalar>(initial network: DeepLinearNetwork<S>) throws { try network.requireBalance() }

  package var method: any TrainingMethod { EndToEndFlow(accuracy: settings) }
}

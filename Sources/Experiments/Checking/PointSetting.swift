import DeepLinear
import DeepLinearFlow
import DeepLinearTheory
import LinearAlgebra

extension Specification {
  /// What statements may require of the problem beside its matrices.
  package var setting: Setting {
    Setting(
      widths: network.widths, isComplex: network.field == .complex, hasSquareLoss: target.hasSquareLoss,
      regularization: dynamics.regularization, dynamics: dynamics.method.rule,
      distribution: initialization.distribution.distribution(of: network),
      conditionedSign: initialization.determinant.sign, lossBelow: stop.lossBelow,
      flowTolerance: dynamics.method.accuracy?.relativeTolerance ?? 0)
  }
}

extension InitializationSpecification.Determinant {
  /// The sign that is required; 0 where none is.
  fileprivate var sign: Int {
    switch self {
    case .any: 0
    case .positive: 1
    case .negative: -1
    }
  }
}

extension Experiment {
  /// The name of the experiment and, where a sweep makes several points, the number and the parameters of one.
  public func title(of point: Point) -> String {
    let parameters = point.parameters.map { "\($0.path) = \($0.value.flowStyle)" }
    return name + (parameters.isEmpty ? "" : ", point \(point.index): " + parameters.joined(separator: ", "))
  }
}

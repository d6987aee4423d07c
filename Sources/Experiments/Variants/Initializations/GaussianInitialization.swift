import DeepLinear
import DeepLinearTheory
import LinearAlgebra
import SpecLanguage

/// Independent Gaussian entries in every layer.
package struct GaussianInitializationVariant: InitializationVariant {
  package static let key = SpecKey(
    "gaussian",
    .keys(
      SpecKey(
        "deviation",
        .union([
          .number(.positive), .list(of: .number(.positive), count: 1...1000),
          .choice([.init("fan-in", "1/√d_{j−1} for layer j")]),
        ]), .required, example: "0.1", synonyms: SpecKey.deviationSynonyms,
        "The standard deviation of the entries: one number, one per layer, or fan-in for 1/√d_{j−1}."
      ).symbol("s")),
    .required, example: "{deviation: 0.1}", "Independent Gaussian entries in every layer.")

  /// The standard deviation s_j of the entries of W_j; over the complex numbers E|w|² = s_j².
  package let deviation: GaussianInitialization.Deviation

  package init(_ value: SpecValue) {
    deviation = value.required("deviation") { deviation in
      deviation.number.map { .uniform($0) } ?? deviation.list.map { .perLayer($0.compactMap(\.number)) }
        ?? .fanIn
    }
  }

  package func check(_ problem: Specification) throws(SpecConflict) {
    guard case .perLayer(let deviations) = deviation else { return }
    try problem.network.requireDepth(deviations.count, "deviation", at: "\(Self.path).deviation")
  }

  package func unbalancedName(_ network: NetworkSpecification) -> String? { Self.key.name }

  package var caption: String? {
    guard case .uniform(let s) = deviation else { return nil }
    return "Gaussian start of deviation \(s)"
  }

  package func distribution(of network: NetworkSpecification) -> Setting.Distribution {
    switch deviation {
    case .uniform(let s): .independentLayers(deviations: Array(repeating: s, count: network.depth))
    case .perLayer(let s): .independentLayers(deviations: s)
    case .fanIn: .independentLayers(deviations: network.widths.dropLast().map { 1 / Double($0).squareRoot() })
    }
  }

  package func initialization<S: Scalar>(
    target: Matrix<S>, from source: some ProblemSource
  ) throws -> any Initialization {
    GaussianInitialization(deviation: deviation)
  }
}

extension NetworkSpecification {
  /// Refuses a list of another length than N.
  func requireDepth(_ count: Int, _ what: String, at path: String) throws(SpecConflict) {
    guard count != depth else { return }
    throw SpecConflict(
      at: path, "\(path) has \(count) \(what)\(count == 1 ? "" : "s"); expected \(depth), one per layer.")
  }
}

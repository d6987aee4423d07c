import SpecLanguage

/// The methods that a spec can choose from, in the order of the documentation: a new one is a file in this folder and a line here.
package enum MethodRegistry {
  package static let all: [any MethodVariant.Type] = [
    GradientDescentVariant.self,
    HeavyBallVariant.self,
    NesterovVariant.self,
    GradientFlowVariant.self,
    EndToEndFlowVariant.self,
  ]

  /// All keys.
  static var keys: [SpecKey] { all.map { $0.key } }

  /// The one whose key the resolved section has.
  static func chosen(in section: SpecValue) -> any MethodVariant {
    for variant in all { if let value = section[variant.key.name] { return variant.init(value) } }
    preconditionFailure("the resolved spec has no method")
  }
}

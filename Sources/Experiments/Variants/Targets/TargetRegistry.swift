import SpecLanguage

/// The targets that a spec can choose from, in the order of the documentation: a new one is a file in this folder and a line here.
package enum TargetRegistry {
  package static let all: [any TargetVariant.Type] = [
    IdentityTarget.self,
    DiagonalTarget.self,
    SingularValuesTarget.self,
    GaussianTarget.self,
    FileTarget.self,
    DataTarget.self,
  ]

  static var keys: [SpecKey] { all.map { $0.key } }

  /// The one whose key the resolved section has; nil where a loss needs none.
  static func chosen(in section: SpecValue) -> (any TargetVariant)? {
    for variant in all { if let value = section[variant.key.name] { return variant.init(value) } }
    return nil
  }
}

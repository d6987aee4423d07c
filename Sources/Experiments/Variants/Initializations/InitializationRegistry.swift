import SpecLanguage

/// The initializations that a spec can choose from, in the order of the documentation: a new one is a file in this folder and a line here.
package enum InitializationRegistry {
  package static let all: [any InitializationVariant.Type] = [
    GaussianInitializationVariant.self,
    BalancedInitializationVariant.self,
    BalancedGaussianInitializationVariant.self,
    IdentityInitializationVariant.self,
    OrthogonalInitializationVariant.self,
    FilesInitializationVariant.self,
    CounterexampleVariant.self,
  ]

  /// All keys.
  static var keys: [SpecKey] { all.map { $0.key } }

  /// The one whose key the resolved section has.
  static func chosen(in section: SpecValue) -> any InitializationVariant {
    for variant in all { if let value = section[variant.key.name] { return variant.init(value) } }
    preconditionFailure("the resolved spec has no initialization")
  }
}

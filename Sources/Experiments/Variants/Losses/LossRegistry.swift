import SpecLanguage

/// The losses that keys beside the target choose, in the order of the documentation: a new one is a file in this folder and a line here. Without
/// such a key it is the square loss.
package enum LossRegistry {
  package static let all: [any LossVariant.Type] = [
    MaskedLossVariant.self,
    QuadraticLossVariant.self,
    MeasurementsVariant.self,
  ]

  /// The one whose key the resolved section has; nil for the square loss.
  static func chosen(in section: SpecValue) throws(SpecConflict) -> (any LossVariant)? {
    let given = all.filter { variant in
      guard let value = section[variant.key.name] else { return false }
      return value != .text(SpecType.noneWord)
    }
    guard given.count < 2 else {
      throw SpecConflict(
        at: given[1].path,
        "target has both \(given[0].key.name) and \(given[1].key.name), which make different losses; keep one."
      )
    }
    return given.first.flatMap { variant in section[variant.key.name].map { variant.init($0) } }
  }
}

// A sweep over a whole mapping, such as dynamics, replaces all of it.

import SpecLanguage

extension SweepPlan {
  /// Refuses keys written in a mapping that an axis replaces as a whole, where they say something else than the axis does at the
  /// first point: they would be lost without a word.
  ///
  /// Keys of which exactly one may be given are what such an axis is for, and may be there; so may what the resolved spec
  /// says, which is the first point's.
  func refuseLostKeys(of base: SyntaxNode, _ resolution: Resolution) throws(InputError) {
    for (path, value) in assignments(at: 0) {
      guard let key = SpecKey.spec[path[...]], let written = base[path[...]]?.entries else { continue }
      for entry in written {
        let beside = key.keysBesideVariants
        guard let child = beside.first(where: { $0.name == entry.key }) else { continue }
        let name = path.joined(separator: ".")
        let swept = try resolution.resolve(value, as: key, path: name)
        let own = try resolution.resolve(entry.value, as: child, path: "\(name).\(entry.key)")
        guard swept[entry.key] != own else { continue }
        throw InputError(
          "sweep.\(name) replaces the whole of \(name), so that \(name).\(entry.key) here would have no effect; write "
            + "\(entry.key) into each value of the sweep.", at: entry.location)
      }
    }
  }
}

extension SpecKey {
  /// The keys of a mapping with variants that are not variants themselves; none where it has no variants.
  fileprivate var keysBesideVariants: [SpecKey] {
    for case .mapping(let mapping) in type.alternatives where !mapping.variants.isEmpty {
      return mapping.keys
    }
    return []
  }
}

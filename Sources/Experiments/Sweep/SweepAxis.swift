import SpecLanguage

/// One key that a sweep varies, and its values.
struct SweepAxis: Sendable {
  let path: [String]
  /// Each where it was written; those of a range where the range was.
  let values: [SyntaxNode]
  /// As the resolved spec writes it.
  let resolved: SpecValue

  var name: String { path.joined(separator: ".") }

  /// Reads `name: [2, 3]`, `name: {log: {from, to, count}}` or `name: {linear: {from, to, count}}`.
  init(_ entry: SyntaxNode.Entry, _ resolution: Resolution) throws(InputError) {
    path = entry.key.split(separator: ".", omittingEmptySubsequences: false).map(String.init)
    let key = try Self.key(at: path, entry.location)
    let title = "sweep.\(entry.key)"
    switch entry.value.content {
    case .list(let values) where !values.isEmpty:
      guard values.count <= SweepPlan.maximumPoints else {
        throw SweepPlan.tooMany(values.count, at: entry.value.location)
      }
      self.values = values
      resolved = .list(try resolution.resolve(values, as: key.type, of: key, path: title))
    case .mapping(let entries):
      resolved = try resolution.resolve(entries, at: entry.value, as: SpecKey.axisRanges, path: title)
      values = resolved.rangeValues.map { SyntaxNode(.number($0), at: entry.value.location) }
      _ = try resolution.resolve(values, as: key.type, of: key, path: title)
    case .list, .scalar:
      throw InputError(
        "\(title) is \(entry.value.summary); expected a list of values, or log or linear with from, to and count, "
          + "such as [\(key.example)].", at: entry.value.location)
    }
  }

  private static func key(at path: [String], _ location: SourceLocation) throws(InputError) -> SpecKey {
    let name = path.joined(separator: ".")
    guard let key = SpecKey.spec[path[...]], !name.isEmpty else {
      throw InputError(
        "sweep has \(name.quoted), which is no key of the spec\(Suggestion.path(for: name))", at: location)
    }
    guard SpecKey.sweepable.contains(path[0]) else {
      throw InputError(
        "\(name) cannot be swept; expected a key of \(SpecKey.sweepable.joined(last: "or")).", at: location)
    }
    return key
  }
}

import SpecLanguage

/// A value given on the command line as `--set key=value`, which takes the place of the spec's.
struct Override {
  let path: [String]
  private let value: SyntaxNode

  /// Reads `stop.max-steps=1000`; the value is YAML, so that `network.widths=[3,4,5]` is a list. Under
  /// `sweep` the rest of the path is one key: `sweep.network.depth=[2,3]`.
  init(_ text: String) throws(InputError) {
    guard let equals = text.firstIndex(of: "=") else {
      throw InputError(
        "expected key=value, such as --set stop.max-steps=1000.",
        at: SourceLocation(source: "--set \(text.quoted)"))
    }
    let name = String(text[..<equals])
    let source = "--set \(name)"
    let parts = name.split(
      separator: ".", maxSplits: name.hasPrefix("sweep.") ? 1 : Int.max, omittingEmptySubsequences: false)
    path = parts.map(String.init)
    let isAxis = path.count == 2 && path[0] == "sweep"
    guard isAxis || SpecKey.spec[path[...]] != nil, !name.isEmpty else {
      throw InputError(
        "\(name.quoted) is no key of the spec\(Suggestion.path(for: name))",
        at: SourceLocation(source: "--set"))
    }
    let written = String(text[text.index(after: equals)...])
    guard !written.allSatisfy(\.isWhitespace) else {
      throw InputError(
        "no value follows '='; write one, such as \(name)=\(SpecKey.spec[path[...]]?.example ?? "[1, 2]").",
        at: SourceLocation(source: source))
    }
    value = try SyntaxReader.read(written, source: source, hasLines: false)
  }

  /// The tree with the values of `texts` in place of its own.
  ///
  /// - Throws: `InputError` where a text cannot be read, sets a key again, or sets a key inside a value that has no keys.
  static func apply(
    _ texts: [String], to root: SyntaxNode, _ resolution: Resolution
  ) throws(InputError) -> SyntaxNode {
    var seen: Set<[String]> = []
    var root = root
    for text in texts {
      let override = try Override(text)
      guard seen.insert(override.path).inserted else {
        throw InputError("the key is set twice; keep one.", at: override.value.location)
      }
      try resolution.refuseObstacle(on: override.path[...], in: root)
      root = root.setting(override.path[...], to: override.value)
    }
    return root
  }

  /// Refuses values that a sweep would replace at every point.
  static func check(_ root: SyntaxNode, against plan: SweepPlan) throws(InputError) {
    for path in plan.paths {
      guard let value = root[path[...]], value.location.source.hasPrefix("--set ") else { continue }
      throw InputError(
        "the spec sweeps this key, so the value would have no effect; set sweep.\(path.joined(separator: ".")) instead.",
        at: value.location)
    }
  }

  /// Refuses a value that `best` would replace.
  static func check(_ root: SyntaxNode, against grid: BestGrid) throws(InputError) {
    guard let value = root[grid.path[...]], value.location.source.hasPrefix("--set ") else { return }
    throw InputError(
      "best tries values of this key, so the value would have no effect; set best.list to [\(value.summary)] for this value alone.",
      at: value.location)
  }
}

extension Resolution {
  /// Refuses a value that would be lost where a key inside it is set, as for `initialization: gaussian` and a sweep over
  /// `initialization.determinant`: it is no mapping, and means nothing there.
  func refuseObstacle(on path: ArraySlice<String>, in root: SyntaxNode) throws(InputError) {
    guard let (way, value) = root.obstacle(on: path), let key = SpecKey.spec[way] else { return }
    _ = try resolve(value, as: key, path: way.joined(separator: "."))
  }
}

extension Suggestion {
  /// The end of a sentence about a dotted path that leads nowhere.
  static func path(for name: String) -> String {
    let paths = SpecKey.spec.paths
    if let near = nearest(to: name, among: paths) { return "; did you mean \(near)?" }
    let last = name.split(separator: ".").last.map(String.init) ?? name
    let found = paths.filter { $0.split(separator: ".").last.map(String.init) == last }.prefix(4)
    if !found.isEmpty { return "; did you mean \(found.joined(last: "or"))?" }
    return "; 'deeplinear schema' lists them."
  }
}

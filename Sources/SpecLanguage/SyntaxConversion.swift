import Yams

/// Makes the tree of a parsed text, with merged mappings in place of `<<`.
struct SyntaxConversion {
  private let places: SyntaxPlaces
  private let renamed: RenamedKeys
  private var nodeCount = 0

  init(_ places: SyntaxPlaces, _ renamed: RenamedKeys) { (self.places, self.renamed) = (places, renamed) }

  /// - Throws: `InputError` where the text is too large a tree, or says what a spec cannot.
  mutating func convert(_ root: Node) throws(InputError) -> SyntaxNode {
    try convert(root, depth: 0, merge: nil)
  }

  /// - Parameter merge: the line whose `<<` merges the node; nil where none does.
  private mutating func convert(_ node: Node, depth: Int, merge: Int?) throws(InputError) -> SyntaxNode {
    nodeCount += 1
    let place = places[node.mark, merge]
    guard nodeCount <= SyntaxReader.maximumNodes else {
      throw InputError(
        "the spec has more than \(SyntaxReader.maximumNodes) values; keep matrices in .npy files.", at: place)
    }
    guard depth <= SyntaxReader.maximumDepth else {
      throw InputError("the spec is nested more than \(SyntaxReader.maximumDepth) deep.", at: place)
    }
    switch node {
    case .scalar(let scalar):
      try check(scalar.tag, fits: .str, at: place)
      return SyntaxNode(.scalar(scalar.string, isPlain: scalar.style == .plain), at: place)
    case .sequence(let sequence):
      try check(sequence.tag, fits: .seq, at: place)
      var values: [SyntaxNode] = []
      for value in sequence { values.append(try convert(value, depth: depth + 1, merge: merge)) }
      return SyntaxNode(.list(values), at: place)
    case .mapping(let mapping):
      try check(mapping.tag, fits: .map, at: place)
      return SyntaxNode(.mapping(try entries(of: mapping, depth: depth, merge: merge)), at: place)
    case .alias: throw InputError("here is an alias that names nothing.", at: place)
    }
  }

  /// The mapping's own entries, and in place of `<<` those of merged mappings whose keys it does not have: of equal keys the
  /// mapping's own counts, then that of the first merged mapping. Values are not merged further.
  private mutating func entries(
    of mapping: Node.Mapping, depth: Int, merge: Int?
  ) throws(InputError) -> [SyntaxNode.Entry] {
    var entries: [(entry: SyntaxNode.Entry, isMerged: Bool)] = []
    var firstMarks: [String: Mark?] = [:]
    for (key, value) in mapping {
      guard case .scalar(let scalar) = key else {
        throw InputError("a list or mapping is in the place of a key.", at: places[key.mark, merge])
      }
      let (name, place) = (renamed.name(of: scalar), places[key.mark, merge])
      if let first = firstMarks.updateValue(key.mark, forKey: name) {
        throw duplicate(name, first, at: place)
      }
      if name == "<<", scalar.style == .plain {
        let merged = try merged(value, at: place, depth: depth, merge: merge ?? key.mark?.line)
        entries += merged.map { ($0, isMerged: true) }
      } else {
        let converted = try convert(value, depth: depth + 1, merge: merge)
        entries.append((.init(key: name, location: place, value: converted), isMerged: false))
      }
    }
    var seen = Set(entries.lazy.filter { !$0.isMerged }.map(\.entry.key))
    return entries.filter { !$0.isMerged || seen.insert($0.entry.key).inserted }.map(\.entry)
  }

  /// The entries of what `<<` names: a mapping, or several in a list.
  private mutating func merged(
    _ value: Node, at place: SourceLocation, depth: Int, merge: Int?
  ) throws(InputError) -> [SyntaxNode.Entry] {
    var merged: [SyntaxNode.Entry] = []
    for node in value.sequence.map(Array.init) ?? [value] {
      let converted = try convert(node, depth: depth + 1, merge: merge)
      guard let entries = converted.entries else {
        throw InputError(
          "'<<' merges what is \(converted.summary); expected a mapping or a list of mappings, such as <<: *name or <<: [*first, *second].",
          at: place)
      }
      merged += entries
    }
    return merged
  }

  private func duplicate(_ key: String, _ first: Mark?, at place: SourceLocation) -> InputError {
    let lines =
      switch (first?.line, place.line) {
      case (let first?, let second?) where first == second: "twice in line \(first)"
      case (let first?, let second?): "in line \(first) and again in line \(second)"
      default: "twice"
      }
    let advice = key == "<<" ? "merge several mappings with <<: [*first, *second]" : "keep one"
    return InputError("the key \(key.quoted) is given \(lines); \(advice).", at: place)
  }

  /// Refuses tags other than the one that says what the node is anyway.
  private func check(_ tag: Tag, fits name: Tag.Name, at place: SourceLocation) throws(InputError) {
    guard tag.rawValue.isEmpty || tag.rawValue == name.rawValue else {
      throw InputError("the tag \(tag.rawValue.quoted) has no meaning in a spec; leave it out.", at: place)
    }
  }
}

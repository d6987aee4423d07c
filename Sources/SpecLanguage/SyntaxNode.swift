/// A spec as written, before anything is known about its keys: a tree in which every part has its place.
package struct SyntaxNode: Sendable {
  package enum Content: Sendable {
    /// A scalar's text; quoted text is never taken for a number or a truth value.
    case scalar(String, isPlain: Bool)
    case list([SyntaxNode])
    /// No key is there twice.
    case mapping([Entry])
  }

  package struct Entry: Sendable {
    package var key: String
    /// The place of the key.
    package var location: SourceLocation
    package var value: SyntaxNode
  }

  package var content: Content
  package var location: SourceLocation

  /// A value that no file contains, reported at `location`.
  package init(_ value: SpecValue, at location: SourceLocation) {
    self.location = location
    switch value {
    case .boolean, .integer, .number: content = .scalar(value.flowStyle, isPlain: true)
    case .text(let text): content = .scalar(text, isPlain: false)
    case .list(let values): content = .list(values.map { SyntaxNode($0, at: location) })
    case .mapping(let entries):
      content = .mapping(
        entries.map { Entry(key: $0.key, location: location, value: SyntaxNode($0.value, at: location)) })
    }
  }

  package init(_ content: Content, at location: SourceLocation) {
    (self.content, self.location) = (content, location)
  }

  package var entries: [Entry]? { if case .mapping(let entries) = content { entries } else { nil } }

  /// The entry under a chain of keys; nil where there is none.
  package subscript(path: ArraySlice<String>) -> SyntaxNode? {
    guard let key = path.first else { return self }
    return entries?.first { $0.key == key }?.value[path.dropFirst()]
  }

  /// The first value on the way to a chain of keys that has no keys of its own, with the keys that lead to it; nil where the way is
  /// clear. `setting` would replace it.
  package func obstacle(on path: ArraySlice<String>) -> (path: ArraySlice<String>, value: SyntaxNode)? {
    for length in path.indices.dropLast() {
      let part = path[path.startIndex...length]
      guard let value = self[part] else { return nil }
      switch value.content {
      case .mapping: continue
      case .scalar(let text, isPlain: true) where ScalarText.isNull(text): return nil
      case .scalar, .list: return (part, value)
      }
    }
    return nil
  }

  /// This tree with `value` under a chain of keys; mappings on the way are made where there are none, and have the place of what
  /// they are in.
  package func setting(_ path: ArraySlice<String>, to value: SyntaxNode) -> SyntaxNode {
    guard let key = path.first else { return value }
    var entries = entries ?? []
    if let index = entries.firstIndex(where: { $0.key == key }) {
      entries[index].value = entries[index].value.setting(path.dropFirst(), to: value)
    } else {
      let empty = SyntaxNode(Content.mapping([]), at: location)
      entries.append(
        Entry(key: key, location: value.location, value: empty.setting(path.dropFirst(), to: value)))
    }
    return SyntaxNode(.mapping(entries), at: location)
  }

  /// The place of the value under a chain of keys, or of the nearest mapping around it.
  package func location(of path: ArraySlice<String>) -> SourceLocation {
    guard let key = path.first, let next = entries?.first(where: { $0.key == key }) else { return location }
    return next.value.location(of: path.dropFirst())
  }

  /// What a reader finds here, in words that follow "is" in a message.
  package var summary: String {
    switch content {
    case .list(let values): values.isEmpty ? "an empty list" : "a list of \(values.count)"
    case .mapping: "a mapping"
    case .scalar(let text, isPlain: true) where ScalarText.isNull(text): "empty"
    case .scalar(let text, isPlain: true) where ScalarText.isNumber(text): String(text.prefix(40))
    case .scalar(let text, isPlain: true): text.quoted
    case .scalar(let text, isPlain: false): "the text \(text.quoted)"
    }
  }
}

extension SyntaxNode {
  /// How keys at the top of a spec begin that only hold what anchors name, for aliases and merges elsewhere.
  static let ignoredPrefix = "x-"

  /// The tree without such keys.
  package var withoutIgnoredKeys: SyntaxNode {
    guard let entries else { return self }
    return SyntaxNode(.mapping(entries.filter { !$0.key.hasPrefix(Self.ignoredPrefix) }), at: location)
  }
}

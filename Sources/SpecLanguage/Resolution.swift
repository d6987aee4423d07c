/// Turns what was written into typed values: checks every key and value against the schema, fills in every
/// default, and puts keys into the schema's order.
///
/// The result, written as YAML and read again, resolves to itself.
package struct Resolution {
  /// The absolute path from which relative file names are taken.
  let folder: String
  /// The whole schema, from which unknown keys are suggested.
  let root: SpecKey
  /// The absolute path of the file of data that a relative name means elsewhere; nil where there is none.
  let dataFile: (String) -> String?

  package init(folder: String, root: SpecKey, dataFile: @escaping (String) -> String? = { _ in nil }) {
    (self.folder, self.root, self.dataFile) = (folder, root, dataFile)
  }

  package func resolve(_ node: SyntaxNode, as key: SpecKey, path: String) throws(InputError) -> SpecValue {
    if let instead = key.untilAvailable { throw unavailable(path, instead, at: node) }
    return try resolve(node, as: key.type, of: key, path: path)
  }

  private func resolve(
    _ node: SyntaxNode, as type: SpecType, of key: SpecKey, path: String
  ) throws(InputError) -> SpecValue {
    if case .union(let types) = type { return try union(node, types, of: key, path: path) }
    switch (type, node.content) {
    case (.mapping(let mapping), .mapping(let entries)):
      return try resolve(entries, at: node, as: mapping, path: path)
    case (.list(let element, let count), .list(let values)):
      if let most = type.mostEntries, values.count > most {
        throw InputError(
          "\(path) has \(values.count) entries; expected at most \(most).", at: node.location)
      }
      guard count.contains(values.count) else { throw mismatch(node, type, of: key, path: path) }
      let resolved = try resolve(values, as: element, of: key, path: path)
      if case .choice = element,
        let i = resolved.indices.first(where: { resolved[..<$0].contains(resolved[$0]) })
      {
        throw InputError("\(path) names \(values[i].summary) twice; keep one.", at: values[i].location)
      }
      return .list(resolved)
    case (_, .scalar(let text, let isPlain)):
      guard let value = try scalar(text, isPlain, at: node, as: type, path: path) else {
        throw mismatch(node, type, of: key, path: path)
      }
      return value
    default: throw mismatch(node, type, of: key, path: path)
    }
  }

  /// Entries of a list; their places in it are counted from 1.
  package func resolve(
    _ values: [SyntaxNode], as type: SpecType, of key: SpecKey, path: String
  ) throws(InputError) -> [SpecValue] {
    var result: [SpecValue] = []
    for (index, value) in values.enumerated() {
      result.append(try resolve(value, as: type, of: key, path: "entry \(index + 1) of \(path)"))
    }
    return result
  }

  // MARK: Mappings

  package func resolve(
    _ entries: [SyntaxNode.Entry], at node: SyntaxNode, as mapping: SpecMapping, path: String
  ) throws(InputError) -> SpecValue {
    let known = mapping.variants + mapping.keys
    for entry in entries {
      guard known.contains(where: { $0.name == entry.key }) else {
        throw InputError(
          "\(subject(path)) has no key \(entry.key.quoted); \(Suggestion.advice(for: entry.key, among: known, under: root))",
          at: entry.location)
      }
    }
    try checkVariants(of: mapping, in: entries, at: node, path: path)
    var resolved: [SpecValue.Entry] = []
    for key in known {
      if let other = entries.first(where: { $0.key == key.alternative }) {
        guard let own = entries.first(where: { $0.key == key.name }) else { continue }
        throw InputError(
          "\(subject(path)) has both \(key.name) and \(other.key); keep one of them.", at: own.location)
      }
      let inner = path.isEmpty ? key.name : "\(path).\(key.name)"
      if let entry = entries.first(where: { $0.key == key.name }) {
        resolved.append(.init(key.name, try resolve(entry.value, as: key, path: inner)))
      } else if !mapping.variants.contains(where: { $0.name == key.name }) {
        guard let value = try absent(key, at: node, path: path, inner: inner) else { continue }
        resolved.append(.init(key.name, value))
      }
    }
    return .mapping(resolved)
  }

  private func checkVariants(
    of mapping: SpecMapping, in entries: [SyntaxNode.Entry], at node: SyntaxNode, path: String
  ) throws(InputError) {
    guard !mapping.variants.isEmpty else { return }
    let given = entries.filter { entry in mapping.variants.contains { $0.name == entry.key } }
    if given.count > 1 {
      throw InputError(
        "\(subject(path)) has \(given.count == 2 ? "both" : "all of") \(given.map(\.key).joined(last: "and")); keep one of them.",
        at: given[1].location)
    }
    let replacements = mapping.replacements
    if given.isEmpty, !entries.contains(where: { entry in replacements.contains { $0.name == entry.key } }) {
      throw InputError(
        "\(subject(path)) has none of \((mapping.variants + replacements).map(\.name).joined(last: "or")); add one, such as "
          + "\(mapping.variants[0].name): \(mapping.variants[0].example).", at: node.location)
    }
  }

  private func absent(
    _ key: SpecKey, at node: SyntaxNode, path: String, inner: String
  ) throws(InputError) -> SpecValue? {
    switch key.presence {
    case .optional: return nil
    case .defaulted(let value):
      return try resolve(SyntaxNode(value, at: node.location), as: key, path: inner)
    case .required:
      throw InputError(
        "\(subject(path)) has no \(key.name), which is required; add one, such as \(key.name): \(key.example).",
        at: node.location)
    }
  }

  // MARK: Unions

  /// The alternative that has the node's shape decides; among several for scalars, the first that takes it,
  /// words before numbers before text.
  private func union(
    _ node: SyntaxNode, _ types: [SpecType], of key: SpecKey, path: String
  ) throws(InputError) -> SpecValue {
    switch node.content {
    case .scalar(let text, let isPlain):
      for type in types.sorted(by: { $0.precedence < $1.precedence }) {
        if let value = try scalar(text, isPlain, at: node, as: type, path: path) { return value }
      }
    case .list:
      for case .list(let element, let count) in types {
        return try resolve(node, as: .list(of: element, count: count), of: key, path: path)
      }
    case .mapping:
      for case .mapping(let mapping) in types {
        return try resolve(node, as: .mapping(mapping), of: key, path: path)
      }
    }
    throw mismatch(node, .union(types), of: key, path: path)
  }

  // MARK: Scalars

  private func scalar(
    _ text: String, _ isPlain: Bool, at node: SyntaxNode, as type: SpecType, path: String
  ) throws(InputError) -> SpecValue? {
    if isPlain, ScalarText.isNull(text) { return nil }
    switch type {
    case .integer(let range):
      guard isPlain, let value = ScalarText.integer(text), range.contains(value) else { return nil }
      return .integer(value)
    case .number(let range):
      guard isPlain, let value = ScalarText.number(text), range.contains(value) else { return nil }
      return .number(value == 0 ? 0 : value)
    case .boolean: return isPlain ? ScalarText.boolean(text).map { .boolean($0) } : nil
    case .choice(let choices):
      guard let choice = choices.first(where: { $0.name == text }) else { return nil }
      if let instead = choice.untilAvailable { throw unavailable("\(path): \(text)", instead, at: node) }
      return .text(text)
    case .text(let kind): return kind.accepts(text) ? .text(kind.isFile ? located(text, kind) : text) : nil
    case .list, .mapping, .union, .axes: return nil
    }
  }

  private func located(_ file: String, _ kind: SpecType.TextKind) -> String {
    let path = absolute(file)
    guard kind == .dataFile, SystemReason.found(at: path) == .nothing else { return path }
    return dataFile(file) ?? path
  }

  private func absolute(_ file: String) -> String {
    let parts = (file.hasPrefix("/") ? file : "\(folder)/\(file)").split(separator: "/")
    return "/" + parts.filter { $0 != "." }.joined(separator: "/")
  }

  // MARK: Messages

  private func subject(_ path: String) -> String { path.isEmpty ? "the spec" : path }

  private func unavailable(_ what: String, _ instead: String, at node: SyntaxNode) -> InputError {
    InputError("\(what) is not available yet in this version; \(instead).", at: node.location)
  }

  private func mismatch(_ node: SyntaxNode, _ type: SpecType, of key: SpecKey, path: String) -> InputError {
    let start = "\(subject(path)) is \(node.summary); "
    var advice = ""
    if case .scalar(let text, _) = node.content {
      if let near = Suggestion.nearest(to: text, among: type.words) {
        return InputError(start + "did you mean \(near)?", at: node.location)
      }
      if let variant = Suggestion.nearest(to: text, among: type.variants.map(\.name)),
        let key = type.variants.first(where: { $0.name == variant })
      {
        let mapping = "{\(variant): \(key.example)}"
        let advice = variant == text ? "write it as a mapping: \(mapping)." : "did you mean \(mapping)?"
        return InputError(start + advice, at: node.location)
      }
      if type.takesNumbers { advice = ScalarText.advice(for: text) }
    }
    let isEntry = path.hasPrefix("entry ")
    if case .scalar(let text, _) = node.content { advice += type.reason(against: text) }
    if advice.isEmpty, !key.example.isEmpty, !isEntry, !type.isChoice { advice = ", such as \(key.example)" }
    return InputError("\(start)expected \(type.expectation)\(advice).", at: node.location)
  }
}

extension SpecType {
  /// Why a text cannot serve, where what is expected does not say it: the end of a sentence without its full stop.
  fileprivate func reason(against text: String) -> String {
    for case .text(let kind) in alternatives {
      if text.hasControls { return "; it has a line break or another control character" }
      if text.utf8.count > kind.mostBytes {
        return "; it has \(text.utf8.count) bytes of at most \(kind.mostBytes)"
      }
    }
    return ""
  }

  fileprivate var precedence: Int {
    switch self {
    case .choice: 0
    case .integer, .number, .boolean: 1
    default: 2
    }
  }

  fileprivate var words: [String] {
    alternatives.flatMap { type -> [String] in
      if case .choice(let choices) = type { choices.map(\.name) } else { [] }
    }
  }

  /// The keys of which a mapping has exactly one.
  fileprivate var variants: [SpecKey] {
    for case .mapping(let mapping) in alternatives { return mapping.variants }
    return []
  }

  fileprivate var isChoice: Bool { if case .choice = self { true } else { false } }

  fileprivate var takesNumbers: Bool {
    alternatives.contains { type in
      switch type {
      case .integer, .number: true
      default: false
      }
    }
  }
}

extension SpecType.TextKind {
  /// Whether a text can serve: no kind takes an empty one, nor one with control characters.
  func accepts(_ text: String) -> Bool {
    !text.isEmpty && text.utf8.count <= mostBytes && !text.hasControls
      && (self != .name || (!text.contains("/") && !text.hasPrefix(".")))
      && (self != .duration || ScalarText.seconds(text) != nil)
  }

  /// Names become files' names, to which more is added.
  fileprivate var mostBytes: Int { self == .name ? 200 : 4096 }
}

extension String {
  fileprivate var hasControls: Bool {
    let refused: Set<Unicode.GeneralCategory> = [.control, .lineSeparator, .paragraphSeparator]
    return unicodeScalars.contains { refused.contains($0.properties.generalCategory) }
  }
}

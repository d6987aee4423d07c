import Yams

/// A text of YAML, parsed, and what is said where it cannot be.
struct SyntaxDocument {
  private let places: SyntaxPlaces
  /// The text as it was parsed.
  private(set) var renamed: RenamedKeys

  init(_ text: String, _ places: SyntaxPlaces) { (self.places, renamed) = (places, RenamedKeys(text)) }

  /// The tree of the text; nil where it has none. Equal keys of one mapping are left to the conversion, which knows their places:
  /// the parser refuses them with the place of the first.
  mutating func compose() throws(InputError) -> Node? {
    do {
      return try parse()
    } catch {
      throw explain(error, in: renamed.text)
    }
  }

  private mutating func parse() throws(YamlError) -> Node? {
    var duplicates: YamlError?
    while true {
      do {
        return try Parser(yaml: renamed.text, resolver: .basic, encoding: .utf8).singleRoot()
      } catch YamlError.duplicatedKeysInMapping(let keys, let context) {
        let error = YamlError.duplicatedKeysInMapping(duplicates: keys, context: context)
        duplicates = duplicates ?? error
        guard let key = keys.first, renamed.rename(key, at: context.mark) else { throw duplicates ?? error }
      } catch let error as YamlError {
        // What follows may be a fault of the new name.
        throw duplicates ?? error
      } catch {
        throw .writer(problem: "\(error)")
      }
    }
  }

  private func explain(_ error: YamlError, in text: String) -> InputError {
    switch error {
    case .duplicatedKeysInMapping(let keys, let context):
      if keys.first == Self.keyWithoutText {
        return InputError("a list or mapping is in the place of a key.", at: places[context.mark])
      }
      return InputError(
        "the key \((keys.first ?? "").quoted) is given more than once, here for the first time; keep one.",
        at: places[context.mark])
    case .composer(_, "but found another document", let mark, _):
      return InputError("a second document begins here; keep one spec a file.", at: places[mark])
    case .composer(_, "found undefined alias", let mark, _) where Self.isWithinItsAnchor(at: mark, in: text):
      return InputError(
        "here is an alias (*name) within the value that it names, which would contain itself; write the value out.",
        at: places[mark])
    case .composer(_, "found undefined alias", let mark, _):
      return InputError(
        "here is an alias (*name) without an anchor (&name) before it; add one, or write the value out.",
        at: places[mark])
    case .scanner(let context, let problem, let mark, _), .parser(let context, let problem, let mark, _),
      .composer(let context, let problem, let mark, _):
      if problem.hasPrefix("Maximum nesting level") {
        return InputError("the spec is nested more than \(SyntaxReader.maximumDepth) deep.", at: places[mark])
      }
      if let key = LongKey(endingAt: mark, in: text) {
        return InputError(
          "the key \(key.text.quoted) has more than the \(LongKey.limit) characters that YAML allows; shorten it.",
          at: places[line: mark.line, column: key.column])
      }
      if problem.contains("cannot start any token"), Self.isTab(at: mark, in: text) {
        return InputError(
          "here is a tab, which YAML does not take as indentation; indent with blanks.",
          at: places[mark])
      }
      let start = context.map { " \($0.text)" + (places.hasLines ? " from line \($0.mark.line)" : "") } ?? ""
      return InputError(
        "this is not YAML: \(problem)\(start); check indentation, brackets and quotes.", at: places[mark])
    case .reader(_, let offset, _, _):
      let before = String(decoding: text.utf8.prefix(offset ?? 0), as: UTF8.self)
      let lines = before.unicodeScalars.split(separator: "\n", omittingEmptySubsequences: false)
      return InputError(
        "here is a control character; expected a spec in YAML or JSON.",
        at: places[line: lines.count, column: (lines.last?.count ?? 0) + 1])
    default:
      return InputError("the spec cannot be read as YAML: \(error).", at: places[nil])
    }
  }

  /// What the parser calls a key that is a list or a mapping.
  private static let keyWithoutText = "<uncovertable>"

  /// Whether the anchor of the alias at a place comes before it: the alias is then within its value, or it would be known.
  private static func isWithinItsAnchor(at mark: Mark, in text: String) -> Bool {
    let lines = text.unicodeScalars.split(separator: "\n", omittingEmptySubsequences: false)
    guard lines.indices.contains(mark.line - 1) else { return false }
    let name = lines[mark.line - 1].dropFirst(mark.column).prefix {
      !$0.properties.isWhitespace && !",[]{}".unicodeScalars.contains($0)
    }
    let before =
      lines[..<(mark.line - 1)].filter { $0.first { $0 != " " } != "#" }
      + [lines[mark.line - 1].prefix(mark.column - 1)]
    let words = before.flatMap {
      $0.split { $0.properties.isWhitespace || ",[]{}".unicodeScalars.contains($0) }
    }
    return words.contains { $0.first == "&" && $0.dropFirst().elementsEqual(name) }
  }

  private static func isTab(at mark: Mark, in text: String) -> Bool {
    let lines = text.unicodeScalars.split(separator: "\n", omittingEmptySubsequences: false)
    guard lines.indices.contains(mark.line - 1) else { return false }
    return lines[mark.line - 1].dropFirst(mark.column - 1).first == "\t"
  }
}

/// A text in which the first of equal keys have got other names of the same length, so that the parser reads on.
struct RenamedKeys {
  private struct Place: Hashable { let line, column: Int }

  private(set) var text: String
  private var names: [Place: String] = [:]

  /// The most keys that get other names.
  private static let most = 8

  init(_ text: String) { self.text = text }

  /// Gives the key at a place another name.
  ///
  /// - Returns: whether that can be; not for keys that are no plain or quoted words.
  mutating func rename(_ key: String, at mark: Mark) -> Bool {
    guard names.count < Self.most, let first = key.unicodeScalars.first,
      let other = Unicode.Scalar(0xE000 + UInt32(names.count))
    else { return false }
    let scalars = text.unicodeScalars
    var index = scalars.startIndex
    for _ in 1..<max(mark.line, 1) {
      guard let end = scalars[index...].firstIndex(of: "\n") else { return false }
      index = scalars.index(after: end)
    }
    guard var place = scalars.index(index, offsetBy: mark.column - 1, limitedBy: scalars.endIndex),
      place < scalars.endIndex
    else { return false }
    if scalars[place] == "'" || scalars[place] == "\"" { place = scalars.index(after: place) }
    guard place < scalars.endIndex, scalars[place] == first else { return false }
    text.unicodeScalars.replaceSubrange(place...place, with: CollectionOfOne(other))
    names[Place(line: mark.line, column: mark.column)] = key
    return true
  }

  /// The name that a key was written with.
  func name(of key: Node.Scalar) -> String {
    guard let mark = key.mark else { return key.string }
    return names[Place(line: mark.line, column: mark.column)] ?? key.string
  }
}

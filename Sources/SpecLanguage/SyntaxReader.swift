import Foundation
import Yams

/// Reads YAML (JSON is YAML) into a tree with places, in bounded time and memory whatever the input.
package struct SyntaxReader {
  /// Larger specs are refused before they are read.
  static let maximumBytes = 1_000_000
  static let maximumNodes = 200_000
  static let maximumDepth = 32
  static let maximumAliases = 8

  let source: String
  /// Whether places have a line and a column: a file's do, an option's do not.
  let hasLines: Bool
  private var nodeCount = 0

  /// The tree of a file.
  package static func read(contentsOf url: URL) throws(InputError) -> SyntaxNode {
    let location = SourceLocation(source: url.relativePath)
    switch SystemReason.found(at: url.path) {
    case .nothing: throw InputError("there is no such file; check the path.", at: location)
    case .folder: throw InputError("this is a folder; expected a spec, such as spec.yaml.", at: location)
    default: break
    }
    let descriptor = open(url.path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else {
      throw InputError(
        "the spec cannot be read: \(SystemReason(errno, at: url.path).explained).", at: location)
    }
    let handle = FileHandle(fileDescriptor: descriptor, closeOnDealloc: true)
    guard let data = try? handle.read(upToCount: maximumBytes + 1) ?? Data() else {
      throw InputError("the spec cannot be read: \(SystemReason(EIO).explained).", at: location)
    }
    guard data.count <= maximumBytes else { throw tooLarge(at: location) }
    guard let text = String(validating: data, as: UTF8.self) else {
      throw InputError("the file is not UTF-8 text; expected a spec in YAML or JSON.", at: location)
    }
    return try read(text, source: location.source)
  }

  /// The tree of a text; a byte order mark at its start is skipped.
  package static func read(_ marked: String, source: String, hasLines: Bool = true) throws(InputError)
    -> SyntaxNode
  {
    let isMarked = marked.unicodeScalars.first == "\u{FEFF}"
    let text = isMarked ? String(marked.unicodeScalars.dropFirst()) : marked
    var reader = SyntaxReader(source: source, hasLines: hasLines)
    let start = reader.location(nil)
    guard text.utf8.count <= maximumBytes else { throw tooLarge(at: start) }
    guard aliasCount(text) <= maximumAliases else {
      throw InputError(
        "the spec has more than \(maximumAliases) aliases (*name); write the values out instead.", at: start)
    }
    guard let root = try reader.compose(text) else {
      let advice =
        hasLines ? "the spec is empty; 'deeplinear new' writes one to start from." : "no value follows '='."
      throw InputError(advice, at: start)
    }
    return try reader.convert(root, depth: 0)
  }

  private init(source: String, hasLines: Bool) { (self.source, self.hasLines) = (source, hasLines) }

  private static func tooLarge(at location: SourceLocation) -> InputError {
    InputError("the spec is larger than 1 MB; keep matrices in .npy files and name those.", at: location)
  }

  /// An upper bound for the aliases, counted before the parser hashes their values: stars where an
  /// alias could begin, except on lines that begin as comments.
  private static func aliasCount(_ text: String) -> Int {
    let starters = Set(" \t\r[{,:-?".utf8)
    return text.utf8.split(separator: UInt8(ascii: "\n")).reduce(0) { total, line in
      let content = line.drop { $0 == UInt8(ascii: " ") || $0 == UInt8(ascii: "\t") }
      guard content.first != UInt8(ascii: "#") else { return total }
      var previous = UInt8(ascii: " ")
      var count = 0
      for byte in content {
        if previous == UInt8(ascii: "*"), byte > UInt8(ascii: " ") { count += 1 }
        previous = byte == UInt8(ascii: "*") && !starters.contains(previous) ? 0 : byte
      }
      return total + count
    }
  }

  private func location(_ mark: Mark?) -> SourceLocation {
    location(line: mark?.line ?? 1, column: mark?.column ?? 1)
  }

  private func location(line: Int, column: Int) -> SourceLocation {
    hasLines
      ? SourceLocation(source: source, line: line, column: column) : SourceLocation(source: source)
  }

  private func compose(_ text: String) throws(InputError) -> Node? {
    do {
      return try Parser(yaml: text, resolver: .basic, encoding: .utf8).singleRoot()
    } catch let error as YamlError {
      throw explain(error, in: text)
    } catch {
      throw InputError("the spec cannot be read as YAML: \(error).", at: location(nil))
    }
  }

  private func explain(_ error: YamlError, in text: String) -> InputError {
    switch error {
    case .duplicatedKeysInMapping(let keys, let context):
      return InputError(
        "the key \((keys.first ?? "").quoted) is given more than once, here for the first time; keep one.",
        at: location(context.mark))
    case .composer(_, "but found another document", let mark, _):
      return InputError("a second document begins here; keep one spec a file.", at: location(mark))
    case .scanner(let context, let problem, let mark, _), .parser(let context, let problem, let mark, _),
      .composer(let context, let problem, let mark, _):
      if problem.hasPrefix("Maximum nesting level") {
        return InputError("the spec is nested more than \(Self.maximumDepth) deep.", at: location(mark))
      }
      if let key = LongKey(endingAt: mark, in: text) {
        return InputError(
          "the key \(key.text.quoted) has more than the \(LongKey.limit) characters that YAML allows; shorten it.",
          at: location(line: mark.line, column: key.column))
      }
      if problem.contains("cannot start any token"), Self.isTab(at: mark, in: text) {
        return InputError(
          "here is a tab, which YAML does not take as indentation; indent with blanks.",
          at: location(mark))
      }
      let start = context.map { " \($0.text)" + (hasLines ? " from line \($0.mark.line)" : "") } ?? ""
      return InputError(
        "this is not YAML: \(problem)\(start); check indentation, brackets and quotes.", at: location(mark))
    case .reader(_, let offset, _, _):
      let before = String(decoding: text.utf8.prefix(offset ?? 0), as: UTF8.self)
      let lines = before.unicodeScalars.split(separator: "\n", omittingEmptySubsequences: false)
      return InputError(
        "here is a control character; expected a spec in YAML or JSON.",
        at: location(line: lines.count, column: (lines.last?.count ?? 0) + 1))
    default:
      return InputError("the spec cannot be read as YAML: \(error).", at: location(nil))
    }
  }

  private static func isTab(at mark: Mark, in text: String) -> Bool {
    let lines = text.unicodeScalars.split(separator: "\n", omittingEmptySubsequences: false)
    guard lines.indices.contains(mark.line - 1) else { return false }
    return lines[mark.line - 1].dropFirst(mark.column - 1).first == "\t"
  }

  private mutating func convert(_ node: Node, depth: Int) throws(InputError) -> SyntaxNode {
    nodeCount += 1
    let place = location(node.mark)
    guard nodeCount <= Self.maximumNodes else {
      throw InputError(
        "the spec has more than \(Self.maximumNodes) values; keep matrices in .npy files.", at: place)
    }
    guard depth <= Self.maximumDepth else {
      throw InputError("the spec is nested more than \(Self.maximumDepth) deep.", at: place)
    }
    switch node {
    case .scalar(let scalar):
      try check(scalar.tag, fits: .str, at: place)
      return SyntaxNode(.scalar(scalar.string, isPlain: scalar.style == .plain), at: place)
    case .sequence(let sequence):
      try check(sequence.tag, fits: .seq, at: place)
      var values: [SyntaxNode] = []
      for value in sequence { values.append(try convert(value, depth: depth + 1)) }
      return SyntaxNode(.list(values), at: place)
    case .mapping(let mapping): return try convert(mapping, at: place, depth: depth)
    case .alias: throw InputError("here is an alias that names nothing.", at: place)
    }
  }

  private mutating func convert(
    _ mapping: Node.Mapping, at place: SourceLocation, depth: Int
  ) throws(InputError) -> SyntaxNode {
    try check(mapping.tag, fits: .map, at: place)
    var entries: [SyntaxNode.Entry] = []
    for (key, value) in mapping {
      guard case .scalar(let name) = key else {
        throw InputError("a list or mapping is in the place of a key.", at: location(key.mark))
      }
      entries.append(
        .init(key: name.string, location: location(key.mark), value: try convert(value, depth: depth + 1)))
    }
    return SyntaxNode(.mapping(entries), at: place)
  }

  /// Refuses tags other than the one that says what the node is anyway.
  private func check(_ tag: Tag, fits name: Tag.Name, at place: SourceLocation) throws(InputError) {
    guard tag.rawValue.isEmpty || tag.rawValue == name.rawValue else {
      throw InputError("the tag \(tag.rawValue.quoted) has no meaning in a spec; leave it out.", at: place)
    }
  }
}

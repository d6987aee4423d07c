import Foundation
import Yams

/// Reads YAML (JSON is YAML) into a tree with places, in bounded time and memory whatever the input.
package enum SyntaxReader {
  /// Larger specs are refused before they are read.
  static let maximumBytes = 1_000_000
  static let maximumNodes = 200_000
  static let maximumDepth = 32
  static let maximumAliases = 8

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
    defer { close(descriptor) }
    return try read(descriptor: descriptor, source: location.source)
  }

  /// The tree of what an open file has to its end, such as standard input; no more is read than a spec may have.
  ///
  /// - Parameter source: what to call the file in messages.
  package static func read(descriptor: Int32, source: String) throws(InputError) -> SyntaxNode {
    let location = SourceLocation(source: source)
    var data: [UInt8] = []
    while data.count <= maximumBytes {
      let (part, code) = nextPart(of: descriptor)
      guard code == 0 else {
        throw InputError(
          "it cannot be read: \(SystemReason(code).text); expected a spec in YAML or JSON.", at: location)
      }
      if part.isEmpty { break }
      data += part
    }
    return try read(Data(data), at: location)
  }

  /// Bytes that an open file has next, none at its end, and the system's reason where it cannot be read.
  private static func nextPart(of descriptor: Int32) -> ([UInt8], Int32) {
    var buffer = [UInt8](repeating: 0, count: 65_536)
    while true {
      let count = Foundation.read(descriptor, &buffer, buffer.count)
      if count >= 0 { return (Array(buffer.prefix(count)), 0) }
      if errno == EAGAIN {
        // Another process made the file non-blocking.
        var place = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
        poll(&place, 1, -1)
      } else if errno != EINTR {
        return ([], errno)
      }
    }
  }

  private static func read(_ data: Data, at location: SourceLocation) throws(InputError) -> SyntaxNode {
    guard data.count <= maximumBytes else { throw tooLarge(at: location) }
    guard let text = String(validating: data, as: UTF8.self) else {
      throw InputError("the spec is not UTF-8 text; expected YAML or JSON.", at: location)
    }
    return try read(text, source: location.source)
  }

  /// The tree of a text; a byte order mark at its start is skipped.
  package static func read(_ marked: String, source: String, hasLines: Bool = true) throws(InputError)
    -> SyntaxNode
  {
    let isMarked = marked.unicodeScalars.first == "\u{FEFF}"
    let text = isMarked ? String(marked.unicodeScalars.dropFirst()) : marked
    let places = SyntaxPlaces(source: source, hasLines: hasLines)
    let start = places[nil]
    guard text.utf8.count <= maximumBytes else { throw tooLarge(at: start) }
    if let place = excessiveAlias(in: text, places) {
      throw InputError(
        "the spec has more than \(maximumAliases) aliases (*name); write the values out instead.", at: place)
    }
    var document = SyntaxDocument(text, places)
    guard let root = try document.compose() else {
      let advice =
        hasLines ? "the spec is empty; 'deeplinear new' writes one to start from." : "no value follows '='."
      throw InputError(advice, at: start)
    }
    var conversion = SyntaxConversion(places, document.renamed)
    return try conversion.convert(root)
  }

  private static func tooLarge(at location: SourceLocation) -> InputError {
    InputError("the spec is larger than 1 MB; keep matrices in .npy files and name those.", at: location)
  }

  /// Where the first alias above those that are allowed may be, found before the parser hashes the aliases' values: stars are
  /// counted where an alias could begin, except on lines that begin as comments.
  private static func excessiveAlias(in text: String, _ places: SyntaxPlaces) -> SourceLocation? {
    let starters = Set(" \t\r[{,:-?".utf8)
    var count = 0
    let lines = text.utf8.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
    for (number, line) in lines.enumerated() {
      let content = line.drop { $0 == UInt8(ascii: " ") || $0 == UInt8(ascii: "\t") }
      guard content.first != UInt8(ascii: "#") else { continue }
      var previous = UInt8(ascii: " ")
      for index in content.indices {
        let byte = content[index]
        if previous == UInt8(ascii: "*"), byte > UInt8(ascii: " ") { count += 1 }
        if count > maximumAliases {
          // The star is the byte before; bytes that continue a character have no column.
          return places[line: number + 1, column: line[..<index].count { $0 & 0xC0 != 0x80 }]
        }
        previous = byte == UInt8(ascii: "*") && !starters.contains(previous) ? 0 : byte
      }
    }
    return nil
  }
}

/// How places of a text become those of messages.
struct SyntaxPlaces {
  let source: String
  /// Whether places have a line and a column: a file's do, an option's do not.
  let hasLines: Bool

  /// - Parameter merge: the line whose `<<` merges the place.
  subscript(mark: Mark?, merge: Int? = nil) -> SourceLocation {
    self[line: mark?.line ?? 1, column: mark?.column ?? 1, merge: merge]
  }

  subscript(line line: Int, column column: Int, merge merge: Int? = nil) -> SourceLocation {
    hasLines
      ? SourceLocation(source: source, line: line, column: column, mergeLine: merge)
      : SourceLocation(source: source)
  }
}

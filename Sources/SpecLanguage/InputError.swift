/// A place in the input: a file with line and column, or an option of the command line.
public struct SourceLocation: Sendable, Hashable, CustomStringConvertible {
  /// The file as the user named it, or the option, such as `--set stop.max-steps`.
  public var source: String
  /// Line and column, both from 1 and counted in Unicode scalars; nil where the source has no lines.
  public var line: Int?
  public var column: Int?
  /// The line whose merge key `<<` copies what is written there; nil where it is not merged.
  public var mergeLine: Int?

  public init(source: String, line: Int? = nil, column: Int? = nil, mergeLine: Int? = nil) {
    (self.source, self.line, self.column, self.mergeLine) = (source, line, column, mergeLine)
  }

  /// `spec.yaml:3:10`; a source of more than 200 characters loses its beginning.
  public var description: String {
    guard let line, let column else { return source.sourceName }
    return "\(source.sourceName):\(line):\(column)"
  }
}

/// Bad input, in one sentence that says where, what, got, expected and what to try.
public struct InputError: Error, Sendable, Equatable, CustomStringConvertible {
  /// Where; nil where the fault has no single place.
  public let location: SourceLocation?
  /// What is wrong, what was expected and what to try.
  public let sentence: String

  /// Bad input at `location`.
  public init(_ sentence: String, at location: SourceLocation? = nil) {
    (self.sentence, self.location) = (sentence, location)
  }

  /// The location, as it precedes the sentence; an option whose key begins the sentence is not named twice.
  private var prefix: String {
    guard let location else { return "" }
    let option = "--set "
    if location.line == nil, location.source.hasPrefix(option) {
      let key = location.source.dropFirst(option.count)
      if [" ", ":"].contains(where: { sentence.hasPrefix(key + $0) }) { return option }
    }
    return "\(location): "
  }

  /// One line of at most 600 characters.
  public var description: String {
    let merge = location?.mergeLine.map { " Line \($0) merges this by '<<'." } ?? ""
    let (whole, room) = (prefix + sentence, 600 - merge.unicodeScalars.count)
    guard whole.unicodeScalars.count > room else { return whole + merge }
    return String(whole.unicodeScalars.prefix(room - 1)) + "…" + merge
  }
}

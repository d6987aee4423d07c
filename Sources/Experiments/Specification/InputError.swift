/// Where in the input something stands: a file with line and column, or an option of the command line.
public struct SourceLocation: Sendable, Hashable, CustomStringConvertible {
  /// The file as the user named it, or the option, such as `--set stop.max-steps`.
  public var source: String
  /// Line and column, both from 1 and counted in Unicode scalars; nil where the source has no lines.
  public var line: Int?
  public var column: Int?

  public init(source: String, line: Int? = nil, column: Int? = nil) {
    (self.source, self.line, self.column) = (source, line, column)
  }

  /// `spec.yaml:3:10`; a source of more than 200 characters loses its beginning.
  public var description: String {
    let scalars = source.unicodeScalars
    let name = scalars.count <= 200 ? source : "…" + String(scalars.suffix(199))
    guard let line, let column else { return name.printable }
    return "\(name.printable):\(line):\(column)"
  }
}

/// Bad input, in one sentence that says where, what, got, expected and what to try.
public struct InputError: Error, Sendable, Equatable, CustomStringConvertible {
  public let location: SourceLocation?
  public let sentence: String

  public init(_ sentence: String, at location: SourceLocation? = nil) {
    (self.sentence, self.location) = (sentence, location)
  }

  /// One line of at most 600 characters.
  public var description: String {
    let whole = (location.map { "\($0): " } ?? "") + sentence
    guard whole.unicodeScalars.count > 600 else { return whole }
    return String(whole.unicodeScalars.prefix(599)) + "…"
  }
}

extension String {
  /// The text in single quotes, at most 40 characters of it, with nothing that could upset a terminal.
  var quoted: String {
    let head = String(unicodeScalars.prefix(40))
    return "'" + head.printable + (head.unicodeScalars.count < unicodeScalars.count ? "…'" : "'")
  }

  /// The text with control and invisible characters written as `\u{…}`.
  var printable: String {
    unicodeScalars.map { scalar in
      switch scalar.properties.generalCategory {
      case .control, .format, .lineSeparator, .paragraphSeparator, .surrogate, .privateUse, .unassigned:
        "\\u{" + String(scalar.value, radix: 16) + "}"
      default: String(scalar)
      }
    }.joined()
  }
}

extension Sequence<String> {
  /// "a", "a or b", "a, b or c".
  func joined(last word: String) -> String {
    let words = Array(self)
    guard words.count > 1 else { return words.first ?? "" }
    return words.dropLast().joined(separator: ", ") + " \(word) " + words[words.count - 1]
  }
}

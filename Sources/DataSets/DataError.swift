import SpecLanguage

/// Data that cannot be used: one sentence that says where, what was found and expected, and what to try.
public struct DataError: Error, Sendable, Equatable, CustomStringConvertible {
  /// The file as the user named it.
  public let file: String
  /// The line, from 1; nil where the fault has none, as in files of bytes.
  public let line: Int?
  /// The byte of the line, from 1; nil where the sentence names a column of a table, or the whole line is meant.
  public let column: Int?
  /// What is wrong with it.
  public let sentence: String

  /// Data that cannot be used, in `file`.
  public init(_ sentence: String, in file: String, line: Int? = nil, column: Int? = nil) {
    (self.sentence, self.file, self.line, self.column) = (sentence, file, line, column)
  }

  /// `table.csv:3: sentence`, one line of at most 600 characters.
  public var description: String {
    let place = [line, column].compactMap { $0 }.map { ":\($0)" }.joined()
    let whole = "\(file.sourceName)\(place): \(sentence)"
    guard whole.unicodeScalars.count > 600 else { return whole }
    return String(whole.unicodeScalars.prefix(599)) + "…"
  }
}

/// What a rule found, and where.
public struct Fault: Hashable, Sendable {
  /// The file, relative to the package.
  public var path: String
  /// The line in that file, from 1.
  public var line: Int
  /// What is wrong, in one sentence without its full stop.
  public var sentence: String

  /// A fault at a line of a file.
  public init(path: String, line: Int, sentence: String) {
    self.path = path
    self.line = line
    self.sentence = sentence
  }
}

extension Fault: Comparable, CustomStringConvertible {
  public static func < (a: Fault, b: Fault) -> Bool {
    (a.path, a.line, a.sentence) < (b.path, b.line, b.sentence)
  }

  public var description: String { "\(path):\(line): \(sentence)" }
}

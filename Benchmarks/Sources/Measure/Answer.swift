import Foundation

/// One line of output: a JSON object whose keys keep their order.
struct Answer {
  private var pairs: [(key: String, text: String)] = []

  /// An answer that says first what was measured.
  init(_ subject: String) { add("measure", subject) }

  /// Adds a number; null where there is none or it is not finite.
  mutating func add(_ key: String, _ number: Double?) {
    pairs.append((key, number.flatMap { $0.isFinite ? "\($0)" : nil } ?? "null"))
  }

  mutating func add(_ key: String, _ number: Int) { pairs.append((key, "\(number)")) }

  mutating func add(_ key: String, _ text: String) { pairs.append((key, Self.quoted(text))) }

  mutating func add(_ key: String, _ flag: Bool) { pairs.append((key, "\(flag)")) }

  /// Writes the line, at once.
  func print() {
    let line = "{" + pairs.map { "\(Self.quoted($0.key)): \($0.text)" }.joined(separator: ", ") + "}\n"
    FileHandle.standardOutput.write(Data(line.utf8))
  }

  private static func quoted(_ text: String) -> String {
    let escaped = text.map { $0 == "\"" || $0 == "\\" ? "\\\($0)" : $0.isNewline ? " " : String($0) }
    return "\"" + escaped.joined() + "\""
  }
}

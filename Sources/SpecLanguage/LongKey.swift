import Yams

/// A key longer than YAML lets keys be that no '?' introduces: the parser then stumbles over the colon behind it.
struct LongKey {
  /// The most characters of a key, quotes included.
  static let limit = 1024

  /// The key without its quotes, and the column where it begins.
  let text: String
  let column: Int

  /// The key before the colon at which the parser stopped; nil where there is none, or one of permitted length.
  init?(endingAt mark: Mark, in document: String) {
    let lines = document.unicodeScalars.split(separator: "\n", omittingEmptySubsequences: false)
    guard lines.indices.contains(mark.line - 1) else { return nil }
    let line = Array(lines[mark.line - 1])
    guard line.indices.contains(mark.column - 1), line[mark.column - 1] == ":" else { return nil }
    var end = mark.column - 1
    while end > 0, line[end - 1] == " " { end -= 1 }
    guard end > Self.limit else { return nil }
    let isQuoted = line[end - 1] == "\"" || line[end - 1] == "'"
    let inside = line[..<(isQuoted ? end - 1 : end)]
    var start: Int
    if isQuoted {
      start = inside.lastIndex(of: line[end - 1]) ?? 0
    } else {
      start = inside.lastIndex { "{[,".unicodeScalars.contains($0) }.map { $0 + 1 } ?? 0
      while start < end, line[start] == " " { start += 1 }
    }
    guard end - start > Self.limit else { return nil }
    var text = String.UnicodeScalarView()
    text.append(contentsOf: line[(isQuoted ? start + 1 : start)..<(isQuoted ? end - 1 : end)])
    (self.text, column) = (String(text), start + 1)
  }
}

/// Words that are not to be used, and what to write instead: one line each, its parts separated by tabulators.
///
///     seat|seats|seated	slot
///     mark|marks	restart point	Sources/Figures/ Tests/FiguresTests/	byte order mark
///
/// First the forms of a word or of a phrase, separated by `|`; then what to write instead. Two more columns may follow: the
/// files and folders in which the word has another meaning, separated by spaces, and the phrases in which it has another
/// meaning, separated by `|`. Empty lines and lines that begin with # are skipped.
public struct WordList: Sendable {
  struct Entry: Sendable {
    /// The words of each form.
    let forms: [[Substring]]
    let instead: String
    let allowed: [Substring]
    /// The words of each phrase in which it has another meaning.
    let phrases: [[Substring]]

    /// Whether the word at `index` belongs to one of the phrases.
    func isExcepted(_ words: [Word], at index: Int) -> Bool {
      phrases.contains { phrase in
        phrase.indices.contains { offset in
          index >= offset && words[(index - offset)...].prefix(phrase.count).map(\.text) == phrase
        }
      }
    }
  }

  /// The entries with a form that begins with a word.
  let entries: [Substring: [Entry]]

  /// A list of words.
  ///
  /// - Throws: `Malformed` for a line without a word or without what to write instead.
  public init(_ text: String) throws {
    var entries: [Substring: [Entry]] = [:]
    for (number, line) in text.split(separator: "\n", omittingEmptySubsequences: false).enumerated() {
      guard !line.isEmpty, line.first != "#" else { continue }
      let parts = line.split(separator: "\t", omittingEmptySubsequences: false)
      let forms = Self.phrases(parts[0])
      guard parts.count >= 2, !parts[1].isEmpty, !forms.isEmpty, forms.allSatisfy({ !$0.isEmpty }) else {
        throw Malformed(line: number + 1)
      }
      let allowed = parts.count > 2 ? parts[2].split(separator: " ") : []
      let phrases = parts.count > 3 ? Self.phrases(parts[3]) : []
      let entry = Entry(forms: forms, instead: String(parts[1]), allowed: allowed, phrases: phrases)
      for first in Set(forms.map { $0[0] }) { entries[first, default: []].append(entry) }
    }
    self.entries = entries
  }

  /// The words of each of several phrases.
  private static func phrases(_ text: Substring) -> [[Substring]] {
    text.split(separator: "|").map { words(of: String($0)).map(\.text) }
  }

  /// A line that is no entry.
  public struct Malformed: Error, CustomStringConvertible {
    let line: Int

    public var description: String {
      "line \(line) of the list of words: expected WORD|FORM…, a tabulator, and what to write instead"
    }
  }

  /// Where a text uses a word of the list: the form, its line in the text from 0, and what to write instead.
  func uses(in text: String, of path: String) -> [(form: String, line: Int, instead: String)] {
    let words = words(of: text)
    return words.indices.flatMap { start in
      (entries[words[start].text] ?? []).compactMap { entry in
        guard !entry.allowed.contains(where: { path == $0 || $0.hasSuffix("/") && path.hasPrefix($0) }) else {
          return nil
        }
        let form = entry.forms.first { words[start...].prefix($0.count).map(\.text) == $0 }
        guard !entry.isExcepted(words, at: start) else { return nil }
        return form.map { ($0.joined(separator: " "), words[start].line, entry.instead) }
      }
    }
  }
}

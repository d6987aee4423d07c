// How the user's own words, names and paths are put into a message.

import Foundation

extension String {
  /// The text in single quotes, at most 40 characters of it, with nothing that could upset a terminal.
  package var quoted: String { "'" + beginning(40) + "'" }

  /// Text taken from a file, for a message: at most 60 characters, control characters escaped.
  package var excerpt: String { beginning(60) }

  /// The name of a spec's file or option for a message: of a name of more than 200 characters the last 199, after an ellipsis.
  package var sourceName: String {
    unicodeScalars.count <= 200 ? printable : "…" + String(unicodeScalars.suffix(199)).printable
  }

  /// The text with control and invisible characters written as `\u{…}`.
  package var printable: String {
    unicodeScalars.map { scalar in
      switch scalar.properties.generalCategory {
      case .control, .format, .lineSeparator, .paragraphSeparator, .surrogate, .privateUse, .unassigned:
        "\\u{" + String(scalar.value, radix: 16) + "}"
      default: String(scalar)
      }
    }.joined()
  }

  /// The first `count` characters, and an ellipsis where there are more.
  private func beginning(_ count: Int) -> String {
    let head = String(unicodeScalars.prefix(count))
    return head.printable + (head.unicodeScalars.count < unicodeScalars.count ? "…" : "")
  }
}

extension InputError {
  /// A folder that cannot be made, with the system's reason.
  ///
  /// - Parameter code: A value of `errno`.
  public static func cannotMake(_ folder: URL, _ code: Int32) -> InputError {
    InputError(
      "\(folder.shown) cannot be made: \(SystemReason(code, at: folder.path).text); choose another --out.")
  }
}

extension URL {
  /// The path as the user gave it.
  package var shown: String { relativePath.sourceName }
}

extension Sequence<String> {
  /// "a", "a or b", "a, b or c".
  package func joined(last word: String) -> String {
    let words = Array(self)
    guard words.count > 1 else { return words.first ?? "" }
    return words.dropLast().joined(separator: ", ") + " \(word) " + words[words.count - 1]
  }
}

/// One line of input: what is to be measured, then `key=value` pairs in any order.
///
///     rate d=5 depth=4 field=real a=1 seeds=512 threads=2 seconds=0.4
struct Request {
  let subject: String
  private let values: [String: String]

  /// Why a line is not understood.
  struct Misunderstood: Error, CustomStringConvertible {
    let description: String
  }

  static let keys = ["d", "depth", "field", "a", "seeds", "threads", "steps", "seconds", "time", "widths"]

  /// - Throws: `Misunderstood` where a word is no pair or its key is not one of `keys`.
  init(line: String) throws {
    let words = line.split(whereSeparator: { $0.isWhitespace }).map { String($0) }
    guard let subject = words.first else {
      throw Misunderstood(description: "an empty line; expected a request")
    }
    var values: [String: String] = [:]
    for word in words.dropFirst() {
      let pair = word.split(separator: "=", maxSplits: 1).map { String($0) }
      guard pair.count == 2, Self.keys.contains(pair[0]) else {
        throw Misunderstood(
          description: "“\(word)” is not understood; expected key=value, the key one of "
            + Self.keys.joined(separator: ", "))
      }
      values[pair[0]] = pair[1]
    }
    (self.subject, self.values) = (subject, values)
  }

  /// The number under `key`, at least `least`; `standard` where there is none, or nil.
  ///
  /// - Throws: `Misunderstood` where it is something else.
  func number<T: LosslessStringConvertible & Comparable>(
    _ key: String, atLeast least: T, or standard: T?
  ) throws -> T? {
    guard let text = values[key] else { return standard }
    guard let number = T(text), number >= least else {
      throw Misunderstood(description: "\(key) is “\(text)”; expected a number of at least \(least)")
    }
    return number
  }

  /// The widths d_0 … d_N; nil where none are given.
  ///
  /// - Throws: `Misunderstood` where they are something else.
  func widths() throws -> [Int]? {
    guard let text = values["widths"] else { return nil }
    let widths = text.split(separator: ",").compactMap { Int($0) }.filter { $0 > 0 }
    guard widths.count > 1, widths.count == text.split(separator: ",").count else {
      throw Misunderstood(description: "widths is “\(text)”; expected d_0,…,d_N")
    }
    return widths
  }

  /// The word under `key`, one of `choices`; the first of them where there is none.
  func word(_ key: String, of choices: [String]) throws -> String {
    guard let text = values[key] else { return choices[0] }
    guard choices.contains(text) else {
      throw Misunderstood(description: "\(key) is “\(text)”; expected \(choices.joined(separator: " or "))")
    }
    return text
  }
}

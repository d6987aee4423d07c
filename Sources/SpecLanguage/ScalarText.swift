import Foundation

/// How the text of a scalar becomes a number or a truth value.
///
/// Numbers are those of JSON and YAML 1.2 in decimal: `3`, `-0.5`, `.5`, `1e-8`, `+2.5E3`; also without the
/// point that YAML 1.1 requires. A whole number may be written with an exponent: `1e6`. Refused, because readers
/// disagree on them: `1_000`, `0x10`, `0o17`, `017`, `1:30`. Rounding to `Double` is exact.
package enum ScalarText {
  /// Whether the text follows the grammar of a number, finite or not.
  static func isNumber(_ text: String) -> Bool {
    var rest = Substring(text)
    if rest.first == "-" || rest.first == "+" { rest.removeFirst() }
    let whole = rest.prefix(while: isDigit)
    rest = rest.dropFirst(whole.count)
    var fraction: Substring = ""
    if rest.first == "." {
      rest.removeFirst()
      fraction = rest.prefix(while: isDigit)
      rest = rest.dropFirst(fraction.count)
    }
    guard whole.count + fraction.count > 0, whole.count < 2 || whole.first != "0" else { return false }
    guard let letter = rest.first else { return true }
    guard letter == "e" || letter == "E" else { return false }
    rest.removeFirst()
    if rest.first == "-" || rest.first == "+" { rest.removeFirst() }
    return !rest.isEmpty && rest.allSatisfy(isDigit)
  }

  /// The longest number that is read.
  private static let mostDigits = 1000

  /// The nearest double; nil where the text is no number, or lies outside what a double holds.
  package static func number(_ text: String) -> Double? {
    guard isNumber(text), text.utf8.count <= mostDigits else { return nil }
    let value = strtod(text, nil)
    guard value.isFinite, value != 0 || !hasNonzeroDigit(text) else { return nil }
    return value
  }

  /// The whole number; nil where the text has a fraction, or is too large to be exact.
  static func integer(_ text: String) -> Int? {
    if let value = Int(text), isNumber(text) { return value }
    guard let value = number(text), abs(value) <= 0x1p53 else { return nil }
    return Int(exactly: value)
  }

  /// The seconds of a duration such as "90s", "10 min" or "1.5h"; nil where it is none above 0, or above a hundred years.
  package static func seconds(_ text: String) -> Double? {
    let units: [(String, Double)] = [("min", 60), ("s", 1), ("h", 3600)]
    guard let (unit, scale) = units.first(where: { text.hasSuffix($0.0) }),
      let value = number(text.dropLast(unit.count).trimmingCharacters(in: .whitespaces)), value > 0,
      value * scale <= 3.2e9
    else { return nil }
    return value * scale
  }

  /// Nothing, as YAML writes it.
  static func isNull(_ text: String) -> Bool { ["", "~", "null", "Null", "NULL"].contains(text) }

  /// Truth values as YAML 1.1 and 1.2 write them.
  static func boolean(_ text: String) -> Bool? {
    switch text.lowercased() {
    case "true", "yes", "on": true
    case "false", "no", "off": false
    default: nil
    }
  }

  private static func isDigit(_ character: Character) -> Bool {
    character.utf8.count == 1 && ("0"..."9").contains(character)
  }

  private static func hasNonzeroDigit(_ text: String) -> Bool {
    text.prefix { $0 != "e" && $0 != "E" }.contains { ("1"..."9").contains($0) }
  }
}

extension ScalarText {
  /// What is wrong with a text that should have been a number, as the end of a sentence without its full stop; empty where nothing
  /// more can be said than what was expected.
  static func advice(for text: String) -> String {
    let plain = text.filter { $0 != "_" && $0 != "," }
    if plain != text, isNumber(plain) { return "; write \(plain.prefix(40)), without '_' and ','" }
    if text.hasPrefix("0x") || text.hasPrefix("0o") || text.hasPrefix("0b") {
      return "; write it in decimal"
    }
    if isNumber(text), text.utf8.count > mostDigits {
      return "; it has \(text.utf8.count) characters, and 17 digits say all that a double holds"
    }
    if isNumber(text), number(text) == nil { return "; it lies outside the range of a double" }
    if ["inf", "infinity", "nan"].contains(text.lowercased().filter { !"+-.".contains($0) }) {
      return "; numbers are finite here"
    }
    let trimmed = text.drop { $0 == "0" }
    if text.hasPrefix("0"), !isNumber(text), isNumber(String(trimmed)) {
      return "; write \(trimmed), without leading zeros"
    }
    if text.hasSuffix("%"), let value = number(String(text.dropLast())) { return "; write \(value / 100)" }
    return ""
  }
}

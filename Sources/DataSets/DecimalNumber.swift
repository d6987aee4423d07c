import Foundation
import SpecLanguage

/// A number written in decimal, as tables have them: `-12`, `3.5`, `.5`, `1e-3`; not `0x1p3`, `1,5`, `1_000` or `NaN`.
enum DecimalNumber {
  /// The nearest double, or what is wrong, as a clause: `'abc'; expected a finite number`.
  static func parse(_ bytes: UnsafeRawBufferPointer) -> Parsed {
    var place = 0
    func skipDigits() -> Int {
      let start = place
      while place < bytes.count, bytes[place].isDigit { place += 1 }
      return place - start
    }
    func skip(_ characters: StaticString) -> Bool {
      guard place < bytes.count else { return false }
      let isOne = characters.withUTF8Buffer { $0.contains(bytes[place]) }
      if isOne { place += 1 }
      return isOne
    }
    _ = skip("+-")
    let whole = skipDigits()
    if place == bytes.count, whole > 0, whole <= 15 { return .value(exactInteger(bytes)) }
    let fraction = skip(".") ? skipDigits() : 0
    var isRight = whole + fraction > 0
    if isRight, skip("eE") {
      _ = skip("+-")
      isRight = skipDigits() > 0
    }
    guard isRight, place == bytes.count else { return .fault(fault(bytes)) }
    let value = withUnsafeTemporaryAllocation(byteCount: bytes.count + 1, alignment: 1) { text in
      text.copyMemory(from: bytes)
      text[bytes.count] = 0
      return strtod(text.baseAddress!.assumingMemoryBound(to: CChar.self), nil)
    }
    return value.isFinite ? .value(value) : .fault("\(shown(bytes)), which is too large for a double")
  }

  enum Parsed {
    case value(Double)
    case fault(String)
  }

  /// At most 15 digits, which a double has exactly.
  private static func exactInteger(_ bytes: UnsafeRawBufferPointer) -> Double {
    let magnitude = bytes.lazy.filter(\.isDigit).reduce(0) { $0 * 10 + Int($1 - 0x30) }
    return bytes[0] == 0x2d ? -Double(magnitude) : Double(magnitude)
  }

  private static func fault(_ bytes: UnsafeRawBufferPointer) -> String {
    guard !bytes.isEmpty else {
      return "nothing; expected a finite number: fill it in, or leave its row or column out"
    }
    let word = String(decoding: bytes.prefix(20), as: UTF8.self).lowercased()
    let missing = [
      "nan", "na", "n/a", "null", "none", "inf", "-inf", "+inf", "infinity", "-infinity", "?", "-",
    ]
    return "\(shown(bytes)); expected a finite number"
      + (missing.contains(word) ? ": fill it in, or leave its row or column out" : "")
  }

  /// Text of a file for a message, in quotes.
  static func shown(_ bytes: UnsafeRawBufferPointer) -> String {
    String(decoding: bytes.prefix(200), as: UTF8.self).quoted
  }
}

extension UnsafeRawBufferPointer {
  /// A whole number of at most nine digits without a sign; nil for anything else.
  var smallInteger: Int? {
    guard (1...9).contains(count), allSatisfy(\.isDigit) else { return nil }
    return reduce(0) { $0 * 10 + Int($1 - 0x30) }
  }
}

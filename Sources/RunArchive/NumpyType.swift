import SpecLanguage

/// A type of entries of `.npy` files whose values are doubles, or complex numbers of two: bool, integers of one to eight bytes, float32 and
/// float64, complex64 and complex128, in either byte order.
struct NumpyType: Equatable {
  /// What a number is, by NumPy's letter; a complex entry is two floats.
  private enum Kind: Character {
    case bool = "b"
    case signed = "i"
    case unsigned = "u"
    case float = "f"
  }
  private let kind: Kind
  /// The bytes of a number.
  let size: Int
  /// Whether an entry is two numbers, real and imaginary part.
  let isComplex: Bool
  private let isBigEndian: Bool

  /// - Parameter code: as in the header, such as `<f8`, `>i4`, `|b1`.
  /// - Returns: nil for any other type.
  init?(_ code: String) {
    var rest = code[...]
    let order = rest.first.flatMap { "<>=|".contains($0) ? $0 : nil }
    if order != nil { rest.removeFirst() }
    isComplex = rest.first == "c"
    guard let letter = rest.popFirst(), let kind = isComplex ? .float : Kind(rawValue: letter),
      let bytes = Self.sizes[letter]?[String(rest)]
    else { return nil }
    guard order != "|" || bytes == 1 else { return nil }
    (self.kind, size) = (kind, bytes)
    isBigEndian = order == ">" && bytes > 1
  }

  /// The bytes of a number by the letter and the digits of a type.
  private static let sizes: [Character: [String: Int]] = [
    "b": ["1": 1], "i": ["1": 1, "2": 2, "4": 4, "8": 8], "u": ["1": 1, "2": 2, "4": 4, "8": 8],
    "f": ["4": 4, "8": 8], "c": ["8": 4, "16": 8],
  ]

  /// Whether the bytes are those of doubles on this machine.
  var isNative: Bool { kind == .float && size == 8 && !isBigEndian }

  /// The numbers of these bytes as doubles, exactly.
  ///
  /// - Throws: `Inexact` at the first number that is no double, or no bool.
  func doubles(_ bytes: UnsafeRawBufferPointer) throws(Inexact) -> [Double] {
    switch (kind, size) {
    case (.float, 4):
      integers(bytes, UInt32.self).map { Double(Float(bitPattern: $0)) }
    case (.float, _):
      integers(bytes, UInt64.self).map { Double(bitPattern: $0) }
    case (.bool, _):
      try exact(integers(bytes, UInt8.self)) { $0 <= 1 ? Double($0) : nil }
    case (.signed, 1): integers(bytes, Int8.self).map { Double($0) }
    case (.signed, 2): integers(bytes, Int16.self).map { Double($0) }
    case (.signed, 4): integers(bytes, Int32.self).map { Double($0) }
    case (.signed, _): try exact(integers(bytes, Int64.self)) { Double(exactly: $0) }
    case (.unsigned, 1): integers(bytes, UInt8.self).map { Double($0) }
    case (.unsigned, 2): integers(bytes, UInt16.self).map { Double($0) }
    case (.unsigned, 4): integers(bytes, UInt32.self).map { Double($0) }
    case (.unsigned, _): try exact(integers(bytes, UInt64.self)) { Double(exactly: $0) }
    }
  }

  /// A number that is no double, or no bool.
  struct Inexact: Error {
    /// Its place among the numbers.
    let position: Int
    /// What is wrong with it: a clause that continues "entry … is".
    let clause: String
  }

  private func integers<I: FixedWidthInteger>(_ bytes: UnsafeRawBufferPointer, _ type: I.Type) -> [I] {
    (0..<bytes.count / size).map { i in
      let stored = bytes.loadUnaligned(fromByteOffset: i * size, as: I.self)
      return isBigEndian ? I(bigEndian: stored) : I(littleEndian: stored)
    }
  }

  private func exact<I: FixedWidthInteger>(
    _ numbers: [I], _ convert: (I) -> Double?
  ) throws(Inexact) -> [Double] {
    var doubles: [Double] = []
    doubles.reserveCapacity(numbers.count)
    for (i, number) in numbers.enumerated() {
      guard let double = convert(number) else {
        let why = kind == .bool ? "no bool" : "no float64, in which integers are exact up to 2⁵³"
        throw Inexact(position: i, clause: "\(number), which is \(why)")
      }
      doubles.append(double)
    }
    return doubles
  }

  // MARK: Types in words

  /// A NumPy type in words, with its code.
  static func name(_ type: String) -> String {
    let kinds: [Character: String] = ["f": "float", "c": "complex", "i": "int", "u": "uint", "b": "bool"]
    let code = "('\(type.excerpt)')"
    if type.hasPrefix("[") { return "a structured type \(code)" }
    let body = type.drop { "<>|=".contains($0) }
    switch body.first {
    case "O": return "Python objects \(code)"
    case "U", "S", "a": return "text \(code)"
    case "M", "m": return "dates or durations \(code)"
    case let kind? where kinds[kind] != nil:
      guard let size = Int(body.dropFirst()), (1...64).contains(size) else { break }
      return "\(type.hasPrefix(">") ? "big-endian " : "")\(kinds[kind]!)\(8 * size) \(code)"
    default: break
    }
    return "the unknown type \(code)"
  }
}

import SpecLanguage

/// The dictionary at the head of a `.npy` file.
struct NumpyHeader: Equatable {
  var typeDescription: String
  var fortranOrder: Bool
  var shape: [Int]

  /// Reads Python's literal, e.g. `{'descr': '<f8', 'fortran_order': False, 'shape': (3, 4), }`.
  ///
  /// - Returns: nil, or the reason why not in `failure`.
  static func parse(_ text: String) -> Result<NumpyHeader, Failure> {
    var parser = NumpyHeaderParser(text: text)
    return Result { () throws(Failure) in try parser.header() }
  }

  /// What is wrong with a header: a clause that continues "its header …".
  struct Failure: Error, Equatable {
    var reason: String
  }
}

/// A reader of the few Python literals that NumPy writes.
struct NumpyHeaderParser {
  typealias Failure = NumpyHeader.Failure
  private var rest: Substring.UnicodeScalarView

  init(text: String) { rest = text[...].unicodeScalars }

  mutating func header() throws(Failure) -> NumpyHeader {
    var type: String?
    var order: Bool?
    var shape: [Int]?
    try expect("{")
    while !skip("}") {
      let key = try string()
      try expect(":")
      switch key {
      case "descr" where type == nil: type = try typeDescription()
      case "fortran_order" where order == nil: order = try boolean()
      case "shape" where shape == nil: shape = try tuple()
      default: throw Failure(reason: "has an unexpected or repeated key '\(key.excerpt)'")
      }
      if !skip(",") {
        try expect("}")
        break
      }
    }
    skipSpace()
    guard rest.isEmpty else { throw Failure(reason: "continues after its dictionary") }
    guard let type else { throw Failure(reason: "lacks 'descr'") }
    guard let order else { throw Failure(reason: "lacks 'fortran_order'") }
    guard let shape else { throw Failure(reason: "lacks 'shape'") }
    return NumpyHeader(typeDescription: type, fortranOrder: order, shape: shape)
  }

  private mutating func skipSpace() {
    rest = rest.drop { $0 == " " || $0 == "\n" || $0 == "\t" || $0 == "\r" }
  }

  private mutating func skip(_ character: Unicode.Scalar) -> Bool {
    skipSpace()
    guard rest.first == character else { return false }
    rest.removeFirst()
    return true
  }

  private mutating func expect(_ character: Unicode.Scalar) throws(Failure) {
    guard skip(character) else {
      let found = rest.isEmpty ? "the end" : "'\(String(rest).excerpt)'"
      throw Failure(reason: "should have '\(character)' where it has \(found)")
    }
  }

  private mutating func string() throws(Failure) -> String {
    let quote: Unicode.Scalar = skip("\"") ? "\"" : "'"
    if quote == "'" { try expect("'") }
    guard let end = rest.firstIndex(of: quote) else { throw Failure(reason: "has a string without an end") }
    defer { rest = rest[rest.index(after: end)...] }
    return String(rest[..<end])
  }

  /// A type is a string; a list is a structured type, whose text represents it.
  private mutating func typeDescription() throws(Failure) -> String {
    skipSpace()
    guard rest.first == "[" else { return try string() }
    var depth = 0
    for index in rest.indices {
      if rest[index] == "[" { depth += 1 }
      if rest[index] == "]" { depth -= 1 }
      if depth == 0 {
        defer { rest = rest[rest.index(after: index)...] }
        return String(rest[...index])
      }
    }
    throw Failure(reason: "has a list without an end")
  }

  private mutating func boolean() throws(Failure) -> Bool {
    skipSpace()
    for (word, value) in [("True", true), ("False", false)] where String(rest).hasPrefix(word) {
      rest = rest.dropFirst(word.count)
      return value
    }
    throw Failure(reason: "should say True or False for 'fortran_order'")
  }

  private mutating func tuple() throws(Failure) -> [Int] {
    var sizes: [Int] = []
    try expect("(")
    while !skip(")") {
      sizes.append(try size())
      if !skip(",") {
        try expect(")")
        break
      }
    }
    return sizes
  }

  private mutating func size() throws(Failure) -> Int {
    skipSpace()
    let digits = String(rest.prefix { "-0123456789".unicodeScalars.contains($0) })
    rest = rest.dropFirst(digits.count)
    if rest.first == "L" { rest.removeFirst() }  // as Python 2 wrote it
    guard let size = Int(digits) else {
      throw Failure(reason: "has '\(digits.excerpt)' in its shape; expected sizes that fit 64 bits")
    }
    guard size >= 0 else { throw Failure(reason: "has the negative size \(size) in its shape") }
    return size
  }
}

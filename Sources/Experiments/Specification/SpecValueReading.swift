import SpecLanguage

// Reading a resolved value whose shape the schema guarantees.

extension SpecValue {
  /// The value under a dotted path.
  func required<Value>(_ path: String, _ value: (SpecValue) -> Value?) -> Value {
    guard let found = optional(path, value) else { preconditionFailure("the resolved spec has no \(path)") }
    return found
  }

  /// The value under a dotted path; nil where there is none of its kind.
  func optional<Value>(_ path: String, _ value: (SpecValue) -> Value?) -> Value? {
    self[path.split(separator: ".").map(String.init)].flatMap(value)
  }

  /// This value.
  func whole<Value>(_ value: (SpecValue) -> Value?) -> Value {
    guard let found = value(self) else {
      preconditionFailure("the resolved spec has \(flowStyle) in its place")
    }
    return found
  }

  /// The word under a dotted path.
  func word<Word: RawRepresentable<String>>(_ path: String) -> Word {
    required(path) { $0.text.flatMap(Word.init(rawValue:)) }
  }

  /// The numbers of a list.
  var numbers: [Double] { whole(\.list).compactMap(\.number) }

  /// The value of `seed`.
  var seed: UInt64 { UInt64(required("seed", \.integer)) }
}

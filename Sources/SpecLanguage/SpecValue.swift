/// A value of the resolved spec: a tree whose mappings keep their order.
///
/// Texts are equal where their bytes are, as those of paths have to be.
public enum SpecValue: Sendable, Equatable {
  case boolean(Bool)
  case integer(Int)
  /// Always finite.
  case number(Double)
  case text(String)
  case list([SpecValue])
  case mapping([Entry])

  /// Whether two values are the same, their texts byte by byte.
  public static func == (a: SpecValue, b: SpecValue) -> Bool {
    switch (a, b) {
    case (.boolean(let a), .boolean(let b)): a == b
    case (.integer(let a), .integer(let b)): a == b
    case (.number(let a), .number(let b)): a == b
    case (.text(let a), .text(let b)): a.utf8.elementsEqual(b.utf8)
    case (.list(let a), .list(let b)): a == b
    case (.mapping(let a), .mapping(let b)): a == b
    default: false
    }
  }

  /// A key with its value; a mapping has no key twice.
  public struct Entry: Sendable, Equatable {
    /// The key as it is written, and its value.
    public var key: String
    public var value: SpecValue

    /// `key: value`.
    public init(_ key: String, _ value: SpecValue) { (self.key, self.value) = (key, value) }
  }

  /// The value under `key`; nil where there is none, or where this is no mapping.
  public subscript(key: String) -> SpecValue? {
    guard case .mapping(let entries) = self else { return nil }
    return entries.first { $0.key == key }?.value
  }

  /// The value under a chain of keys.
  public subscript(path: [String]) -> SpecValue? {
    path.reduce(Optional(self)) { $0?[$1] }
  }

  /// The leaves, each with its dotted path, in order; a list is one leaf, and so is an empty mapping.
  package var leaves: [(path: String, value: SpecValue)] {
    guard case .mapping(let entries) = self, !entries.isEmpty else { return [("", self)] }
    return entries.flatMap { entry in
      entry.value.leaves.map { ($0.path.isEmpty ? entry.key : "\(entry.key).\($0.path)", $0.value) }
    }
  }
}

// MARK: - Reading a tree whose shape is known

extension SpecValue {
  /// What this is, where it is of that kind, else nil. A whole number is a `number` too, rounded to nearest; a number is
  /// never an `integer`.
  public var integer: Int? { if case .integer(let value) = self { value } else { nil } }
  public var boolean: Bool? { if case .boolean(let value) = self { value } else { nil } }
  public var text: String? { if case .text(let value) = self { value } else { nil } }
  public var list: [SpecValue]? { if case .list(let values) = self { values } else { nil } }
  public var entries: [Entry]? { if case .mapping(let entries) = self { entries } else { nil } }
  public var number: Double? {
    switch self {
    case .number(let value): value
    case .integer(let value): Double(value)
    default: nil
    }
  }
}

// MARK: - Literals, so that the schema's defaults read like the spec

extension SpecValue: ExpressibleByBooleanLiteral, ExpressibleByIntegerLiteral, ExpressibleByFloatLiteral,
  ExpressibleByStringLiteral, ExpressibleByArrayLiteral, ExpressibleByDictionaryLiteral
{
  /// The value that a Swift literal of the same look says; dictionaries keep their order.
  public init(booleanLiteral value: Bool) { self = .boolean(value) }
  public init(integerLiteral value: Int) { self = .integer(value) }
  public init(floatLiteral value: Double) { self = .number(value) }
  public init(stringLiteral value: String) { self = .text(value) }
  public init(arrayLiteral elements: SpecValue...) { self = .list(elements) }
  public init(dictionaryLiteral elements: (String, SpecValue)...) {
    self = .mapping(elements.map { Entry($0.0, $0.1) })
  }
}

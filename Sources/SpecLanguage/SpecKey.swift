/// One key of the spec: everything that validation, defaults, suggestions and documentation need.
///
/// A schema is the tree of keys below one root; no other code lists the keys.
public struct SpecKey: Sendable {
  /// Whether the key may be absent, and what it is then.
  public enum Presence: Sendable {
    /// The key must be given; the message that misses it shows its `example`.
    case required
    /// Absent means that nothing of the kind is wanted.
    case optional
    /// Absent means this value, which the resolved spec writes out.
    case defaulted(SpecValue)
  }

  /// The key as it is written, with hyphens.
  public let name: String
  /// What its value may be.
  public let type: SpecType
  /// What its absence means.
  public var presence: Presence
  /// What one is measured in: "steps", "time", "bytes"; nil for plain numbers and for everything else.
  public var unit: String?
  /// One sentence.
  public let documentation: String
  /// A value to show in messages and documentation, as one line of YAML; the default where not given.
  public var example: String
  /// Other names that people use for it, for suggestions.
  public var synonyms: [String]
  /// Nil where the key works; otherwise what to do until it does.
  public var untilAvailable: String?
  /// A key beside it that takes its place: where that is given this one is not, nor has it its default.
  public var alternative: String?
  /// Whether the mapping that has it needs none of its variants, and may have one.
  public var replacesVariants = false
  /// Whether the numbers of a run depend on it, so that it is part of a point's identity.
  public var changesNumbers = true
  /// How figures and their captions write the key.
  public var notation = KeyNotation()

  package init(
    _ name: String, _ type: SpecType, _ presence: Presence, unit: String? = nil, example: String? = nil,
    synonyms: [String] = [], _ documentation: String
  ) {
    (self.name, self.type, self.presence, self.unit) = (name, type, presence, unit)
    (self.documentation, self.synonyms) = (documentation, synonyms)
    if case .defaulted(let value) = presence {
      self.example = example ?? value.flowStyle
    } else {
      self.example = example ?? ""
    }
  }

  /// The key as one of a later version: it is documented, and refused where a spec has it.
  ///
  /// - Parameter instead: what the message says to do until then.
  package func unavailable(_ instead: String) -> SpecKey {
    var copy = self
    copy.untilAvailable = instead
    return copy
  }

  /// The key, whose place another one beside it can take.
  package func unless(_ other: String) -> SpecKey {
    var copy = self
    copy.alternative = other
    return copy
  }

  /// The key, beside which none of the mapping's variants is needed.
  package var replacingVariants: SpecKey {
    var copy = self
    copy.replacesVariants = true
    return copy
  }

  /// The key, left out of a point's identity.
  package var excludedFromIdentity: SpecKey {
    var copy = self
    copy.changesNumbers = false
    return copy
  }

  /// The name in words: "gradient descent".
  package var words: String { notation.words ?? name.replacing("-", with: " ") }

  /// The keys inside: variants first, then the others.
  public var children: [SpecKey] {
    for case .mapping(let mapping) in type.alternatives { return mapping.variants + mapping.keys }
    return []
  }

  /// The key at the end of a chain of keys from here.
  public subscript(path: ArraySlice<String>) -> SpecKey? {
    guard let name = path.first else { return self }
    return children.first { $0.name == name }?[path.dropFirst()]
  }

  /// Every dotted path from here.
  package var paths: [String] {
    children.flatMap { child in [child.name] + child.paths.map { "\(child.name).\($0)" } }
  }
}

/// What kind of value a key takes.
public indirect enum SpecType: Sendable {
  /// A whole number in a range, a finite number in an interval, true or false.
  case integer(ClosedRange<Int>)
  case number(NumberRange)
  case boolean
  /// Text that `TextKind` describes.
  case text(TextKind)
  /// One of several words.
  case choice([Choice])
  /// A list of so many values.
  case list(of: SpecType, count: ClosedRange<Int>)
  /// Keys with values of their own.
  case mapping(SpecMapping)
  /// Any one of several types.
  case union([SpecType])
  /// The axes of a sweep: dotted paths of the root's keys `over` and of those inside, each with a list of values or one of
  /// `ranges`, and `zip` with groups of them.
  case axes(over: [String], ranges: SpecMapping)

  /// A word of a choice.
  public struct Choice: Sendable {
    /// The word itself, and one sentence on what it means.
    public let name: String
    public let documentation: String
    /// As `SpecKey.untilAvailable`.
    public var untilAvailable: String?

    package init(_ name: String, _ documentation: String, untilAvailable: String? = nil) {
      (self.name, self.documentation, self.untilAvailable) = (name, documentation, untilAvailable)
    }
  }

  /// What a text is for.
  public enum TextKind: String, Sendable {
    /// A name that can be a folder's.
    case name = "a name to call a folder by, without '/' and not beginning with '.'"
    /// A file; relative ones are taken from the spec's folder.
    case file = "the path of a file"
    /// A file of data: a relative one is taken from the spec's folder, or where it is not there from that of the data sets.
    case dataFile = "the path of a file of data"
    case path = "the dotted path of a key"
    case words = "text"
    /// A positive number with a unit.
    case duration = "a duration in s, min or h"

    /// Whether it is the path of a file, which resolution makes absolute.
    package var isFile: Bool { self == .file || self == .dataFile }
  }

  /// The members of a union; the type itself where it is none.
  public var alternatives: [SpecType] { if case .union(let types) = self { types } else { [self] } }

  /// The most entries of a list; nil for other types, and for words, each of which is given once.
  var mostEntries: Int? {
    for case .list(let element, let count) in alternatives {
      if case .choice = element { return nil }
      return count.upperBound
    }
    return nil
  }

  /// The words that follow "expected" in a message.
  public var expectation: String {
    switch self {
    case .integer(let range): "a whole number from \(range.lowerBound) to \(range.upperBound)"
    case .number(let range): range.description
    case .boolean: "true or false"
    case .text(let kind): kind.rawValue
    case .choice(let choices): choices.map(\.name).joined(last: "or")
    case .list(let element, let count) where count.lowerBound > 1:
      "a list of at least \(count.lowerBound) (each \(element.expectation))"
    case .list(let element, let count):
      "a \(count.lowerBound > 0 ? "non-empty " : "")list (each \(element.expectation))"
    case .mapping(let mapping) where !mapping.variants.isEmpty:
      "a mapping with exactly one of \(mapping.variants.map(\.name).joined(last: "or"))"
        + (mapping.replacements.isEmpty
          ? "" : ", or \(mapping.replacements.map(\.name).joined(last: "or")) in its place or beside it")
    case .mapping, .axes: "a mapping"
    case .union(let types): types.map(\.expectation).joined(last: "or")
    }
  }
}

/// A mapping: exactly one of `variants`, where there are any, and each of `keys` as its presence says.
public struct SpecMapping: Sendable {
  /// The keys of which exactly one is given, or none where a key `replacesVariants`, and those beside them, both in the order of documentation.
  public var variants: [SpecKey]
  public var keys: [SpecKey]

  /// The keys beside which none of the variants is needed.
  var replacements: [SpecKey] { keys.filter(\.replacesVariants) }

  package init(exactlyOneOf variants: [SpecKey] = [], keys: [SpecKey] = []) {
    (self.variants, self.keys) = (variants, keys)
  }
}

/// An interval of finite numbers.
public struct NumberRange: Sendable, CustomStringConvertible {
  /// The words that follow "expected" in a message.
  public let description: String
  /// The ends, −∞ and ∞ where there are none, and whether each belongs to the interval.
  public let lower: Double
  public let upper: Double
  public let includesLower: Bool
  public let includesUpper: Bool

  package static let any = NumberRange("a number", -.infinity, .infinity)
  package static let positive = NumberRange("a number above 0", 0, .infinity)
  package static let nonnegative = NumberRange("a number of at least 0", 0, .infinity, includesLower: true)
  package static let betweenZeroAndOne = NumberRange("a number above 0 and below 1", 0, 1)

  package init(
    _ description: String, _ lower: Double, _ upper: Double, includesLower: Bool = false,
    includesUpper: Bool = false
  ) {
    (self.description, self.lower, self.upper) = (description, lower, upper)
    (self.includesLower, self.includesUpper) = (includesLower, includesUpper)
  }

  /// Whether a number is finite and in the interval.
  public func contains(_ value: Double) -> Bool {
    value.isFinite && (value < upper || includesUpper && value == upper)
      && (value > lower || includesLower && value == lower)
  }
}

extension SpecType {
  /// `none` beside a type: the key is there, and says that nothing of the kind is wanted.
  package static func orNone(_ type: SpecType, _ meaning: String) -> SpecType {
    .union([type, .choice([Choice(noneWord, meaning)])])
  }

  /// The word that says so.
  package static let noneWord = "none"

  package static func oneOf(_ variants: [SpecKey], keys: [SpecKey] = []) -> SpecType {
    .mapping(SpecMapping(exactlyOneOf: variants, keys: keys))
  }

  package static func keys(_ keys: SpecKey...) -> SpecType { .mapping(SpecMapping(keys: keys)) }
}

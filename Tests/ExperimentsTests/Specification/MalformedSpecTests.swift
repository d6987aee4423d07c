import Testing
import _ExperimentSupport

/// A wrong spec and the whole message it meets.
struct Malformed: Sendable, CustomTestStringConvertible {
  let yaml: String
  let overrides: [String]
  let expected: String

  /// The smallest spec with some lines replaced.
  init(_ lines: String..., meets expected: String) {
    self.init(yaml: lines.reduce(smallestSpec) { spec($0, with: $1) }, expected: expected)
  }

  private init(yaml: String, overrides: [String] = [], expected: String) {
    (self.yaml, self.overrides, self.expected) = (yaml, overrides, expected)
  }

  /// A whole document.
  static func document(_ yaml: String, meets expected: String) -> Malformed {
    Malformed(yaml: yaml, expected: expected)
  }

  /// The smallest spec with `--set`.
  static func set(_ overrides: String..., meets expected: String) -> Malformed {
    Malformed(yaml: smallestSpec, overrides: overrides, expected: expected)
  }

  var testDescription: String { expected }
}

@Suite("Bad input meets a sentence")
struct MalformedSpecTests {
  @Test(
    "Every mistake has its own sentence, word for word",
    arguments: [
      Malformed.keys, Malformed.types, Malformed.ranges, Malformed.missing, Malformed.shapes, Malformed.later,
      Malformed.sweeps, Malformed.best, Malformed.flows, Malformed.overrides, Malformed.documents,
    ].flatMap(\.self))
  func message(of malformed: Malformed) {
    let actual = _ExperimentSupport.message(malformed.yaml, set: malformed.overrides)
    #expect(actual == malformed.expected)
    #expect(actual.unicodeScalars.count <= 600 && !actual.contains("\n"))
  }
}

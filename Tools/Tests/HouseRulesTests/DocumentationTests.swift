import HouseRules
import Testing

struct DocumentationTests {
  /// The lines with a fault.
  private func lines(_ text: String) async -> [Int] {
    let house = await House(
      targets: Sample.targets, files: ["Sources/Base/A.swift": text], table: Sample.table)
    return await house.faults([House.documentationRule]).map(\.line)
  }

  @Test func everyPublicDeclarationHasADocComment() async {
    for declaration in [
      "struct S {}", "class C {}", "enum E {}", "protocol P {}", "actor A {}", "typealias T = Int",
      "func f() {}",
      "let x = 1", "static func f() {}", "private(set) var x = 1", "@inlinable func f() {}",
    ] {
      let attribute = declaration.hasPrefix("@") ? "@inlinable " : ""
      let text = attribute + "public " + declaration.replacing("@inlinable ", with: "")
      #expect(await lines(text) == [1], "\(text)")
      #expect(await lines("/// What it is.\n" + text) == [], "\(text)")
      #expect(await lines("/** What it is. */\n" + text) == [], "\(text)")
      #expect(await lines("// A remark.\n" + text) == [2], "\(text)")
      #expect(await lines(declaration) == [], "\(declaration)")
    }
    #expect(
      await lines(
        "/// S.\npublic struct S {\n  public init(a: Int) {}\n  public subscript(i: Int) -> Int { 1 }\n}")
        == [3, 4])
  }

  @Test func attributesMayStandBetween() async {
    #expect(await lines("/// F.\n@inlinable\npublic func f() {}") == [])
    #expect(await lines("@inlinable\npublic func f() {}") == [2])
  }

  @Test func aCommentCoversTheLinesThatContinueIt() async {
    let text = "/// S.\npublic struct S {\n  /// Both.\n  public let a = 1\n  public let b = 2\n"
    #expect(await lines(text + "}") == [])
    #expect(await lines(text + "\n  public let c = 3\n}") == [7])
  }

  @Test func aRequirementOfAPublicProtocolHasADocComment() async {
    #expect(await lines("/// P.\npublic protocol P {\n  func f()\n  var x: Int { get }\n}") == [3, 4])
    #expect(await lines("protocol P {\n  func f()\n}") == [])
  }

  @Test func whatAProtocolRequiresIsToldByIt() async {
    let required =
      "protocol P {\n  /// F.\n  func f()\n}\n/// S.\npublic struct S: P {\n  public func f() {}\n  public func g() {}\n}"
    #expect(await lines(required) == [8])
    #expect(
      await lines("extension S: P {\n  public func f() {}\n}\nextension S {\n  public func g() {}\n}") == [5])
  }

  @Test func someNamesTellTheirMeaning() async {
    #expect(
      await lines(
        """
        /// S.
        public struct S {
          public var description: String { "" }
          public static func == (a: S, b: S) -> Bool { true }
          public func hash(into hasher: inout Hasher) {}
          public func encode(to encoder: any Encoder) {}
          public init(from decoder: any Decoder) {}
          public func encode(all: Int) {}
        }
        """) == [8])
  }

  @Test func anInitializerOfPropertiesNeedsNoComment() async {
    let text =
      "/// S.\npublic struct S {\n  /// A.\n  public let a: Int\n\n  public init(a: Int) { self.a = a }\n"
    #expect(await lines(text + "}") == [])
    #expect(await lines(text + "\n  public init(b: Int) { a = b }\n}") == [8])
  }
}

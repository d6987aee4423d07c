import Mutation
import Testing

/// A file rewritten for all of its mutants, without empty lines and the spaces that open lines.
private func rewritten(_ text: String) -> String {
  let mutants = MutantFinder(path: "A.swift", text: text).mutants
  let rewriting = Rewriting(text, mutants.enumerated().map { ($0 + 1, $1) }, firstPlace: 0)
  return rewriting.text.split(separator: "\n").map { $0.drop { $0 == " " } }.filter { !$0.isEmpty }
    .joined(separator: "\n")
}

struct RewritingTests {
  @Test func aFunctionHasACopyForEachMutant() {
    #expect(
      rewritten("func f(_ a: Int) {\n  g(a < 1)\n}\n") == """
        import CMutantSwitch
        func f(_ a: Int) {
        switch mutant_at(0) {
        case 1:
        g(a <= 1)
        case 2:
        g(a >= 1)
        case 3:
        g(a < 2)
        default:
        g(a < 1)
        }
        }
        """)
  }

  @Test func aValueIsReturned() {
    #expect(
      rewritten("var a: Int { b + c }") == """
        import CMutantSwitch
        var a: Int { 
        switch mutant_at(0) {
        case 1:
        return b - c 
        default:
        return b + c 
        }
        }
        """)
  }

  @Test func propertiesAndParametersHaveOtherValues() {
    #expect(
      rewritten("struct S {\n  let a = 1\n  init(b: Int = 2) {}\n}")
        == """
        import CMutantSwitch
        struct S {
        let a =
        switch mutant_at(0) {
        case 1:
        (2)
        default:
        (1)
        }
        init(b: Int = (mutant_at(1) == 2 ? (3)
        : (2))) {}
        }
        """.replacing("let a =\n", with: "let a = \n"))
  }

  @Test func theOriginalOfAFunctionContainsTheMutantsOfThoseInIt() {
    let text = rewritten("func f() {\n  func g() { h(1) }\n  h(true)\n}")
    #expect(text.split(separator: "\n").filter { $0.contains("h(2)") }.count == 1)
    #expect(text.contains("default:\nfunc g() {\nswitch mutant_at(1) {\ncase 1:\nh(2)"))
  }

  @Test func linesOfACopyAreKnown() throws {
    let text = "func f() {\n  g()\n  h(1)\n}\n"
    let package = MutatedPackage([("A.swift", text), ("B.swift", "func i() { h(true) }")])
    var written: [String: String] = [:]
    let locations = package.rewrite([1, 2]) { written[$0] = $1 }
    #expect(locations.map(\.place) == [0, 1])
    let lines = try #require(written["A.swift"]).split(separator: "\n", omittingEmptySubsequences: false)
    let copy = lines[(locations[0].first - 1)..<locations[0].last]
    #expect(copy.contains("  h(2)") && !copy.contains("  h(1)"))
    #expect(locations[0].scopeFirst < locations[0].first && locations[0].last < locations[0].scopeLast)
  }

  @Test func aFileWithoutAChosenMutantIsTheOriginal() {
    let text = "func f() { g(1) }"
    var written = ""
    #expect(MutatedPackage([("A.swift", text)]).rewrite([]) { written = $1 } == [])
    #expect(written == text)
  }
}

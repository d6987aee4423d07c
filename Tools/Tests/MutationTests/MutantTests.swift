import Mutation
import Testing

/// The changes of a text, as `original → changed`.
private func changes(_ text: String) -> [String] {
  MutantFinder(path: "A.swift", text: text).mutants.map { "\($0.original) → \($0.changed)" }
}

struct MutantTests {
  @Test func literalsBecomeTheNextIntegerOrTwiceTheNumber() {
    #expect(
      changes("let a = [0, 1_023, 0xFF, 0.0, 2.5e-3, 0x1p-2, 18446744073709551615]") == [
        "0 → 1", "1_023 → 1024", "0xFF → 0x100", "0.0 → 1.0", "2.5e-3 → 0.005", "0x1p-2 → 0.5",
      ])
  }

  @Test func comparisonsLoseOrGainEquality() {
    #expect(changes("let a = b < c") == ["< → <=", "< → >="])
    #expect(changes("let a = b == c") == ["== → !="])
  }

  @Test func signsAreDroppedAndOperationsExchanged() {
    #expect(changes("let a = -b + c * !d") == ["-b → (b)", "+ → -", "* → /", "!d → (d)"])
    #expect(changes("let a = b && c || true") == ["&& → ||", "|| → &&", "true → false"])
  }

  @Test func extremaAndExponentsChange() {
    #expect(
      changes("let a = min(b, c.max()) + Double.pow(b, n) + b.squareRoot()") == [
        "min → max", "max → min", "+ → -", "n → (n) + 1", "+ → -", "b.squareRoot() → (b)",
      ])
  }

  @Test func textsAreNotSubtracted() {
    #expect(changes(#"let a = b + "c" + d"#) == [])
  }

  @Test func whatNoProcessCanChooseIsSkippedAndCounted() {
    let text = """
      @Size(4) func f(_ a: Matrix<3>) {
        precondition(a < 1, "\\(2)")
        switch a { case 5: g("\\(6)") default: break }
      }
      enum E: Int { case a = 7 }
      print(8)
      """
    let finder = MutantFinder(path: "A.swift", text: text)
    #expect(finder.mutants == [])
    #expect(
      finder.skipped == [
        .attribute: 1, .type: 1, .invariant: 3, .text: 2, .pattern: 1, .rawValue: 1, .topLevel: 1,
      ])
  }

  @Test func namesDoNotDependOnLinesAndDiffer() {
    let text = "struct S {\n  func f(_ a: Int, by b: Int) -> Int {\n    a + b + a\n  }\n}\n"
    let names = MutantFinder(path: "A.swift", text: text).mutants.map(\.name)
    #expect(
      names == [
        "A.swift: S.f(_:by:): `+` → `-` in `a + b + a`",
        "A.swift: S.f(_:by:): `+` → `-` in `a + b + a` (occurrence 2)",
      ])
    #expect(MutantFinder(path: "A.swift", text: "\n\n" + text).mutants.map(\.name) == names)
    #expect(MutantFinder(path: "A.swift", text: "\n\n" + text).mutants.map(\.line) == [5, 5])
  }
}

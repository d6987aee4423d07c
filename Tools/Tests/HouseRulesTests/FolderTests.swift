import HouseRules
import Testing

/// Each test declares something in the folder Second and uses it in First, which is before it.
struct FolderTests {
  private func uses(declaring declarations: String, in text: String) async -> [String] {
    let files = [
      "Sources/Middle/Second/Later.swift": declarations, "Sources/Middle/First/Earlier.swift": text,
    ]
    return await faults(files, rules: [House.folderRule]).map {
      $0.replacing("Sources/Middle/First/Earlier.swift:", with: "").replacing(
        ", which comes after it", with: "")
    }
  }

  @Test func typesAreFound() async {
    #expect(
      await uses(declaring: "struct Later {}", in: "\nlet x: [Later]? = nil") == [
        "2: First uses Later of Second"
      ])
    #expect(
      await uses(declaring: "typealias Later = Int", in: "func f(_: Later) {}") == [
        "1: First uses Later of Second"
      ])
    #expect(
      await uses(declaring: "actor Later {}", in: "extension Later {}") == ["1: First uses Later of Second"])
  }

  @Test func interpolatedStringsAreCode() async {
    #expect(
      await uses(declaring: "enum Later { static let text = 1 }", in: #"let x = "a \(1 + Later.text) b""#)
        == ["1: First uses Later of Second", "1: First uses text of Second"])
  }

  @Test func commentsAndStringsAreNot() async {
    #expect(await uses(declaring: "struct Later {}", in: "/// Later\nlet x = \"Later\"") == [])
  }

  @Test func freeFunctionsAreFound() async {
    #expect(
      await uses(declaring: "func later(_ x: Int) {}", in: "let x = later(1)") == [
        "1: First uses later of Second"
      ])
    #expect(
      await uses(declaring: "let later = 1", in: "func f() -> Int { later }") == [
        "1: First uses later of Second"
      ])
  }

  @Test func membersAreFound() async {
    let first = "struct Early {}\n"
    #expect(
      await uses(
        declaring: "extension Early { func later(at x: Int) {} }",
        in: first + "func f(e: Early) { e.later(at: 1) }")
        == ["2: First uses later of Second"])
    #expect(
      await uses(declaring: "extension Early { var later: Int { 1 } }", in: first + "let f = \\Early.later")
        == ["2: First uses later of Second"])
    #expect(
      await uses(
        declaring: "extension Early { static var later: Early { Early() } }",
        in: first + "let e: Early = .later")
        == ["2: First uses later of Second"])
    #expect(
      await uses(
        declaring: "extension Early { func later() {} }", in: "struct Early { func f() { later() } }")
        == ["1: First uses later of Second"])
  }

  @Test func enumCasesAreFound() async {
    #expect(
      await uses(
        declaring: "enum Kind { case later(at: Int) }", in: "func f() { if case .later(let x) = g() {} }")
        == ["1: First uses later of Second"])
  }

  @Test func initializersAreFoundByTheirLabels() async {
    let later = "extension Early { init(later: Int) { self.init(x: later) } }"
    let first = "struct Early { var x: Int }\n"
    #expect(
      await uses(declaring: later, in: first + "let e = Early(later: 1)") == ["2: First uses Early of Second"]
    )
    #expect(await uses(declaring: later, in: first + "let e = Early(x: 1)") == [])
    #expect(
      await uses(declaring: "extension Early { init(x: String) {} }", in: first + "let e = Early(x: 1)") == []
    )
  }

  @Test func labelsTellFunctionsApart() async {
    let later = "extension Int { func moved(by x: Int) {} }"
    #expect(await uses(declaring: later, in: "func f(a: Int) { a.moved(to: 1) }") == [])
    #expect(
      await uses(declaring: later, in: "func f(a: Int) { a.moved(by: 1) }") == [
        "1: First uses moved of Second"
      ])
  }

  @Test func whatAFunctionBindsIsItsOwn() async {
    let later = "let later = 1"
    for body in [
      "func f(later: Int) -> Int { later }", "func f() { let later = 2; g(later) }",
      "let f = { later in later + 1 }",
      "func f() { for later in 0..<3 { g(later) } }", "func f() { if let later = g() { h(later) } }",
      "func f() { switch g() { case .some(let later): h(later) } }", "func f() { func later() {}; later() }",
      "func f<later>(_: later) {}",
    ] {
      #expect(await uses(declaring: later, in: body) == [], "\(body)")
    }
    #expect(
      await uses(declaring: later, in: "func f() { if let later { g() } }\nfunc h() { let later = later }")
        == ["1: First uses later of Second", "2: First uses later of Second"])
  }

  @Test func whatIsAlsoDeclaredEarlierIsNoFault() async {
    #expect(await uses(declaring: "struct Twice {}", in: "struct Twice {}\nlet x = Twice()") == [])
    #expect(
      await faults(
        [
          "Sources/Middle/Second/Later.swift": "extension Int { var twice: Int { 2 } }",
          "Sources/Base/Base.swift": "extension Double { var twice: Double { 2 } }",
          "Sources/Middle/First/Earlier.swift": "func f(x: Double) -> Double { x.twice }",
        ], rules: [House.folderRule]) == [])
  }

  @Test func membersOfForeignTypesAreNoFault() async {
    let later = "extension Early { func append(_ x: Int) {}\nfunc other(_ x: Int) {} }"
    #expect(
      await uses(declaring: later, in: "func f(a: [Int]) { a.append(1)\na.other(1) }") == [
        "2: First uses other of Second"
      ])
  }

  @Test func laterFoldersUseEarlierOnes() async {
    #expect(
      await faults(
        ["Sources/Middle/First/A.swift": "struct A {}", "Sources/Middle/Third/B.swift": "let x = A()"],
        rules: [House.folderRule]) == [])
  }

  @Test func everyFileIsInAFolderOfTheOrder() async {
    #expect(
      await faults(
        ["Sources/Middle/Fourth/A.swift": "", "Sources/Middle/B.swift": ""], rules: [House.folderRule]) == [
          "Sources/Middle/B.swift:1: Middle has its files in First, Second, Third; this one is in none of them",
          "Sources/Middle/Fourth/A.swift:1: Middle has its files in First, Second, Third; this one is in none of them",
        ])
  }

  @Test func foldersHaveAnOrder() async {
    #expect(
      await faults(["Sources/Base/A/A.swift": "", "Sources/Base/B/B.swift": ""], rules: [House.folderRule])
        == ["Package.swift:1: the folders of Base have no order in the table of the house rules"])
  }
}

import HouseRules
import Testing

struct VariantTests {
  private let list = """
    # name, and who may say it
    heavy-ball\tSources/Base/HeavyBall.swift
    heavy-ball\tSources/Base/Registry/

    loss\tSources/Base/Loss.swift

    """
  private let homes = [
    "Sources/Base/HeavyBall.swift": #"let name = "heavy-ball""#,
    "Sources/Base/Registry/All.swift": #"let all = ["heavy-ball"]"#,
    "Sources/Base/Loss.swift": "enum E { case loss }",
  ]

  private func found(_ text: String) async throws -> [String] {
    let files = homes.merging(["Sources/Top/A.swift": text]) { $1 }
    return await faults(files, rules: [VariantRule(try VariantList(list))]).map {
      $0.replacing("Sources/Top/A.swift:", with: "")
    }
  }

  private let only =
    "names the variant heavy-ball, which only Sources/Base/HeavyBall.swift or Sources/Base/Registry/ may name"

  @Test func aVariantIsNamedInItsFilesAlone() async throws {
    #expect(try await found(#"let x = "heavy-ball""#) == [#"1: the string "heavy-ball" \#(only)"#])
    #expect(
      try await found("enum E {\n  case a, heavyBall(Int)\n}") == ["2: the enum case heavyBall \(only)"])
    #expect(
      try await found("func f() { switch x { case .heavyBall: 1\ncase .heavyBall(let x): 2 } }") == [
        "1: the pattern .heavyBall \(only)", "2: the pattern .heavyBall \(only)",
      ])
  }

  @Test func otherTextsAreNoNames() async throws {
    #expect(try await found("// heavy-ball\nlet heavyBall = \"a heavy-ball\\(x)\"") == [])
  }

  @Test func theListNamesFilesThatExist() async throws {
    let rule = VariantRule(try VariantList("a\tSources/Base/Gone.swift"))
    #expect(
      await faults(homes, rules: [rule])
        == ["Sources/Base/Gone.swift:1: the list of variants names this file, which does not exist"])
  }

  @Test func aLineThatIsNoVariantIsRefused() {
    #expect(throws: VariantList.Malformed.self) { try VariantList("heavy-ball Sources/Base/HeavyBall.swift") }
  }
}

struct WordTests {
  private func found(_ text: String, list: String = "seat|seats\tslot\nclose ranks\tcompact lanes")
    async throws -> [String]
  {
    await faults(["Sources/Base/A.swift": text, "README.md": text], rules: [WordRule(try WordList(list))])
  }

  @Test func wordsAreFoundInIdentifiersCommentsAndStrings() async throws {
    for text in [
      "let theSeat = 1", "func f(seats: Int) {}", "// two seats.", "let x = \"a seat \\(1)\"",
      "/* A seat's */", "let SEAT_COUNT = 1", "let seatSVD = 1", "let SVDSeat = 1",
    ] {
      let form = text.contains("seats") ? "seats" : "seat"
      #expect(
        try await found(text) == [
          "README.md:1: “\(form)”: write slot", "Sources/Base/A.swift:1: “\(form)”: write slot",
        ])
    }
  }

  @Test func phrasesAreFoundToo() async throws {
    for text in ["func closeRanks() {}", "// they close\n// ranks", "// Close ranks"] {
      #expect(try await found(text).count == (text.contains("\n") ? 1 : 2), "\(text)")
    }
  }

  @Test func partsOfWordsAreNotFound() async throws {
    #expect(try await found("let seatbelt = unseated") == [])
  }

  @Test func theLineIsTheWordsOwn() async throws {
    #expect(
      try await found("/*\n a\n seat */\nlet x = 1").last == "Sources/Base/A.swift:3: “seat”: write slot")
  }

  @Test func aWordMayBeAllowedInAFolder() async throws {
    #expect(
      try await found("let seat = 1", list: "seat\tslot\tSources/Base/") == [
        "README.md:1: “seat”: write slot"
      ])
  }

  @Test func aWordMayBeAllowedInAPhrase() async throws {
    let list = "seat|seats\tslot\t\tcar seat|seats in rows"
    #expect(try await found("// a car seat, seats in rows", list: list) == [])
    #expect(try await found("let carSeat = 1", list: list) == [])
    for text in ["// a seat car", "// seats", "// car seats"] {
      #expect(try await found(text, list: list).count == 2, "\(text)")
    }
  }

  @Test func headingsForEditorsAreNotRead() async throws {
    let list = "mark\tcheckpoint"
    #expect(
      try await found("// MARK: Steps\nlet x = 1 // a mark", list: list).last
        == "Sources/Base/A.swift:2: “mark”: write checkpoint")
    #expect(
      try await found("// MARK: a mark", list: list).last
        == "Sources/Base/A.swift:1: “mark”: write checkpoint")
  }

  @Test func aLineThatIsNoEntryIsRefused() {
    #expect(throws: WordList.Malformed.self) { try WordList("seat slot") }
    #expect(throws: WordList.Malformed.self) { try WordList("seat\t") }
  }
}

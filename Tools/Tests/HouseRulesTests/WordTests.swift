import HouseRules
import Testing

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

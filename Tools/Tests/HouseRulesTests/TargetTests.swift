import HouseRules
import Testing

struct TargetTests {
  private func faults(_ targets: Target...) async -> [String] {
    await HouseRulesTests.faults([:], targets: targets)
  }

  @Test func aTargetUsesOnlyWhatIsBelowIt() async {
    #expect(
      await faults(Target("Base", dependencies: ["Middle"]), Target("Middle", dependencies: ["Base"]))
        == ["Package.swift:1: Base depends on Middle, which is not below it"])
  }

  @Test func everyTargetHasAPlace() async {
    #expect(
      await faults(Target("Stray")) == [
        "Package.swift:1: target Stray has no place in the table of the house rules"
      ])
  }

  @Test func aLibraryOfOthersBelongsToOneTarget() async {
    let table = Table(
      mayUse: ["Base": ["Database", "Numbers"], "Middle": ["Database", "Numbers"]], shared: ["Numbers"])
    let targets = [
      Target("Base", dependencies: ["Database", "Numbers"]),
      Target("Middle", dependencies: ["Database", "Numbers"]),
      Target("Database", .system),
    ]
    #expect(
      await HouseRulesTests.faults([:], targets: targets, table: table) == [
        "Package.swift:1: Base and Middle depend on Database; a library that is not ours belongs to one target",
        "Package.swift:1: target Database has no place in the table of the house rules",
      ])
  }

  @Test func testsUseWhatTheyTestAndEverythingBelow() async {
    #expect(
      await faults(
        Target("MiddleTests", .test, dependencies: ["Middle", "Base", "Database", "_Support", "Top"]))
        == ["Package.swift:1: MiddleTests depends on Top, which is not below it"])
  }

  @Test func aFileImportsWhatTheManifestGivesIt() async {
    let files = [
      "Sources/Base/A.swift": "import Foundation\n#if os(Linux)\n  package import Middle\n#endif\n",
      "Sources/Middle/First/B.swift": "import Base\n",
      "Sources/Top/C.swift": "import struct Base.Value\n",
      "Tests/MiddleTests/D.swift": "import Base\nimport Top\n",
    ]
    #expect(
      await HouseRulesTests.faults(files) == [
        "Sources/Base/A.swift:3: Base imports Middle, which Package.swift does not give it",
        "Sources/Top/C.swift:1: Top imports Base, which Package.swift does not give it",
        "Tests/MiddleTests/D.swift:2: MiddleTests imports Top, which Package.swift does not give it",
      ])
  }

  @Test func theTablesNameWhatExists() async {
    let table = Table(mayUse: ["Base": ["Gone"], "Old": []], folders: ["Base": ["", "First", "Lost"]])
    let files = [
      "Sources/Base/A.swift": "", "Sources/Base/First/B.swift": "",
      "Documentation/Decisions/0001-arrows.md": "- `Base`: First, Lost\n",
    ]
    let targets = [Target("Base")]
    #expect(
      await HouseRulesTests.faults(files, targets: targets, table: table, rules: [House.tableRule]) == [
        "Documentation/Decisions/0001-arrows.md:1: the sequence of folders is: - `Base`: its own folder, First, Lost",
        "Package.swift:1: the table of the house rules has a row for Old, which does not exist",
        "Package.swift:1: the table of the house rules lets Base use Gone, which does not exist",
        "Package.swift:1: the table of the house rules names the folder Lost of Base, which has no Swift file",
      ])
    let page = ["Documentation/Decisions/0001-arrows.md": "- `Base`: its own folder, First\n"]
    let right = Table(mayUse: ["Base": []], folders: ["Base": ["", "First"]])
    #expect(
      await HouseRulesTests.faults(
        files.merging(page) { $1 }, targets: targets, table: right, rules: [House.tableRule]) == [])
  }

  @Test func nobodyImportsTestably() async {
    #expect(
      await HouseRulesTests.faults(["Tests/MiddleTests/A.swift": "import Base\n@testable import Middle\n"])
        == ["Tests/MiddleTests/A.swift:2: @testable import; tests share the release build (Decisions/0003)"])
  }
}

import Foundation
import HouseRules
import Testing

/// A package on disk is read whole: its manifest, its files, and nothing of a build.
struct ReadingTests {
  @Test func aPackageIsReadFromDisk() async throws {
    let root = FileManager.default.temporaryDirectory.appendingPathComponent("house \(UUID())")
    defer { try? FileManager.default.removeItem(at: root) }
    let files = [
      "Package.swift": """
      // swift-tools-version: 6.1
      import PackageDescription
      let package = Package(name: "P", targets: [.target(name: "Base"), .target(name: "Odd", dependencies: ["Base"], path: "Sources/Else")])
      """,
      "Sources/Base/A.swift": "import Odd\n", "Sources/Else/B.swift": "import Base\n\n\n\n\n\n",
      "Sources/Base/.build/C.swift": "import Odd\n", "scripts/long": "\n\n\n\n\n\n", "README.md": "a seat\n",
    ]
    for (path, text) in files {
      let file = root.appendingPathComponent(path)
      try FileManager.default.createDirectory(
        at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
      try Data(text.utf8).write(to: file)
    }
    var table = Sample.table
    table.mayUse["Odd"] = []
    let rules = House.rules + [WordRule(try WordList("seat\tslot"))]
    #expect(
      try await House.read(root, table: table).faults(rules).map(\.description) == [
        "Package.swift:1: Odd depends on Base, which is not below it",
        "README.md:1: “seat”: write slot",
        "Sources/Base/A.swift:1: Base imports Odd, which Package.swift does not give it",
        "Sources/Else/B.swift:5: 6 lines; the longest a file may be is 5",
        "scripts/long:5: 6 lines; the longest a file may be is 5",
      ])
  }

  @Test func aFolderWithoutSourcesIsRefused() async throws {
    let root = FileManager.default.temporaryDirectory.appendingPathComponent("house \(UUID())")
    defer { try? FileManager.default.removeItem(at: root) }
    try FileManager.default.createDirectory(at: root, withIntermediateDirectories: true)
    try Data(
      "// swift-tools-version: 6.1\nimport PackageDescription\nlet package = Package(name: \"P\")\n".utf8
    )
    .write(to: root.appendingPathComponent("Package.swift"))
    await #expect(throws: House.Unreadable.self) { try await House.read(root, table: Sample.table) }
  }
}

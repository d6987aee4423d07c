import Foundation
import HouseRules
import Testing

struct FileTests {
  @Test func filesAreShort() async {
    let files = [
      "Sources/Base/A.swift": "\n\n\n\n\n\n", "scripts/a": "\n\n\n\n\n\n\n",
      "Sources/Base/B.swift": "\n\n\n\n\n",
    ]
    #expect(
      await faults(files) == [
        "Sources/Base/A.swift:5: 6 lines; the longest a file may be is 5",
        "scripts/a:5: 7 lines; the longest a file may be is 5",
      ])
  }

  @Test func functionsAreShort() async {
    let text = "/// F.\nfunc f() {\n  g()\n}\nfunc h() {}"
    #expect(await faults(["Sources/Base/A.swift": text]) == [])
    #expect(
      await faults(["Sources/Base/A.swift": text.replacing("g()", with: "g(\n)")])
        == ["Sources/Base/A.swift:2: 4 lines; the longest a function may be is 3"])
  }

  @Test func filesAreNamedForASubject() async {
    let names = [
      "Sources/Base/FileUtils.swift", "Sources/Base/Helpers/A.swift", "Sources/Base/Uncommon.swift",
    ]
    #expect(
      await faults(Dictionary(uniqueKeysWithValues: names.map { ($0, "") }), targets: []) == [
        "Sources/Base/FileUtils.swift:1: the name FileUtils.swift has no subject; name it for what it holds",
        "Sources/Base/Helpers/A.swift:1: the name Helpers has no subject; name it for what it holds",
      ])
  }

  @Test func oneFileWritesToTheStreams() async {
    let text = """
      func f(_ text: inout String) {
        print("a")
        print("a", to: &text); x.print("a")
        fputs("a", stderr); FileHandle.standardError.write(data); isatty(STDERR_FILENO)
      }

      """
    #expect(
      await faults(
        ["Sources/Top/Streams.swift": text], table: Table(streamsFile: "Streams.swift"),
        rules: [House.streamRule]) == [])
    let found = await faults(["Sources/Top/A.swift": text], rules: [House.streamRule])
    #expect(
      found == [
        "Sources/Top/A.swift:2: print: what is written goes through Streams.swift",
        "Sources/Top/A.swift:4: FileHandle.standardError: what is written goes through Streams.swift",
        "Sources/Top/A.swift:4: fputs: what is written goes through Streams.swift",
        "Sources/Top/A.swift:4: stderr: what is written goes through Streams.swift",
      ])
  }

  @Test func sectionsOfTheNotationExist() async {
    let files = [
      "Documentation/Notation.md": "# Notation\n## 3. Symbols\n### 3.2 Layers\n",
      "Sources/Base/A.swift": "// Notation §3 and Notation §3.2\n/// Notation §3.4\n",
    ]
    #expect(await faults(files) == ["Sources/Base/A.swift:2: Notation §3.4 is no section of Notation.md"])
  }
}

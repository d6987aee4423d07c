import Experiments
import Foundation
import SpecLanguage
import Testing
import _ExperimentSupport

@Suite("Hostile input is refused in bounded time and memory")
struct LimitsTests {
  /// The message for a file with these contents, the file's path replaced by its name.
  private func refusal(ofFile contents: Data, named name: String = "spec.yaml") throws -> String {
    let folder = FileManager.default.temporaryDirectory.appendingPathComponent("spec ÄΩ \(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    let file = folder.appendingPathComponent(name)
    try contents.write(to: file)
    do throws(InputError) {
      _ = try Experiment(contentsOf: file)
      return ""
    } catch {
      return error.description.replacingOccurrences(of: folder.path, with: "…")
    }
  }

  /// The message for a path.
  private func refusal(at path: String) -> String {
    do throws(InputError) {
      _ = try Experiment(contentsOf: URL(fileURLWithPath: path))
      return ""
    } catch {
      return error.description
    }
  }

  @Test("A good file is read, in a folder with blanks and foreign letters, and its files are beside it")
  func goodFile() throws {
    #expect(try refusal(ofFile: Data(smallestSpec.utf8)) == "")
    #expect(try refusal(ofFile: Data(smallestSpec.utf8), named: "Прогон 1.yaml") == "")
    #expect(try refusal(ofFile: Data("\u{FEFF}\(smallestSpec)".utf8)) == "", "with a byte order mark")
  }

  @Test("Whether the files exist that a spec names is checked by `checkFiles` alone")
  func namedFiles() throws {
    func refusal(_ line: String) throws -> String {
      let experiment = try experiment(spec(with: line))
      do throws(InputError) {
        try experiment.checkFiles()
        return ""
      } catch {
        return error.description
      }
    }
    #expect(try refusal("stop: {max-steps: 10}") == "")
    #expect(
      try refusal("target: {file: phi.npy}")
        == "spec.yaml:3:16: target.file names /specs/phi.npy, which does not exist; check the path.")
    #expect(
      try refusal("sweep: {target: [{identity: {}}, {file: /}]}")
        == "spec.yaml:7:41: target.file names /, which is a folder; expected a .npy file.")
  }

  @Test("A file that is no text, too large, a folder, or not there")
  func wrongFiles() throws {
    #expect(
      try refusal(ofFile: Data([0xFF, 0xFE, 0x00, 0x80]))
        == "…/spec.yaml: the spec is not UTF-8 text; expected YAML or JSON.")
    #expect(
      try refusal(ofFile: Data(count: 3_000_000))
        == "…/spec.yaml: the spec is larger than 1 MB; keep matrices in .npy files and name those.")
    #expect(
      try refusal(ofFile: Data())
        == "…/spec.yaml:1:1: the spec is empty; 'deeplinear new' writes one to start from.")
    #expect(refusal(at: "nowhere/spec.yaml") == "nowhere/spec.yaml: there is no such file; check the path.")
    #expect(refusal(at: "/") == "/: this is a folder; expected a spec, such as spec.yaml.")
  }

  @Test("A sweep over thousands of listed values is held, as each point has but one of them")
  func longAxis() throws {
    let axis = "[" + (1...3000).map { "0.\($0 + 10000)" }.joined(separator: ", ") + "]"
    let long = try experiment(spec(with: "sweep: {initialization.gaussian.deviation: \(axis)}"))
    #expect(long.points.count == 3000)
    let lists = (0..<100).map { "[" + Array(repeating: "1.\($0)", count: 900).joined(separator: ",") + "]" }
    #expect(
      message(
        spec(
          with: "sweep: {initialization.gaussian.deviation: [\(lists.joined(separator: ","))], "
            + "stop.max-steps: {linear: {from: 1, to: 90, count: 90}}}")
      ).contains("9000 points of a spec with 9"))
  }

  @Test("What is too long is said to be, with the limit")
  func tooLong() {
    func tail(_ line: String) -> String { String(message(spec(with: line)).split(separator: ";").last ?? "") }
    #expect(tail("name: \(String(repeating: "n", count: 300))") == " it has 300 bytes of at most 200.")
    #expect(
      tail("name: \"a\\nb\"") == " it has a line break or another control character.")
    #expect(
      tail("initialization: {gaussian: {deviation: 0.\(String(repeating: "3", count: 1000))}}")
        == " it has 1002 characters, and 17 digits say all that a double holds.")
    let places = (0...100_001).map(String.init).joined(separator: ", ")
    #expect(
      message(spec(with: "observe: {snapshots: {at: [\(places)]}}")).hasSuffix(
        "observe.snapshots.at has 100002 entries; expected at most 100000."))
  }

  @Test("The last seed may be the largest there is")
  func lastSeed() throws {
    let last = try experiment(spec(with: "seeds: {first: 9223372036854775807, count: 1}"))
    #expect(last.seeds.first == UInt64(Int.max) && last.seeds.count == 1)
  }

  @Test("Aliases that would explode are refused before they do, also as keys")
  func billionLaughs() {
    let levels = (1...9).map { level in
      "l\(level): &l\(level) ["
        + Array(repeating: level == 1 ? "x" : "*l\(level - 1)", count: 9).joined(separator: ", ") + "]"
    }
    let refusal = "the spec has more than 8 aliases (*name); write the values out instead."
    #expect(message(levels.joined(separator: "\n")) == "spec.yaml:2:50: \(refusal)")
    #expect(message(levels.joined(separator: "\n") + "\n? *l9\n: 1") == "spec.yaml:2:50: \(refusal)")
    let inOneLine = "é: [" + Array(repeating: "*x", count: 9).joined(separator: ",") + "]"
    #expect(message(inOneLine) == "spec.yaml:1:29: \(refusal)")
    let big = "a: &a [" + Array(repeating: "1", count: 60_000).joined(separator: ",") + "]\n"
    #expect(
      message(big + "b: &b [*a, *a]\nc: [*b, *b]")
        .hasSuffix("the spec has more than 200000 values; keep matrices in .npy files."))
    #expect(message(big + "? [*a, *a]\n: 3").hasSuffix("a list or mapping is in the place of a key."))
  }

  @Test("Depth is bounded, however it is written", arguments: [33, 999, 1001, 400_000])
  func depth(_ depth: Int) {
    let refusal = "the spec is nested more than 32 deep."
    let unclosed = message("a: " + String(repeating: "[", count: depth))
    #expect(unclosed.hasSuffix(refusal) || unclosed.contains("this is not YAML"))
    #expect(
      message("a: " + String(repeating: "[", count: depth) + String(repeating: "]", count: depth)).hasSuffix(
        refusal))
    #expect(message(String(repeating: "- ", count: depth) + "x").hasSuffix(refusal))
    #expect(message("a: " + String(repeating: "{a: ", count: min(depth, 200_000))).count < 200)
  }

  @Test("Large lists and many keys are read or refused in bounded time")
  func large() {
    let clock = ContinuousClock()
    let time = clock.measure {
      let numbers = Array(repeating: "0.1", count: 190_000).joined(separator: ",")
      #expect(
        message(spec(with: "target: {diagonal: [\(numbers)]}")).hasPrefix(
          "spec.yaml:3:20: target.diagonal has 190000 entries; expected at most 100000."))
      let keys = (0..<60_000).map { "k\($0): 1" }.joined(separator: "\n")
      #expect(message(keys).hasPrefix("spec.yaml:1:1: the spec has no key 'k0'"))
      let axis = "[" + (1...10_001).map(String.init).joined(separator: ",") + "]"
      #expect(message(spec(with: "sweep: {network.width: \(axis)}")).contains("at least 10001 points"))
      let wide = "[" + Array(repeating: "1", count: 40_000).joined(separator: ",") + "]"
      #expect(
        message(
          spec(
            spec(with: "target: {diagonal: \(wide)}"),
            with: "sweep: {network.depth: {linear: {from: 1, to: 900, count: 900}}}")
        )
        .contains("900 points of a spec with 400"))
    }
    #expect(time < .seconds(60))
  }

  @Test("A message is one line of at most 600 characters whatever is in the input")
  func messagesAreShort() {
    let long = String(repeating: "é\u{301}", count: 5000)
    for line in [
      "\(long): 1", "name: /\(long)", "network: {field: \(long)}", "sweep: {\(long): [1]}",
      "network: \"\\e[31m\\n\\x7f\"",
    ] {
      let text = message(spec(with: line))
      #expect(!text.isEmpty && text.unicodeScalars.count <= 600)
      #expect(text.unicodeScalars.allSatisfy { $0.properties.generalCategory != .control })
    }
    let far = InputError(
      "x", at: SourceLocation(source: String(repeating: "d/", count: 4000), line: 1, column: 1))
    #expect(far.description.unicodeScalars.count < 220)
    #expect(message(smallestSpec, set: [long]).unicodeScalars.count <= 600)
    #expect(message(smallestSpec, set: ["\(long)=3"]).unicodeScalars.count <= 600)
  }
}

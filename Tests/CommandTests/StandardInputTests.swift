import Foundation
import Testing

@Suite("deeplinear run -")
struct StandardInputTests {
  /// Runs the program with these bytes on standard input.
  private func run(_ call: Invocation, _ arguments: [String], _ input: Data) throws -> Invocation.Answer {
    let file = FileManager.default.temporaryDirectory.appending(path: "deeplinear-in-\(UUID().uuidString)")
    try input.write(to: file)
    defer { try? FileManager.default.removeItem(at: file) }
    return try call(arguments, input: FileHandle(forReadingFrom: file))
  }

  private func run(_ call: Invocation, _ arguments: String..., input: String) throws -> Invocation.Answer {
    try run(call, arguments, Data(input.utf8))
  }

  @Test("A spec on standard input runs into ./NAME or --out, and its directory continues by its name")
  func runs() throws {
    let call = try Invocation()
    let dry = try run(call, "run", "-", "--dry-run", input: Invocation.spec)
    #expect(dry.status == 0 && dry.output.hasPrefix("3 runs, ") && call.contents.isEmpty, "\(dry.errors)")
    let plain = try run(call, "run", "-", input: Invocation.spec)
    #expect(plain.status == 0 && plain.output.hasPrefix("3 runs in small"), "\(plain.errors)")
    let other = try run(call, "run", "-", "--out", "there", "--set", "seeds.count=2", input: Invocation.spec)
    #expect(other.status == 0 && other.output.hasPrefix("2 runs in there"), "\(other.errors)")
    #expect(call.contents == ["small", "there"])
    // The same as a file of the same text.
    try call.write("spec.yaml", Invocation.spec)
    #expect(try call("run", "spec.yaml").output.hasSuffix("nothing to do\n"))
    #expect(try call("run", "small").output.hasSuffix("nothing to do\n"))
    #expect(try run(call, "run", "-", input: Invocation.spec).output.hasSuffix("nothing to do\n"))
    let provenance = try JSONSerialization.jsonObject(
      with: Data(contentsOf: call.folder.appending(path: "small/provenance.json")))
    let command = (provenance as? [String: Any])?["command"] as? [String]
    #expect(command?.dropFirst() == ["run", "-"])
  }

  @Test("Relative files of the spec are taken from the current folder")
  func files() throws {
    let call = try Invocation()
    let spec = Invocation.spec.replacing("{identity: {}}", with: "{file: phi.npy}")
    let answer = try run(call, "run", "-", input: spec)
    #expect(answer.status == 2)
    #expect(
      answer.errors.contains("standard input:3:16: target.file names ")
        && answer.errors.contains("/\(call.folder.lastPathComponent)/phi.npy, which does not exist"),
      "\(answer.errors)")
  }

  @Test("What is no spec is refused in a sentence that names standard input, and nothing is left")
  func refusals() throws {
    let call = try Invocation()
    for (input, sentence) in [
      (Data(), "standard input:1:1: the spec is empty; 'deeplinear new' writes one to start from."),
      (Data([0x6E, 0xFF, 0xFE]), "standard input: the spec is not UTF-8 text; expected YAML or JSON."),
      (
        Data("name: x\nwidth: 3\n".utf8),
        "standard input:2:1: the spec has no key 'width'; did you mean network.width?"
      ),
      (
        Data(count: 1_000_001),
        "standard input: the spec is larger than 1 MB; keep matrices in .npy files and name those."
      ),
    ] {
      let answer = try run(call, ["run", "-"], input)
      #expect(answer.status == 2 && answer.output.isEmpty && answer.errors == "deeplinear: \(sentence)\n")
    }
    let folder = try call(
      ["run", "-"], input: FileHandle(fileDescriptor: open("/", O_RDONLY), closeOnDealloc: true))
    #expect(
      folder.status == 2 && folder.errors.contains("standard input: it cannot be read: "), "\(folder.errors)")
    #expect(call.contents.isEmpty)
  }

  @Test("A closed standard input is no empty spec")
  func closed() throws {
    let folder = try ScratchFolder()
    let ending = try Program.shell("exec \"$program\" run - <&-", in: folder)
    expectBrief(ending, status: 2)
    #expect(ending.errors.hasPrefix("deeplinear: standard input is closed; "), "\(ending.errors)")
  }

  @Test("No more is read than a spec may have, however much there is")
  func endless() throws {
    let call = try Invocation()
    let zeros = try #require(FileHandle(forReadingAtPath: "/dev/zero"))
    let answer = try call(["run", "-"], input: zeros)
    #expect(answer.status == 2 && answer.errors.contains("larger than 1 MB"), "\(answer.errors)")
  }

  @Test("A file or a directory of the name - is meant by ./-, which is how a hint writes it")
  func dash() throws {
    let call = try Invocation()
    try call.write("-", Invocation.spec)
    #expect(try call("run", "./-").output.hasPrefix("3 runs in small"))
    try FileManager.default.removeItem(at: call.folder.appending(path: "-"))
    try call.write("spec.yaml", Invocation.spec)
    #expect(try call("run", "spec.yaml", "--out=-").status == 0)
    #expect(try call("run", "./-").output.hasSuffix("nothing to do\n"))
    #expect(try call("figure", "./-", "--of", "loss", "--format", "json").status == 0)
  }
}

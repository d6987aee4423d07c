import Foundation
import Testing

/// Certificates that leave this program: whether another one agrees with them, and notices where they were changed.
@Suite struct CertificateFileTests {
  private static let repository = URL(fileURLWithPath: #filePath)
    .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()

  private static let specs = [
    "descent": """
    name: descent
    network: {depth: 3, width: 3}
    target: {diagonal: [1.2, 1.1, 1.0]}
    initialization: {identity: {scale: 1.0}}
    dynamics: {gradient-descent: {step-size: 1.2e-7}}
    stop: {loss-below: 0.02499, max-steps: 100000}
    """,
    "counterexample": """
    name: counterexample
    network: {depth: 2, width: 2}
    target: {diagonal: [-1, 2]}
    initialization: {counterexample: {claim: 5}}
    dynamics: {gradient-descent: {step-size: 0.01}}
    stop: {loss-below: 1e-8, max-steps: 500}
    """,
    "divergence": """
    name: divergence
    network: {depth: 2, width: 2}
    target: {identity: {scale: 1.0}}
    initialization: {counterexample: {claim: 4, margin: 0.9}}
    dynamics: {gradient-descent: {step-size: 0.01}}
    stop: {loss-below: 1e-8, max-steps: 2000}
    """,
    "penalty": """
    name: penalty
    network: {depth: 4, width: 3, field: complex}
    target: {identity: {scale: 1.0}}
    initialization: {gaussian: {deviation: 0.3}}
    dynamics: {gradient-descent: {step-size: 0.005}, regularization: 2.0}
    stop: {loss-below: 1e-8, max-steps: 300}
    seeds: {count: 2}
    """,
    "flow": """
    name: flow
    network: {depth: 4, width: 3}
    target: {identity: {scale: 1.0}}
    initialization: {balanced-gaussian: {deviation: 0.5}}
    dynamics: {gradient-flow: {relative-tolerance: 1e-10}}
    stop: {loss-below: 1e-6, max-time: 20}
    seeds: {count: 3}
    """,
    "one-output": """
    name: one-output
    network: {widths: [20, 20, 1]}
    target: {diagonal: [1.0]}
    initialization: {balanced: {deviation: 0.02}}
    dynamics: {gradient-descent: {step-size: 1e-15}}
    stop: {loss-below: 1e-3, max-steps: 2}
    seeds: {count: 2}
    """,
  ]

  @Test func `Another program verifies certificates of each kind and refuses tampered ones`() throws {
    let folder = try ScratchFolder()
    let names = ["descent"] + Self.specs.keys.filter { $0 != "descent" }.sorted()
    for name in names {
      try folder.write("\(name).yaml", Self.specs[name] ?? "")
      #expect(try Program.run("run", "\(name).yaml", in: folder.url).status == 0)
      let ending = try Program.run("check", name, "--export", "\(name).json", in: folder.url)
      #expect(ending.status == 0, "\(ending.errors)")
    }
    // Of runs that are still to come, and with doubles in the place of balls.
    for (name, arguments) in [("promised", ["descent.yaml"]), ("doubles", ["descent", "--fast"])] {
      let ending = try Program.Running(
        ["check"] + arguments + ["--export", "\(name).json"], in: folder.url, environment: [:]
      ).wait()
      #expect(ending.status == 0, "\(ending.errors)")
    }
    let python = Self.repository.appending(path: ".venv/bin/python3")
    let process = Process()
    process.executableURL = python
    process.arguments =
      ["-I", Self.repository.appending(path: "scripts/test_verify_certificate.py").path]
      + (names + ["promised", "doubles"]).map { folder("\($0).json").path }
    let output = Pipe()
    (process.standardOutput, process.standardError) = (output, output)
    try process.run()
    let text = String(decoding: output.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
    process.waitUntilExit()
    #expect(process.terminationStatus == 0, "\(text)")
    #expect(text.contains("8 files of certificates and 32 tampered copies: no failures"), "\(text)")
  }

  @Test func `A file is compared number by number, and only the program that wrote it may differ`() throws {
    let folder = try ScratchFolder()
    try folder.write("descent.yaml", Self.specs["descent"] ?? "")
    #expect(try Program.run("run", "descent.yaml", in: folder.url).status == 0)
    #expect(try Program.run("check", "descent", "--export", "file.json", in: folder.url).status == 0)
    #expect(try Program.run("check", "descent", "--compare", "file.json", in: folder.url).status == 0)
    let text = try String(contentsOf: folder("file.json"), encoding: .utf8)
    let other = text.replacing(/"program" : "[^"]*"/, with: "\"program\" : \"deeplinear 99\"")
    try folder.write("other.json", other)
    #expect(try Program.run("check", "descent", "--compare", "other.json", in: folder.url).status == 0)
    let checksum = try #require(
      text.firstMatch(of: /"replay" : \{\s*"count" : \d+,\s*"sha256" : "([0-9a-f]{4})/)?.1)
    try folder.write(
      "changed.json", text.replacing("\"sha256\" : \"\(checksum)", with: "\"sha256\" : \"0000"))
    let ending = try Program.run("check", "descent", "--compare", "changed.json", in: folder.url)
    #expect(ending.status == 1)
    #expect(ending.errors.contains("runs[0].replay.sha256 is 0000"), "\(ending.errors)")
    try folder.write("nonsense.json", "[]")
    let refused = try Program.run("check", "descent", "--compare", "nonsense.json", in: folder.url)
    #expect(refused.status == 2)
    #expect(refused.errors.contains("is no file of certificates"), "\(refused.errors)")
  }
}

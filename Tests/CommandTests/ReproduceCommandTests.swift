import Foundation
import Testing

@Suite struct ReproduceCommandTests {
  /// The Python that the program itself would take has matplotlib.
  private static let hasMatplotlib: Bool = {
    let chosen = ProcessInfo.processInfo.environment["DEEPLINEAR_PYTHON"] ?? "python3"
    let process = Process()
    process.executableURL = URL(filePath: "/usr/bin/env")
    process.arguments = [chosen, "-c", "import matplotlib"]
    process.standardError = FileHandle.nullDevice
    try? process.run()
    process.waitUntilExit()
    return process.terminationStatus == 0
  }()

  @Test func `The list has an id and a line for every figure`() throws {
    let folder = try ScratchFolder()
    let ending = try Program.run("reproduce", "--list", in: folder.url)
    let ids = ending.output.split(separator: "\n").compactMap { $0.split(separator: " ").first }
    #expect(
      ending.status == 0
        && ids == (1...4).map { "luo2025-figure-\($0)" }
          + ["a", "b", "c", "d"].map { "arora2019-figure-1\($0)" }
          + ["arora2019-tightness", "arora2019-conditions"]
    )
    #expect(folder.contents() == [])
  }

  @Test func `A figure that is not there is bad usage, and the message lists those that are`() throws {
    let folder = try ScratchFolder()
    for arguments in [["nonsense"], ["luo2025-figure-1", "nonsense"], [], ["a\nb\nc\nd\ne"]] {
      let ending = try Program.Running(["reproduce"] + arguments, in: folder.url, environment: [:]).wait()
      expectBrief(ending, status: 2)
      #expect(ending.errors.contains("luo2025-figure-4") || ending.errors.contains("--list"))
    }
    #expect(folder.contents() == [])
  }

  @Test func `A figure whose data are missing is refused with what to download, and leaves nothing`() throws {
    let folder = try ScratchFolder()
    try FileManager.default.createDirectory(at: folder("empty"), withIntermediateDirectories: true)
    let name = "arora2019-figure-1d"
    for (arguments, environment) in [
      (["--data", "empty"], [:]), ([], ["DEEPLINEAR_DATA": folder("empty").path]),
      ([], ["DEEPLINEAR_DATA": ""]),
    ] {
      let ending = try Program.Running(
        ["reproduce", name, "--out", "runs"] + arguments, in: folder.url, environment: environment
      ).wait()
      expectBrief(ending, status: 2)
      #expect(ending.errors.contains(name) && ending.errors.contains("https://"), "\(ending.errors)")
    }
    for arguments in [["--data", ""], ["--data", "nowhere"], ["--method", "flow"]] {
      let ending = try Program.Running(["reproduce", name] + arguments, in: folder.url, environment: [:])
        .wait()
      expectBrief(ending, status: 2)
    }
    let new = try Program.run("new", "--from", name, in: folder.url)
    expectBrief(new, status: 2)
    #expect(new.errors.contains("has no spec"), "\(new.errors)")
    #expect(folder.contents() == ["empty"])
  }

  @Test func `A figure under the flow has a name of its own, or a sentence where there is none`() throws {
    let folder = try ScratchFolder()
    let refused = try Program.run("reproduce", "luo2025-figure-4", "--method", "flow", in: folder.url)
    expectBrief(refused, status: 2)
    #expect(refused.errors.contains("goes with luo2025-figure-1 and luo2025-figure-2"), "\(refused.errors)")
    let strange = try Program.run("reproduce", "luo2025-figure-1", "--method", "sgd", in: folder.url)
    expectBrief(strange, status: 2)
    #expect(folder.contents() == [])
    let name = "luo2025-figure-1-flow"
    let made = try Program.Running(
      ["reproduce", "luo2025-figure-1", "--method", "flow", "--quick"], in: folder.url,
      environment: ["DEEPLINEAR_PYTHON": "/nowhere/python3"]
    ).wait()
    expectBrief(made, status: 1)
    #expect(
      folder.contents(of: "\(name)-quick/figures") == ["\(name).caption.txt", "\(name).json"])
    let caption = try String(contentsOf: folder("\(name)-quick/figures/\(name).caption.txt"), encoding: .utf8)
    #expect(caption.contains("under the gradient flow") && caption.contains("0 of 8 in (b)"), "\(caption)")
  }

  @Test func `A figure is described without Python, with what to install, and drawn once there is one`()
    throws
  {
    let folder = try ScratchFolder()
    let name = "luo2025-figure-1"
    let figures = "runs/\(name)-quick/figures"
    let reproduce = ["reproduce", name, "--quick", "--out", "runs"]
    let without = try Program.Running(
      reproduce, in: folder.url, environment: ["DEEPLINEAR_PYTHON": "/nowhere/python3"]
    ).wait()
    expectBrief(without, status: 1)
    #expect(without.errors.contains("is written but not drawn"), "\(without.errors)")
    #expect(without.errors.contains("scripts/setup") && without.errors.contains("pip install matplotlib"))
    #expect(folder.contents(of: figures) == ["\(name).caption.txt", "\(name).json"])
    let description = try Data(contentsOf: folder("\(figures)/\(name).json"))

    guard Self.hasMatplotlib else { try Test.cancel("skipped from here: no Python with matplotlib") }
    let began = try Data(contentsOf: folder("runs/\(name)-quick/provenance.json"))
    let with = try Program.Running(reproduce, in: folder.url, environment: [:]).wait()
    #expect(with.status == 0 && with.errors.isEmpty, "\(with.errors)")
    let paths = ["pdf", "svg", "png", "json", "caption.txt"].map { "\(figures)/\(name).\($0)" }
    #expect(with.output == paths.map { "\($0)\n" }.joined())
    for path in paths { #expect(try Data(contentsOf: folder(path)).count > 100) }
    #expect(try Data(contentsOf: folder(paths[3])) == description)
    #expect(
      try Data(contentsOf: folder("runs/\(name)-quick/provenance.json")) == began, "the runs are not repeated"
    )
    #expect(strays(folder.contents()) == [])
  }
}

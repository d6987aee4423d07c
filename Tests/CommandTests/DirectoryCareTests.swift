import Foundation
import Testing

/// Where results cannot be made, were removed, or were only begun.
@Suite struct DirectoryCareTests {
  private func remove(_ url: URL) throws { try FileManager.default.removeItem(at: url) }

  @Test func `A place where no folder can be made is refused with the reason, in a dry run too`() throws {
    let folder = try ScratchFolder()
    try folder.write("spec.yaml", quickSpec)
    let long = String(repeating: "n", count: 300)
    for (out, reason) in [
      (long, "File name too long"), ("made/\(long)/in", "File name too long"),
      ("/proc/results", "Operation not permitted"), ("/proc/1/results", "Operation not permitted"),
    ] {
      for arguments in [["--out", out], ["--out", out, "--dry-run"]] {
        let ending = try Program.Running(["run", "spec.yaml"] + arguments, in: folder.url, environment: [:])
          .wait()
        expectBrief(ending, status: 2)
        #expect(
          ending.errors.hasSuffix("cannot be made: \(reason); choose another --out.\n"), "\(ending.errors)")
      }
    }
    #expect(folder.contents() == ["spec.yaml"])
  }

  @Test func `Files that were removed are noticed; what needs none of them is drawn all the same`() throws {
    let folder = try ScratchFolder()
    try folder.write("spec.yaml", quickSpec + "\nobserve: {thresholds: [0.01]}")
    #expect(try Program.run("run", "spec.yaml", "--out", "out", in: folder.url).status == 0)
    let block = "out/trajectories/block-000000.nc"
    let contents = try Data(contentsOf: folder(block))
    try remove(folder(block))
    try remove(folder("out/weights/run-000002-layer-1.npy"))
    for arguments in [["run", "out"], ["run", "spec.yaml", "--out", "out"]] {
      let ending = try Program.Running(arguments, in: folder.url, environment: [:]).wait()
      expectBrief(ending, status: 1)
      #expect(
        ending.errors
          == "deeplinear: out: 2 of the 9 files of its runs are missing or cut short, trajectories/block-000000.nc and 1 more: "
          + "bring back what was stored, or compute it again with `deeplinear run out --repair`\n")
    }
    for quantity in ["success", "steps", "steps-to-0.01"] {
      let drawn = try Program.run("figure", "out", "--of", quantity, "--format", "json", in: folder.url)
      #expect(drawn.status == 0, "\(drawn.errors)")
    }
    let curves = try Program.run("figure", "out", "--of", "imbalance", "--against", "time", in: folder.url)
    expectBrief(curves, status: 1)
    #expect(curves.errors.hasPrefix("deeplinear: \(block): cannot read it: No such file"), "\(curves.errors)")
    #expect(curves.errors.contains("bring back what was stored"))
    try Data("nonsense".utf8).write(to: folder(block))
    let damaged = try Program.run("figure", "out", "--of", "imbalance", "--against", "time", in: folder.url)
    expectBrief(damaged, status: 1)
    #expect(
      damaged.errors.contains("\(block): its contents are not those that were stored: bring back"),
      "\(damaged.errors)")
    try contents.write(to: folder(block))
    #expect(
      try Program.run("figure", "out", "--of", "imbalance", "--format", "json", in: folder.url).status == 0)
  }

  @Test func `A tilde is a character like others, in every path and name`() throws {
    let folder = try ScratchFolder()
    try FileManager.default.createDirectory(at: folder("home"), withIntermediateDirectories: false)
    try folder.write("spec.yaml", quickSpec)
    let commands = [
      ["run", "spec.yaml", "--out", "~/w"], ["run", "~/w"], ["verify", "~/w"],
      ["figure", "~/w", "--format", "json"], ["figure", "~/w", "--format", "json", "--out", "~/f/"],
      ["run", "spec.yaml", "--set", "name=\"~\""], ["new", "--out", "~new.yaml"],
    ]
    for command in commands {
      let ending = try Program.Running(
        command, in: folder.url, environment: ["HOME": folder("home").path]
      ).wait()
      #expect(ending.status == 0, "\(command) \(ending.errors)")
    }
    #expect(folder.contents(of: "home") == [])
    #expect(folder.contents(of: "~/w").contains("results.sqlite") && !folder.contents(of: "~/f").isEmpty)
    #expect(folder.contents(of: "~").contains("results.sqlite") && folder.contents().contains("~new.yaml"))
  }

  @Test func `A folder with results and no spec says how it is continued, and so it is`() throws {
    let folder = try ScratchFolder()
    try folder.write("spec.yaml", quickSpec)
    #expect(try Program.run("run", "spec.yaml", "--out", "out", in: folder.url).status == 0)
    try remove(folder("out/spec.yaml"))
    for command in ["run", "figure"] {
      let ending = try Program.run(command, "out", in: folder.url)
      expectBrief(ending, status: 2)
      #expect(ending.errors.contains("out has results but no spec.yaml: give the spec it was begun with"))
    }
    let again = try Program.run("run", "spec.yaml", "--out", "out", in: folder.url)
    #expect(again.status == 0 && again.output.contains("nothing to do"), "\(again.errors)")
  }

  @Test func `An interrupted reproduction draws nothing more, and can be continued`() throws {
    let folder = try ScratchFolder()
    let name = "luo2025-figure-1-quick"
    let running = try Program.Running(
      ["reproduce", "luo2025-figure-1", "--quick"], in: folder.url,
      environment: ["DEEPLINEAR_PYTHON": "/nowhere/python3"])
    let deadline = Date(timeIntervalSinceNow: 60)
    while !FileManager.default.fileExists(atPath: folder("\(name)/spec.yaml").path), Date() < deadline,
      running.process.isRunning
    {
      usleep(2000)
    }
    kill(running.process.processIdentifier, SIGINT)
    let ending = try running.wait()
    #expect(ending.status == 75 && ending.output.isEmpty, "\(ending.status) \(ending.errors)")
    #expect(!folder.contents(of: name).contains { $0.hasPrefix("figures") })
    #expect(folder.contents(of: name).contains("spec.yaml"))
  }
}

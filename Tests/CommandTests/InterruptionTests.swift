import Foundation
import Testing

@Suite struct InterruptionTests {
  #if DEBUG
    static let steps = 1_000
  #else
    static let steps = 500_000
  #endif

  /// About a second of work in six blocks, so that a signal arrives before the last one on a busy machine too. The step size is so
  /// small that no run ends before it has taken all steps.
  private static let longSpec = """
    name: long
    network: {depth: 3, width: 3}
    target: {identity: {}}
    initialization: {gaussian: {deviation: 0.3}}
    dynamics: {gradient-descent: {step-size: 0.000002}}
    stop: {max-steps: \(steps)}
    observe: {snapshots: {log: 4}, quantities: [loss], weights: none}
    seeds: {count: 384}
    """

  private func block(_ number: Int) -> String { "trajectories/block-00000\(number).nc" }

  /// Starts the long run and sends `signal` once its first block is stored.
  private func interrupted(by signal: Int32, _ arguments: [String], in folder: ScratchFolder) throws
    -> Program.Ending
  {
    try folder.write("spec.yaml", Self.longSpec)
    return try Program.interrupted(by: signal, arguments, in: folder) { _ in
      FileManager.default.fileExists(atPath: folder("out/\(block(0))").path)
    }
  }

  /// What standard error has beside the line that a run writes where it takes more than two seconds to return, as on a busy machine.
  private func surprises(_ ending: Program.Ending) -> String {
    ending.errors.replacing(Self.finishing, with: "")
  }

  private static let finishing =
    "deeplinear: finishing what is at hand, then saving; a second Ctrl-C ends at once and keeps what is stored\n"

  /// SIGHUP is left ignored where the process that runs the tests ignores it, as under `nohup`.
  private static let signals: [Int32] = {
    var action = sigaction()
    sigaction(SIGHUP, nil, &action)
    let isIgnored = unsafeBitCast(action.__sigaction_handler.sa_handler, to: Int.self) == 1
    return isIgnored ? [SIGINT, SIGTERM] : [SIGINT, SIGTERM, SIGHUP]
  }()

  @Test(arguments: signals)
  func `An interrupted run ends with 75, saved, and the directory's name continues it`(signal: Int32) throws {
    let folder = try ScratchFolder()
    let first = try interrupted(by: signal, ["run", "spec.yaml", "--out", "out"], in: folder)
    #expect(first.status == 75 && surprises(first).isEmpty, "\(first.status) \(first.errors)")
    #expect(
      first.output.contains(/left(, \d+ of them with checkpoints)?: continue with `deeplinear run out`\n$/),
      "\(first.output)")
    let left = folder.contents(of: "out")
    #expect(left.contains(block(0)) && !left.contains(block(5)))
    #expect(strays(left) == [])

    // Only the directory's name: the rest is in it.
    try FileManager.default.removeItem(at: folder("spec.yaml"))
    let second = try Program.run("run", "out", in: folder.url)
    #expect(second.status == 0, "\(second.errors)")
    #expect(
      second.output.contains(/^384 runs in out \(\d+ were there already\): 384 exhausted\n$/),
      "\(second.output)")
    let blocks = (0..<6).map { block($0) }
    #expect(
      folder.contents(of: "out") == ["provenance.json", "results.sqlite", "spec.yaml", "trajectories"]
        + blocks)
  }

  @Test func `An interrupted run reports in JSON what is left`() throws {
    let folder = try ScratchFolder()
    let ending = try interrupted(by: SIGTERM, ["run", "spec.yaml", "--out=out", "--json"], in: folder)
    #expect(ending.status == 75)
    let report = try #require(
      try JSONSerialization.jsonObject(with: Data(ending.output.utf8)) as? [String: Any])
    let (runs, computed, remaining) = (
      report["runs"] as? Int, report["computed"] as? Int ?? 0, report["remaining"] as? Int ?? 0
    )
    #expect(runs == 384 && computed >= 64 && remaining > 0 && computed + remaining == 384)
  }

  @Test func `A thousand million seeds begin at once, in little memory, and end at once`() throws {
    let folder = try ScratchFolder()
    try folder.write("spec.yaml", Self.longSpec)
    let arguments = [
      "run", "spec.yaml", "--out", "out", "--set", "seeds.count=1000000000", "--set", "stop.max-steps=20",
    ]
    let running = try Program.Running(arguments, in: folder.url, environment: [:])
    running.wait { FileManager.default.fileExists(atPath: folder("out/\(block(0))").path) }
    #expect(try running.processorSeconds() < 60)
    // All its blocks as a list are 500 MB.
    let status = try String(
      contentsOfFile: "/proc/\(running.process.processIdentifier)/status", encoding: .utf8)
    let peak = status.split(separator: "\n").first { $0.hasPrefix("VmHWM:") }?.split { !$0.isNumber }.first
    #expect(try #require(peak.flatMap { Int($0) }) < 200_000, "\(status)")
    kill(running.process.processIdentifier, SIGINT)
    let ending = try running.wait()
    #expect(ending.status == 75, "\(ending.status) \(ending.errors)")
    let errors = surprises(ending)
    let isWarned = errors.hasPrefix("deeplinear: warning: out: results may take up to ")
    #expect(errors.isEmpty || isWarned && errors.count { $0 == "\n" } == 1, "\(ending.errors)")
    #expect(
      ending.output.contains(/left(, \d+ of them with checkpoints)?: continue with `deeplinear run out`\n$/),
      "\(ending.output)")
    #expect(strays(folder.contents(of: "out")) == [])
  }

  /// Singular value decompositions that take a second each, and many of them before the first step.
  private static let wideSpec = """
    name: wide
    network: {depth: 2, width: 1200}
    target: {identity: {}}
    initialization: {balanced: {deviation: 0.1}}
    dynamics: {gradient-descent: {step-size: 0.01}}
    stop: {max-steps: 5}
    """

  private static let before =
    "deeplinear: ended before the first step, so that nothing is lost; the same command starts again\n"

  @Test(arguments: [SIGINT, SIGTERM])
  func `Before the first step one signal ends with 75 at once, and leaves nothing half-written`(signal: Int32)
    throws
  {
    let folder = try ScratchFolder()
    try folder.write("spec.yaml", Self.wideSpec)
    // Had it finished the start at hand, it would have come to a report on standard output.
    let ending = try Program.interrupted(by: signal, ["run", "spec.yaml", "--out", "out"], in: folder) { _ in
      FileManager.default.fileExists(atPath: folder("out/spec.yaml").path)
    }
    #expect(ending.status == 75 && ending.output.isEmpty, "\(ending.status) \(ending.output)")
    #expect(ending.errors == Self.before)
    #expect(strays(folder.contents(of: "out")) == [])
    #expect(Set(folder.contents(of: "out")).isSubset(of: ["provenance.json", "results.sqlite", "spec.yaml"]))
    let dry = try Program.run("run", "spec.yaml", "--out", "out", "--dry-run", in: folder.url)
    #expect(dry.status == 0 && dry.output.hasPrefix("1 run, each of at most 5 steps\n"), "\(dry.errors)")
  }

  @Test(arguments: ["run", "reproduce"])
  func `A signal that is pending when the process starts ends it before its arguments are checked`(
    command: String
  ) throws {
    let folder = try ScratchFolder()
    // Blocked and pending across exec, as if it had come while the program was being loaded.
    let script = """
      import os, signal, sys
      signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
      os.kill(os.getpid(), signal.SIGINT)
      os.execv(sys.argv[1], sys.argv[1:])
      """
    let process = Process()
    process.executableURL = URL(filePath: "/usr/bin/env")
    process.arguments =
      ["python3", "-c", script, try Program.executable().path, command]
      // Invalid arguments: a process that continued would report them.
      + (command == "run" ? ["nowhere.yaml"] : ["nothing"]) + ["--out", "out"]
    process.currentDirectoryURL = folder.url
    try Data().write(to: folder("errors"))
    process.standardError = try FileHandle(forWritingTo: folder("errors"))
    process.standardOutput = FileHandle.nullDevice
    try process.run()
    process.waitUntilExit()
    #expect(process.terminationStatus == 75)
    #expect(try String(contentsOf: folder("errors"), encoding: .utf8) == Self.before)
    #expect(folder.contents() == ["errors"])
  }

  @Test(arguments: [SIGINT, SIGTERM])
  func `A dry run has nothing to continue: a signal ends it as the system does`(signal: Int32) throws {
    let folder = try ScratchFolder()
    try folder.write("spec.yaml", Self.wideSpec)
    let running = try Program.Running(["run", "spec.yaml", "--dry-run"], in: folder.url, environment: [:])
    kill(running.process.processIdentifier, signal)
    let ending = try running.wait()
    #expect(running.process.terminationReason == .uncaughtSignal && ending.status == signal)
    #expect(ending.errors.isEmpty && ending.output.isEmpty)
  }

  private func residentBytes(of running: Program.Running) throws -> Int {
    let path = "/proc/\(running.process.processIdentifier)/statm"
    let pages = try String(contentsOfFile: path, encoding: .utf8).split(separator: " ").dropFirst().first
    return sysconf(Int32(_SC_PAGESIZE)) * (pages.flatMap { Int($0) } ?? 0)
  }

  /// A small point that is stored at once, and one whose single step takes many seconds.
  private static let slowSpec = """
    name: slow
    network: {depth: 2, width: 2}
    target: {identity: {}}
    initialization: {identity: {scale: 0.5}}
    dynamics: {gradient-descent: {step-size: 0.01}}
    stop: {max-steps: 5}
    observe: {snapshots: {at: [0]}, quantities: [loss], weights: none}
    sweep: {network.width: [2, 4500]}
    """

  @Test(arguments: [SIGINT, SIGTERM])
  func `Where what is at hand takes long it is said, and a second signal ends with 75 at once`(signal: Int32)
    throws
  {
    let folder = try ScratchFolder()
    try folder.write("spec.yaml", Self.slowSpec)
    let running = try Program.Running(["run", "spec.yaml", "--out", "out"], in: folder.url, environment: [:])
    running.wait { FileManager.default.fileExists(atPath: folder("out/\(block(0))").path) }
    // Φ and its vectors are 490 MB and the start 320 MB. Once there is more, the run multiplies for many seconds before it looks up.
    running.wait { (try? self.residentBytes(of: running)) ?? 0 > 1_400_000_000 }
    kill(running.process.processIdentifier, signal)
    running.wait { running.errors.contains("\n") }
    #expect(running.errors == Self.finishing)
    kill(running.process.processIdentifier, signal)
    let ending = try running.wait()
    #expect(ending.status == 75 && ending.output.isEmpty, "\(ending.status) \(ending.errors)")
    #expect(
      ending.errors.hasSuffix(
        "\ndeeplinear: ended at once; what was stored is kept, and the same command continues\n"))
    #expect(
      folder.contents(of: "out")
        == ["provenance.json", "results.sqlite", "spec.yaml", "trajectories", "trajectories/block-000000.nc"])
  }

  @Test func `A killed run leaves a directory that continues, without its temporary files`() throws {
    let folder = try ScratchFolder()
    let first = try interrupted(by: SIGKILL, ["run", "spec.yaml", "--out", "out"], in: folder)
    #expect(first.status == SIGKILL)
    let second = try Program.run("run", "spec.yaml", "--out", "out", in: folder.url)
    #expect(second.status == 0 && second.output.contains("384 exhausted"), "\(second.errors)")
    #expect(strays(folder.contents(of: "out")) == [])
  }
}

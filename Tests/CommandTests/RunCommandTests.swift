import Foundation
import Testing

@Suite struct RunCommandTests {
  let folder: ScratchFolder

  init() throws {
    folder = try ScratchFolder()
    try folder.write("spec.yaml", quickSpec)
  }

  static let files = [
    "provenance.json", "results.sqlite", "spec.yaml", "trajectories", "trajectories/block-000000.nc",
    "weights",
  ]

  @Test func `A run ends with 0, one sentence on standard output, and its results in the folder of its name`()
    throws
  {
    let ending = try Program.run("run", "spec.yaml", in: folder.url)
    #expect(ending.status == 0 && ending.errors.isEmpty, "\(ending.errors)")
    #expect(ending.output.contains(/^4 runs in quick: .*converged.*\n$/), "\(ending.output)")
    let weights = (0..<4).flatMap { run in (1...2).map { "weights/run-00000\(run)-layer-\($0).npy" } }
    #expect(folder.contents(of: "quick") == Self.files + weights)
    #expect(folder.contents().filter { !$0.hasPrefix("quick") } == ["spec.yaml"])
    #expect(try String(contentsOf: folder("spec.yaml"), encoding: .utf8) == quickSpec)
  }

  @Test func `A finished directory and a finished spec have nothing to do, and end with 0`() throws {
    _ = try Program.run("run", "spec.yaml", "--out", "done", in: folder.url)
    let before = try Data(contentsOf: folder("done/provenance.json"))
    for arguments in [["run", "done"], ["run", "done/"], ["run", "spec.yaml", "--out", "done"]] {
      let ending = try Program.Running(arguments, in: folder.url, environment: [:]).wait()
      #expect(ending.status == 0 && ending.errors.isEmpty, "\(ending.errors)")
      #expect(ending.output.contains("nothing to do"), "\(ending.output)")
    }
    #expect(try Data(contentsOf: folder("done/provenance.json")) == before)
  }

  @Test func `With --json there is one JSON object and nothing else`() throws {
    struct Report: Decodable {
      let directory: String
      let runs: Int, computed: Int, remaining: Int
      let outcomes: [String: Int]
    }
    for computed in [4, 0] {
      let ending = try Program.run("run", "spec.yaml", "--json", in: folder.url)
      #expect(ending.status == 0 && ending.errors.isEmpty)
      #expect(ending.output.hasSuffix("}\n") && !ending.output.dropLast().contains("\n"))
      let report = try JSONDecoder().decode(Report.self, from: Data(ending.output.utf8))
      #expect(report.directory == "quick" && report.runs == 4 && report.remaining == 0)
      #expect(report.computed == computed && report.outcomes.values.reduce(0, +) == 4)
    }
  }

  private static let flow = """
    name: flow
    network: {depth: 2, width: 2}
    target: {identity: {}}
    initialization: {gaussian: {deviation: 0.3}}
    dynamics: {gradient-flow: {relative-tolerance: 1e-6}}
    stop: {max-time: 3}
    seeds: {count: 3}
    """

  @Test func `--verify says how far flows are from tighter ones, on standard output and as JSON`() throws {
    struct Report: Decodable {
      struct Verification: Decodable {
        let runs: Int, ended_otherwise: Int
        let largest_distance: Double
        let largest_event_distance: Double?
      }
      let verification: Verification?
    }
    try folder.write("flow.yaml", Self.flow)
    let plain = try Program.run("run", "flow.yaml", "--out", "plain", in: folder.url)
    #expect(plain.status == 0 && plain.output == "3 runs in plain: 3 exhausted\n", "\(plain.output)")
    let said = try Program.run("run", "flow.yaml", "--verify", in: folder.url)
    let pattern = /largest distance to the flow at tolerances ten times tighter: \d(\.\d)?e-\d\d\n$/
    #expect(said.status == 0 && said.output.contains(pattern), "\(said.output)")
    let crossed = try Program.run(
      "run", "flow.yaml", "--verify", "--json", "--out", "crossed", "--set", "observe.thresholds=[0.9]",
      in: folder.url)
    let event = try JSONDecoder().decode(Report.self, from: Data(crossed.output.utf8)).verification
    #expect(event?.largest_event_distance.map { $0 > 0 && $0 < 1e-5 } == true, "\(crossed.output)")
    let late = try Program.run("run", "plain", "--verify", in: folder.url)
    #expect(late.output.contains("none of its flows was verified"), "\(late.output)")
    // Stored, so that it can be said again.
    let again = try Program.run("run", "flow", "--json", in: folder.url)
    let found = try #require(
      JSONDecoder().decode(Report.self, from: Data(again.output.utf8)).verification)
    #expect(found.runs == 3 && found.ended_otherwise == 0)
    #expect(found.largest_distance > 0 && found.largest_distance < 1e-6)
    let refused = try Program.run("run", "spec.yaml", "--verify", in: folder.url)
    expectBrief(refused, status: 2)
    #expect(refused.errors.contains("--verify repeats flows"), "\(refused.errors)")
  }

  @Test func `A dry run of flows says that it guesses`() throws {
    try folder.write("flow.yaml", Self.flow)
    let said = try Program.run("run", "flow.yaml", "--dry-run", in: folder.url)
    #expect(said.status == 0 && said.output.contains("3 runs, each of about"), "\(said.output)")
    #expect(said.output.contains("a guess, from the first seed of each flow"), "\(said.output)")
    #expect(folder.contents() == ["flow.yaml", "spec.yaml"])
  }

  @Test
  func `A dry run gives bounds of gradient descent, guesses of flows, and null for what it cannot know`()
    throws
  {
    try folder.write("flow.yaml", Self.flow)
    let mixed = ["--set", "sweep.dynamics=[{gradient-descent: {step-size: 0.01}}, {gradient-flow: {}}]"]
    let said = try Program.Running(
      ["run", "flow.yaml", "--dry-run"] + mixed, in: folder.url, environment: [:]
    ).wait()
    #expect(said.output.contains(/each of at most 300 steps; of a flow about [\d ]+\n/), "\(said.output)")
    for (arguments, bound) in [([], nil), (mixed, 300)] as [([String], Int?)] {
      let json = try Program.Running(
        ["run", "flow.yaml", "--dry-run", "--json"] + arguments, in: folder.url, environment: [:]
      ).wait()
      let forecast = try #require(
        try JSONSerialization.jsonObject(with: Data(json.output.utf8)) as? [String: Any])
      #expect(forecast["steps_per_run_at_most"] as? Int == bound && forecast["steps_at_most"] is NSNull)
      #expect((forecast["flow_steps_per_run_about"] as? Double ?? 0) > 10, "\(json.output)")
    }
    let dense = try Program.run(
      "run", "flow.yaml", "--dry-run", "--set", "observe.snapshots={every: 1e-6}", in: folder.url)
    #expect(dense.output.contains("warning: each run has up to 3 000 001 snapshots"), "\(dense.output)")
  }

  @Test func `Flows that their solver's limit ended are distinguished from those that reached the last time`()
    throws
  {
    try folder.write("flow.yaml", Self.flow)
    let stopped = try Program.run(
      "run", "flow.yaml", "--set", "dynamics.gradient-flow.maximum-steps=5", in: folder.url)
    #expect(
      stopped.output.hasPrefix(
        "3 runs in flow: 3 exhausted\n3 flows were not followed to the end; run 0: the solver took 5 steps"),
      "\(stopped.output)")
  }

  @Test func `--set replaces keys of the spec, as often as it is given`() throws {
    let ending = try Program.run(
      "run", "spec.yaml", "--set", "seeds.count=1", "--set=stop.max-steps=7", "--set", "stop.loss-below=none",
      "--set", "name=other", "--threads", "1", in: folder.url)
    #expect(ending.status == 0 && ending.output == "1 run in other: 1 exhausted\n", "\(ending.output)")
    let resolved = try String(contentsOf: folder("other/spec.yaml"), encoding: .utf8)
    #expect(resolved.contains("max-steps: 7"))
  }

  @Test func `Diverging runs are results: the status is 0`() throws {
    let ending = try Program.run(
      "run", "spec.yaml", "--set", "dynamics.gradient-descent.step-size=5", "--set",
      "initialization.gaussian.deviation=3", in: folder.url)
    #expect(ending.status == 0)
    #expect(
      ending.output
        == "4 runs in quick: 4 diverged\n4 runs diverged, half of them after at most 2 steps; try a smaller step size, or smaller initial weights\n"
    )
  }

  @Test func `Paths may have spaces and letters of any script`() throws {
    let odd = try ScratchFolder(named: " Größe 深 λ")
    let yaml = quickSpec.replacing("name: quick", with: "name: größe λ 1")
      .replacing("target: {identity: {}}", with: "target: {identity: {}, mask: \"máscara 2.npy\"}")
    try odd.write("mein spec.yaml", yaml)
    try mask().write(to: odd("máscara 2.npy"))
    let first = try Program.run("run", "mein spec.yaml", in: odd.url)
    #expect(first.status == 0, "\(first.errors)")
    #expect(odd.contents().contains("größe λ 1/results.sqlite"))
    let second = try Program.run("run", odd("größe λ 1").path, in: folder.url)
    #expect(second.status == 0 && second.output.contains("nothing to do"), "\(second.errors)")
    let third = try Program.run(
      "run", odd("mein spec.yaml").path, "--out", odd("aus gabe/tief").path, in: folder.url)
    #expect(third.status == 0, "\(third.errors)")
    #expect(odd.contents().contains("aus gabe/tief/results.sqlite"))
  }

  /// A 2×2 array of ones, as NumPy writes it.
  private func mask() -> Data {
    let header = "{'descr': '<f8', 'fortran_order': False, 'shape': (2, 2), }"
    let padded = header + String(repeating: " ", count: 117 - header.count) + "\n"
    let one: [UInt8] = [0, 0, 0, 0, 0, 0, 0xF0, 0x3F]
    return Data([0x93] + Array("NUMPY".utf8) + [1, 0, 118, 0] + Array(padded.utf8) + one + one + one + one)
  }

  @Test func `Bad input ends with 2, in a few lines that name the file and the key`() throws {
    let long = String(repeating: "x", count: 5000)
    let longKey = String(repeating: "x", count: 900)
    try folder.write("bad.yaml", quickSpec.replacing("depth: 2", with: "dept: 2"))
    try folder.write("long.yaml", quickSpec.replacing("depth: 2", with: "\(longKey): 2"))
    try FileManager.default.createDirectory(at: folder("folder"), withIntermediateDirectories: true)
    let before = folder.contents()
    let cases: [([String], String)] = [
      (["run", "bad.yaml"], "bad.yaml:2:11: network has no key 'dept'; did you mean depth?"),
      (["run", "long.yaml"], "long.yaml:2:11:"),
      (["run", "missing.yaml"], "missing.yaml does not exist"),
      (["run", long], "cannot be looked at: File name too long"),
      (["run", "a\nb\nc\nd\ne\nf"], "does not exist"),
      (["run", "folder"], "folder has no spec.yaml; expected a directory that `deeplinear run` left"),
      (["run", "spec.yaml", "--set", "stop.max-step=3"], "stop.max-step"),
      (["run", "spec.yaml", "--set", "target.file=\(long)"], "both"),
      (["run", "spec.yaml", "--set", "stop"], "expected key=value"),
      (["run", "spec.yaml", "--set", "target={file: none.npy}"], "none.npy, which does not exist"),
      (["run", "/dev/null"], "/dev/null"),
    ]
    for (arguments, words) in cases {
      let ending = try Program.Running(arguments, in: folder.url, environment: [:]).wait()
      expectBrief(ending, status: 2)
      #expect(ending.errors.contains(words), "\(ending.errors)")
    }
    #expect(folder.contents() == before)
  }

  @Test func `Bad usage ends with 2, not with 64, in a few lines`() throws {
    let long = String(repeating: "y", count: 5000)
    let cases: [([String], String)] = [
      (["run"], "Missing expected argument"),
      (["run", ""], "empty"),
      (["run", "spec.yaml", "--out", ""], "--out is empty"),
      (["run", "spec.yaml", "--nonsense"], "--nonsense"),
      (["run", "spec.yaml", "--\(long)"], "Unknown option"),
      (["run", "spec.yaml", "extra"], "extra"),
      (["run", "spec.yaml", "--threads", "many"], "many"),
      (["run", "spec.yaml", "--threads", long], "invalid"),
      (["run", "spec.yaml", "--threads", "0"], "--threads is 0; expected a whole number from 1 to 4096"),
      (["run", "spec.yaml", "--out"], "--out"),
      (
        ["walk"],
        "there is no command 'walk'; expected run, check, reproduce, figure, data, verify, new, schema or doctor."
      ),
      (["runn", "spec.yaml"], "there is no command 'runn'; did you mean run?"),
      (["figures"], "there is no command 'figures'; did you mean figure?"),
      (["--frobnicate"], "--frobnicate"),
      (["reproduce", "--out"], "--out"),
    ]
    for (arguments, words) in cases {
      let ending = try Program.Running(arguments, in: folder.url, environment: [:]).wait()
      expectBrief(ending, status: 2)
      #expect(ending.errors.contains(words), "\(ending.errors)")
    }
    #expect(folder.contents() == ["spec.yaml"])
  }

  @Test func `A directory is continued as it is: options that would change it are refused`() throws {
    _ = try Program.run("run", "spec.yaml", in: folder.url)
    expectBrief(try Program.run("run", "quick", "--set", "seeds.count=9", in: folder.url), status: 2)
    expectBrief(try Program.run("run", "quick", "--out", "elsewhere", in: folder.url), status: 2)
    let other = try Program.run("run", "spec.yaml", "--set", "stop.max-steps=9", in: folder.url)
    expectBrief(other, status: 2)
    #expect(
      other.errors.contains(
        "quick holds another experiment: stop.max-steps is 9 here and 500 in its spec.yaml"),
      "\(other.errors)")
    let more = try Program.run("run", "spec.yaml", "--set", "seeds.count=99", in: folder.url)
    expectBrief(more, status: 2)
    #expect(more.errors.contains("A directory cannot get more or fewer seeds yet;"), "\(more.errors)")
    #expect(!other.errors.contains("yet"))
    #expect(folder.contents().count == 2 + Self.files.count + 8)
  }

  @Test func `A file where the results' folder should be is bad input: the status is 2`() throws {
    try folder.write("occupied", "")
    for arguments in [
      ["run", "spec.yaml", "--out", "occupied"], ["run", "spec.yaml", "--out", "occupied", "--dry-run"],
      ["run", "spec.yaml", "--set", "name=occupied"],
      ["run", "spec.yaml", "--out", "occupied/a\nb\nc\nd\ne\nf"],
      ["reproduce", "all", "--quick", "--out", "occupied"],
    ] {
      let ending = try Program.Running(arguments, in: folder.url, environment: [:]).wait()
      expectBrief(ending, status: 2)
      #expect(
        ending.errors.contains(
          ": occupied is a file; expected a folder, or a name that nothing has: choose another --out."),
        "\(ending.errors)")
    }
    #expect(folder.contents() == ["occupied", "spec.yaml"])
  }

  @Test func `A directory whose database is none is a failure: the status is 1`() throws {
    _ = try Program.run("run", "spec.yaml", in: folder.url)
    try folder.write("quick/results.sqlite", "no database, but long enough to have had a header of one")
    expectBrief(try Program.run("run", "quick", in: folder.url), status: 1)
  }
}

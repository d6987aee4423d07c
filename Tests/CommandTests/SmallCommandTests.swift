import Foundation
import Testing

@Suite("deeplinear new, schema, doctor, run --dry-run and completions")
struct SmallCommandTests {
  @Test("new writes a spec that runs, and never replaces a file")
  func new() throws {
    let call = try Invocation()
    #expect(try call("new", "--out", "mine.yaml").output == "mine.yaml\n")
    let shown = try call("new").output
    #expect(try String(contentsOf: call.folder.appending(path: "mine.yaml"), encoding: .utf8) == shown)
    #expect(try call("run", "mine.yaml", "--dry-run").status == 0)
    let again = try call("new", "--out", "mine.yaml")
    #expect(again.status == 2)
    #expect(
      again.errors == "deeplinear: mine.yaml exists already and is not replaced; choose another --out.\n")
    #expect(try call("new", "--out", "no/where.yaml").status == 2)
    #expect(try call("new", "--from", "luo2025-figure-9").errors.contains("did you mean luo2025-figure-"))
    #expect(call.contents == ["mine.yaml"])
  }

  @Test("schema prints a JSON Schema of every key")
  func schema() throws {
    let answer = try Invocation()("schema")
    let object = try #require(
      try JSONSerialization.jsonObject(with: Data(answer.output.utf8)) as? [String: Any])
    let properties = try #require(object["properties"] as? [String: Any])
    #expect(
      Set(properties.keys).isSuperset(of: [
        "name", "network", "target", "initialization", "dynamics", "stop", "observe", "seeds", "sweep",
      ]))
  }

  @Test("doctor says what there is, as text and as one JSON object")
  func doctor() throws {
    let call = try Invocation()
    let text = try call("doctor", environment: ["DEEPLINEAR_PYTHON": "/nowhere/python"])
    #expect(text.status == 0 && text.errors.isEmpty)
    for word in [
      "version", "processor", "cores", "BLAS core", "OPENBLAS_CORETYPE", "NetCDF", "SQLite", "free space",
      "cluster", "scripts/setup",
    ] {
      #expect(text.output.contains(word), "\(word)")
    }
    let json = try call("doctor", "--json", environment: ["DEEPLINEAR_PYTHON": "/nowhere/python"])
    let object = try JSONSerialization.jsonObject(with: Data(json.output.utf8)) as? [String: Any]
    #expect((object?["findings"] as? [[String: Any]])?.isEmpty == false)
  }

  @Test("run --dry-run counts and reckons and writes nothing, before and after a run")
  func dryRun() throws {
    let call = try Invocation()
    try call.write("spec.yaml", Invocation.spec)
    let text = try call("run", "spec.yaml", "--dry-run", "--threads", "1")
    #expect(text.status == 0 && text.output.hasPrefix("3 runs, each of at most 300 steps\ntime: at most "))
    #expect(text.output.hasSuffix("nothing was written\n") && text.output.contains(" a step, timed here); "))
    #expect(
      text.output.contains(
        #/converge before; writing files comes on top, and was not timed\nspace: at most \S+ kB in \d+ files in small, /#
      ), "\(text.output)")
    let json = try call("run", "spec.yaml", "--dry-run", "--json")
    let object = try #require(
      try JSONSerialization.jsonObject(with: Data(json.output.utf8)) as? [String: Any])
    #expect(
      object["runs"] as? Int == 3 && object["steps_at_most"] as? Int == 900
        && object["finished_runs"] as? Int == 0 && object["extrapolated"] as? Bool == false
        && object["disk_warning"] == nil)
    #expect(call.contents == ["spec.yaml"])
    #expect(try call("run", "spec.yaml").status == 0)
    #expect(try call("run", "small", "--dry-run").output.hasSuffix("nothing is left to do\n"))
    #expect(try call("run", "spec.yaml", "--dry-run", "--set", "target.diagonal=[1]").status == 2)
  }

  @Test("What would take too long to time is extrapolated from narrower networks, and said to be")
  func extrapolation() throws {
    let call = try Invocation()
    try call.write("spec.yaml", Invocation.spec.replacing("width: 2", with: "width: 5000"))
    let text = try call("run", "spec.yaml", "--dry-run")
    #expect(
      text.status == 0 && text.output.contains(/a step, extrapolated from width \d+\); less/), "\(text)")
    let json = try call("run", "spec.yaml", "--dry-run", "--json")
    let object = try #require(
      try JSONSerialization.jsonObject(with: Data(json.output.utf8)) as? [String: Any])
    #expect(object["extrapolated"] as? Bool == true)
    #expect((1..<5000).contains(object["extrapolated_from_width"] as? Int ?? 0))
  }

  @Test("A disk that may become full is warned of, in a dry run and before a run")
  func shortage() throws {
    let call = try Invocation()
    // Petabytes.
    let huge = Invocation.spec.replacing("max-steps: 300", with: "max-steps: 1000000")
      .replacing("log: 20", with: "log: 20000").replacing("count: 3", with: "count: 1000000000")
    try call.write("spec.yaml", huge)
    let text = try call("run", "spec.yaml", "--dry-run")
    #expect(text.status == 0 && text.errors.isEmpty)
    #expect(
      text.output.hasSuffix(
        " free\nwarning: the disk may become full before the runs are finished\nnothing was written\n"),
      "\(text.output)")
    let json = try call("run", "spec.yaml", "--dry-run", "--json")
    let object = try #require(
      try JSONSerialization.jsonObject(with: Data(json.output.utf8)) as? [String: Any])
    let warning = try #require(object["disk_warning"] as? String)
    #expect(warning.contains(/^results may take up to \S+ TB, and .* are free there$/), "\(warning)")
    let folder = try ScratchFolder()
    try folder.write("spec.yaml", huge)
    let running = try Program.Running(["run", "spec.yaml", "--out", "out"], in: folder.url, environment: [:])
    while running.errors.isEmpty, running.process.isRunning { usleep(2000) }
    kill(running.process.processIdentifier, SIGKILL)
    let ending = try running.wait()
    #expect(ending.errors.hasPrefix("deeplinear: warning: out: results may take up to "), "\(ending.errors)")
    #expect(ending.errors.contains(" are free there; "))
  }

  @Test("Completions are printed for three shells", arguments: ["bash", "zsh", "fish"])
  func completions(_ shell: String) throws {
    let answer = try Invocation()("--generate-completion-script", shell)
    #expect(answer.status == 0 && answer.errors.isEmpty && answer.output.contains("deeplinear"))
  }
}

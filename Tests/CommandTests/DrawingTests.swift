import Foundation
import Testing

/// Python as `figure`, `doctor` and `reproduce` start it: ended with them, and not misled by the user's settings.
@Suite struct DrawingTests {
  /// A directory with results, a folder for temporary files, and a Python that hangs: after it has written its process's number,
  /// and where `closesPipes` is set has closed its outputs.
  private func prepared(closesPipes: Bool) throws -> ScratchFolder {
    let folder = try ScratchFolder()
    try folder.write("spec.yaml", quickSpec)
    try FileManager.default.createDirectory(at: folder("temporary"), withIntermediateDirectories: false)
    let close = closesPipes ? "exec >&- 2>&-\n" : ""
    try folder.write(
      "python", "#!/bin/sh\n\(close)sleep 300 &\necho $! $$ >'\(folder("started").path)'\nexec sleep 300\n")
    #expect(chmod(folder("python").path, 0o755) == 0)
    #expect(try Program.run("run", "spec.yaml", "--out", "out", in: folder.url).status == 0)
    return folder
  }

  @Test(
    arguments: [SIGINT, SIGTERM, SIGHUP],
    [(["figure", "out"], false), (["figure", "out"], true), (["doctor"], false)])
  func `A signal ends Python too, and leaves no folder and no figure`(
    signal: Int32, case given: (arguments: [String], closesPipes: Bool)
  ) throws {
    let folder = try prepared(closesPipes: given.closesPipes)
    let running = try Program.Running(
      given.arguments, in: folder.url,
      environment: ["DEEPLINEAR_PYTHON": folder("python").path, "TMPDIR": folder("temporary").path])
    let deadline = Date(timeIntervalSinceNow: 60)
    func started() -> [pid_t] {
      let text = (try? String(contentsOf: folder("started"), encoding: .utf8)) ?? ""
      return text.hasSuffix("\n") ? text.split { $0.isWhitespace }.compactMap { pid_t($0) } : []
    }
    while started().isEmpty, running.process.isRunning, Date() < deadline { usleep(2000) }
    #expect(folder.contents(of: "temporary").contains { $0.hasSuffix("/input") })
    let clock = ContinuousClock()
    let start = clock.now
    kill(running.process.processIdentifier, signal)
    let ending = try running.wait()
    #expect(clock.now - start < .seconds(5))
    expectBrief(ending, status: 75)
    #expect(folder.contents(of: "temporary") == [] && !folder.contents(of: "out").contains("figures"))
    // Nothing waits for a grandchild, which may be a zombie for a moment.
    for process in started() {
      while kill(process, 0) == 0, !isZombie(process), Date() < deadline { usleep(2000) }
      #expect(kill(process, 0) != 0 || isZombie(process))
    }
  }

  private func isZombie(_ process: pid_t) -> Bool {
    (try? String(contentsOfFile: "/proc/\(process)/stat", encoding: .utf8))?.contains(") Z ") ?? true
  }

  @Test func `A signal while a paper's figure is drawn ends Python, and the same command continues`() throws {
    let folder = try prepared(closesPipes: false)
    let running = try Program.Running(
      ["reproduce", "luo2025-figure-1", "--quick"], in: folder.url,
      environment: ["DEEPLINEAR_PYTHON": folder("python").path, "TMPDIR": folder("temporary").path])
    let deadline = Date(timeIntervalSinceNow: 120)
    while !folder.contents().contains("started"), running.process.isRunning, Date() < deadline {
      usleep(5000)
    }
    kill(running.process.processIdentifier, SIGINT)
    let ending = try running.wait()
    #expect(ending.status == 75 && ending.output.isEmpty, "\(ending.errors)")
    #expect(ending.errors.hasSuffix("was drawn; the same command draws it\n"), "\(ending.errors)")
    #expect(folder.contents(of: "temporary") == [])
    #expect(!folder.contents(of: "luo2025-figure-1-quick").contains("figures"))
  }

  /// What `module load` of another Python sets.
  @Test func `The user's settings of another Python do not reach the private one`() throws {
    let folder = try ScratchFolder()
    try folder.write("spec.yaml", quickSpec)
    #expect(try Program.run("run", "spec.yaml", "--out", "out", in: folder.url).status == 0)
    guard let environment = ProcessInfo.processInfo.environment["VIRTUAL_ENV"],
      case let python = "\(environment)/bin/python3", FileManager.default.isExecutableFile(atPath: python),
      try Program.shell("'\(python)' -c 'import matplotlib'", in: folder).status == 0
    else { try Test.cancel("skipped: no virtual environment with matplotlib") }
    for package in ["numpy", "matplotlib"] {
      try FileManager.default.createDirectory(
        at: folder("foreign/\(package)"), withIntermediateDirectories: true)
      try folder.write("foreign/\(package)/__init__.py", "raise ImportError('another Python is meant')\n")
    }
    let drawn = try Program.Running(
      ["figure", "out", "--of", "loss", "--format", "png"], in: folder.url,
      environment: [
        "DEEPLINEAR_PYTHON": python, "PYTHONPATH": folder("foreign").path, "PYTHONHOME": "/nowhere",
      ]
    ).wait()
    #expect(drawn.status == 0 && drawn.errors.isEmpty, "\(drawn.errors)")
    #expect(folder.contents(of: "out/figures").contains("loss.png"))
  }

  /// What `figure` and `doctor` say with a program in the place of Python, given as a script or a path.
  private func said(of script: String? = nil, path: String? = nil, _ arguments: [String]) throws
    -> Program.Ending
  {
    let folder = try ScratchFolder()
    try folder.write("spec.yaml", quickSpec)
    #expect(try Program.run("run", "spec.yaml", "--out", "out", in: folder.url).status == 0)
    if let script {
      try folder.write("python", "#!/bin/sh\n\(script)\n")
      #expect(chmod(folder("python").path, 0o755) == 0)
    }
    let python = path ?? folder("python").path
    return try Program.Running(arguments, in: folder.url, environment: ["DEEPLINEAR_PYTHON": python]).wait()
  }

  @Test func `A program that is no Python is not believed`() throws {
    let drawn = try said(path: "/bin/true", ["figure", "out"])
    expectBrief(drawn, status: 1)
    #expect(
      drawn.errors.contains(
        "overview.json in ")
        && drawn.errors.contains(
          "is written but not drawn: /bin/true drew nothing; expected Python 3 with matplotlib; "),
      "\(drawn.errors)")
    for path in ["/bin/echo", "/bin/true"] {
      let doctor = try said(path: path, ["doctor"])
      #expect(
        doctor.output.contains(
          "\(path) printed no version of Python and matplotlib; expected Python 3 with matplotlib; "),
        "\(doctor.output)")
    }
  }

  @Test(arguments: [
    ("KILL", "signal 9, which the system sends for want of memory or processor time; look at the limits"),
    ("TERM", "signal 15 (Terminated); try again"),
    ("XCPU", "signal 24; raise the limit on processor time (ulimit -t)"),
  ])
  func `A signal that ends Python is named`(signal: String, words: String) throws {
    let ending = try said(of: "kill -\(signal) $$", ["figure", "out"])
    expectBrief(ending, status: 1)
    #expect(ending.errors.contains("was ended by \(words)"), "\(ending.errors)")
  }

  @Test func `A program that cannot be started is named with the reason`() throws {
    for (path, reason) in [
      ("/tmp", "it is a folder"), ("/etc/passwd", "Permission denied"),
      ("/nowhere", "No such file or directory"),
    ] {
      let ending = try said(path: path, ["figure", "out"])
      expectBrief(ending, status: 1)
      #expect(
        ending.errors.contains("\(path) cannot be started: \(reason); run scripts/setup"), "\(ending.errors)")
    }
  }
}

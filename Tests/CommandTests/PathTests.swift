import Foundation
import Testing

/// Paths of any bytes: they name what the user means, or are refused before anything is written.
@Suite struct PathTests {
  @Test func `A path that is not UTF-8 is refused, and nothing is written`() throws {
    let folder = try ScratchFolder()
    try folder.write("spec.yaml", quickSpec)
    for call in [
      "run spec.yaml --out \"$(printf 'caf\\351')\"", "run \"$(printf 'caf\\351')\"",
      "new --out \"$(printf 'caf\\351')\"",
      "figure \"$(printf 'caf\\351')\"", "verify \"$(printf 'caf\\351')\"",
      "run spec.yaml --set \"name=$(printf 'caf\\351')\"",
    ] {
      let ending = try Program.shell("\"$program\" \(call)", in: folder)
      expectBrief(ending, status: 2)
      #expect(ending.errors.contains("caf\u{FFFD}', is not UTF-8 text; "), "\(ending.errors)")
    }
    #expect(folder.contents() == ["spec.yaml"])
  }

  @Test func `In a folder that is not UTF-8 relative paths are refused and absolute ones work`() throws {
    let folder = try ScratchFolder()
    try folder.write("spec.yaml", quickSpec)
    let enter =
      "place=\"$PWD\"; mkdir -p \"$(printf 'caf\\351')\" && cd \"$(printf 'caf\\351')\" && cp ../spec.yaml . && "
    for call in ["run spec.yaml", "run \"$place/spec.yaml\"", "new --out mine.yaml"] {
      let ending = try Program.shell("\(enter) \"$program\" \(call)", in: folder)
      expectBrief(ending, status: 2)
      #expect(
        ending.errors.contains("is not UTF-8 text; rename it, or give absolute paths"), "\(ending.errors)")
    }
    let done = try Program.shell(
      "\(enter) \"$program\" run \"$place/spec.yaml\" --out \"$place/out\"", in: folder)
    #expect(done.status == 0, "\(done.errors)")
    let entries = try Program.shell("ls; ls caf*", in: folder).output.split(separator: "\n")
    #expect(entries.count == 4 && entries.contains("out") && entries.filter { $0 == "spec.yaml" }.count == 2)
  }

  @Test func `A folder for temporary files that is not UTF-8 is refused, and no other is made`() throws {
    let folder = try ScratchFolder()
    try folder.write("spec.yaml", quickSpec)
    #expect(try Program.run("run", "spec.yaml", "--out", "out", in: folder.url).status == 0)
    let ending = try Program.shell(
      "mkdir t; mkdir \"$(printf 't/caf\\351')\"; TMPDIR=\"$(printf 't/caf\\351')\" \"$program\" figure out",
      in: folder,
      environment: ["DEEPLINEAR_PYTHON": "/nowhere/python"])
    expectBrief(ending, status: 1)
    #expect(ending.errors.contains("TMPDIR is not UTF-8"), "\(ending.errors)")
    #expect(try Program.shell("ls t | wc -l", in: folder).output == "1\n")
  }

  @Test func `In a folder that was removed absolute paths work`() throws {
    let folder = try ScratchFolder()
    try folder.write("spec.yaml", quickSpec)
    #expect(try Program.run("run", "spec.yaml", "--out", "out", in: folder.url).status == 0)
    for call in [
      "figure \"$place/out\" --of loss --format json", "doctor",
      "run \"$place/spec.yaml\" --out \"$place/new/in\"",
      "run \"$place/spec.yaml\" --out \"$place/none\" --dry-run", "verify \"$place/out\"",
    ] {
      let ending = try Program.shell(
        "place=\"$PWD\"; mkdir gone; cd gone; rmdir ../gone; ulimit -v 4000000; exec timeout -s KILL 60 \"$program\" \(call)",
        in: folder)
      #expect(ending.status == 0, "\(call): \(ending.errors)")
    }
  }

  @Test func `An empty path is called that`() throws {
    let folder = try ScratchFolder()
    for arguments in [
      ["figure", ""], ["verify", ""], ["run", ""], ["figure", "x", "--out", ""], ["new", "--out", ""],
      ["reproduce", "luo2025-figure-1", "--out", ""],
    ] {
      let ending = try Program.Running(arguments, in: folder.url, environment: [:]).wait()
      expectBrief(ending, status: 2)
      #expect(ending.errors.contains(" is empty"), "\(arguments): \(ending.errors)")
    }
    #expect(folder.contents() == [])
  }

  @Test func `Where no temporary folder can be made TMPDIR is named`() throws {
    let folder = try ScratchFolder()
    try folder.write("spec.yaml", quickSpec)
    #expect(try Program.run("run", "spec.yaml", "--out", "out", in: folder.url).status == 0)
    let ending = try Program.run("figure", "out", in: folder.url, environment: ["TMPDIR": "/proc"])
    expectBrief(ending, status: 1)
    #expect(
      ending.errors.contains(
        "no temporary folder can be made in /proc: Operation not permitted; set TMPDIR to a folder in which one can"
      ),
      "\(ending.errors)")
  }

  /// "é" of one scalar, and "e" with an accent: other bytes, so other files, which Swift's texts take for the same.
  @Test func `Names that look the same and are written otherwise are kept apart`() throws {
    let folder = try ScratchFolder()
    try folder.write("spec.yaml", quickSpec)
    let (one, two) = ("caf\u{E9}", "cafe\u{301}")
    for (name, seed) in [(one, "3"), (two, "4")] {
      for out in [["--out", name], ["--set", "name=n-\(name)"]] {
        let arguments = ["run", "spec.yaml", "--set", "seeds.first=\(seed)"] + out
        #expect(try Program.Running(arguments, in: folder.url, environment: [:]).wait().status == 0)
      }
    }
    #expect(try FileManager.default.contentsOfDirectory(atPath: folder.url.path).count == 5)
    let swept = """
      import numpy, sys
      for name, scale in (("caf\\u00e9.npy", 1.0), ("cafe\\u0301.npy", 2.0)):
        numpy.save(name, scale * numpy.eye(2))
      """
    let made = try Program.shell("python3 -c '\(swept)'", in: folder)
    guard made.status == 0 else { try Test.cancel("skipped from here: no Python with NumPy") }
    try folder.write(
      "sweep.yaml",
      quickSpec.replacing("target: {identity: {}}", with: "target: {file: \(one).npy}")
        + "\nsweep: {target.file: [\(one).npy, \(two).npy]}\n")
    let run = try Program.run("run", "sweep.yaml", "--out", "out", in: folder.url)
    #expect(run.status == 0, "\(run.errors)")
    let query =
      "import sqlite3; print(len(set(sqlite3.connect(\"out/results.sqlite\").execute(\"SELECT hash FROM points\"))))"
    #expect(try Program.shell("python3 -c '\(query)'", in: folder).output == "2\n")
    // Continued with the other file's bytes in the place of the first, it is another experiment.
    let swapped = try Program.shell(
      "mv \(one).npy x; mv \(two).npy \(one).npy; mv x \(two).npy; \"$program\" run sweep.yaml --out out",
      in: folder)
    expectBrief(swapped, status: 2)
  }

  @Test func `Without /proc the arguments are those that were given`() throws {
    let folder = try ScratchFolder()
    try folder.write("spec.yaml", quickSpec)
    func hidden(_ call: String) throws -> Program.Ending {
      try Program.shell(
        "exec unshare -m sh -c 'mount -t tmpfs none /proc || exit 99; exec \"$program\" \(call)'", in: folder,
        environment: ["DEEPLINEAR_PYTHON": "/nowhere/python"])
    }
    let version = try hidden("--version")
    if version.errors.contains("unshare") || version.status == 99 {
      try Test.cancel("skipped: /proc cannot be hidden here")
    }
    #expect(version.output == (try Program.run("--version", in: folder.url)).output)
    #expect(try hidden("run spec.yaml --out out").output == "4 runs in out: 4 converged\n")
    #expect(try hidden("figure out --of loss --format json").status == 0)
    let doctor = try hidden("doctor")
    #expect(doctor.status == 0 && doctor.output.contains("cannot be drawn"), "\(doctor.errors)")
    expectBrief(try hidden("run nowhere.yaml"), status: 2)
    expectBrief(try hidden(""), status: 2)
  }

  @Test func `A usage text is no success unless it was requested`() throws {
    let folder = try ScratchFolder()
    let ending = try Program.run(in: folder.url)
    expectBrief(ending, status: 2)
    #expect(
      ending.errors.hasPrefix("deeplinear: no command is given; expected run, ")
        && ending.errors.contains("\nUsage: "))
    #expect(try Program.run("help", in: folder.url).status == 0)
  }
}

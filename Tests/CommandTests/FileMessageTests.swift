import Foundation
import Testing

/// What is said of files that cannot be used: the system's reason, and advice that fits it.
@Suite struct FileMessageTests {
  @Test func `A link that leads to nothing is called that`() throws {
    let folder = try ScratchFolder()
    try folder.write("spec.yaml", quickSpec)
    try folder.write(
      "input.yaml", quickSpec.replacing("target: {identity: {}}", with: "target: {file: link}"))
    #expect(symlink("gone", folder("link").path) == 0)
    for (arguments, status) in [
      (["run", "link"], 2), (["run", "spec.yaml", "--out", "link"], 2),
      (["run", "spec.yaml", "--out", "link/in"], 2),
      (["run", "input.yaml"], 2), (["figure", "link"], 2), (["verify", "link"], 2),
    ] as [([String], Int32)] {
      let ending = try Program.Running(arguments, in: folder.url, environment: [:]).wait()
      expectBrief(ending, status: status)
      #expect(ending.errors.contains("is a link that leads to nothing"), "\(arguments): \(ending.errors)")
    }
    #expect(folder.contents() == ["input.yaml", "link", "spec.yaml"])
  }

  @Test func `A file in the place of a directory is called that`() throws {
    let folder = try ScratchFolder()
    try folder.write("file", "")
    for command in ["figure", "verify"] {
      let ending = try Program.run(command, "file", in: folder.url)
      expectBrief(ending, status: 2)
      #expect(
        ending.errors == "deeplinear: file is a file; expected a directory that `deeplinear run` left.\n")
    }
  }

  @Test func `A path that is too long is called that, whatever is done with it`() throws {
    let folder = try ScratchFolder()
    try folder.write("spec.yaml", quickSpec)
    for path in [String(repeating: "n", count: 300), String(repeating: "deep/", count: 1000)] {
      for arguments in [
        ["run", path], ["run", "spec.yaml", "--out", path], ["figure", path], ["verify", path],
        ["new", "--out", path],
      ] {
        let ending = try Program.Running(arguments, in: folder.url, environment: [:]).wait()
        expectBrief(ending, status: 2)
        #expect(ending.errors.contains("File name too long"), "\(arguments[0]): \(ending.errors)")
        #expect(!ending.errors.contains("permissions"))
      }
    }
    #expect(folder.contents() == ["spec.yaml"])
  }

  /// The superuser may read everything: the program is started by another user.
  @Test func `A folder without rights is not called missing`() throws {
    let folder = try ScratchFolder()
    try folder.write("spec.yaml", quickSpec)
    try folder.write(
      "input.yaml", quickSpec.replacing("target: {identity: {}}", with: "target: {file: closed/a.npy}"))
    try FileManager.default.createDirectory(at: folder("closed"), withIntermediateDirectories: false)
    try folder.write("closed/spec.yaml", quickSpec)
    let user = try Program.ordinaryUser(in: folder)
    #expect(chmod(folder("closed").path, 0) == 0)
    defer { chmod(folder("closed").path, 0o700) }
    for call in [
      "run closed/spec.yaml", "run closed", "figure closed", "verify closed",
      "run input.yaml --out /tmp/none",
    ] {
      let ending = try Program.shell("\(user) \"$program\" \(call)", in: folder)
      #expect(ending.status == 1 || ending.status == 2)
      #expect(
        ending.errors.contains(
          "Permission denied; check the permissions of it and of the folders on the way"),
        "\(call): \(ending.errors)")
    }
  }

  @Test func `A database that another process locks is waited for a while, and then named with what to do`()
    throws
  {
    let folder = try ScratchFolder()
    try folder.write("spec.yaml", quickSpec)
    #expect(try Program.run("run", "spec.yaml", "--out", "out", in: folder.url).status == 0)
    let lock =
      "import sqlite3, time; c = sqlite3.connect(\"out/results.sqlite\", isolation_level=None); "
      + "c.execute(\"BEGIN EXCLUSIVE\"); open(\"locked\", \"w\"); time.sleep(60)"
    let ending = try Program.shell(
      "python3 -c '\(lock)' & holder=$!; while [ ! -e locked ]; do sleep 0.05; kill -0 $holder || exit 98; done; "
        + "\"$program\" figure out; status=$?; kill $holder; exit $status", in: folder)
    if ending.status == 98 { try Test.cancel("skipped: no Python with sqlite3") }
    #expect(ending.status == 1 && ending.output.isEmpty)
    #expect(
      ending.errors.contains(
        "out/results.sqlite: SQLite says: database is locked; another process has had it locked"),
      "\(ending.errors)")
    #expect(ending.errors.contains("end that one"))
  }

  @Test func `A checkpoint folder that cannot be made is a warning, and the results are the same`() throws {
    let folder = try ScratchFolder()
    try folder.write(
      "spec.yaml",
      quickSpec.replacing("width: 2", with: "width: 64").replacing(
        "loss-below: 1e-4, max-steps: 500", with: "max-steps: 30000"
      )
      .replacing("step-size: 0.1", with: "step-size: 1e-6")
      .replacing("count: 4", with: "count: 2")
        + "\nobserve: {snapshots: {log: 5}, quantities: [loss]}\ncheckpoint: {every: 1s}\n")
    #expect(mkdir(folder("blocked").path, 0o777) == 0)
    try folder.write("blocked/checkpoints", "in the way")
    let blocked = try Program.run("run", "spec.yaml", "--out", "blocked", in: folder.url)
    #expect(blocked.status == 0, "\(blocked.errors)")
    #expect(
      blocked.errors.contains(
        "warning: checkpoints cannot be saved, and the runs continue without: blocked/checkpoints"),
      "\(blocked.errors)")
    #expect(try Program.run("run", "spec.yaml", "--out", "free", in: folder.url).status == 0)
    for name in ["trajectories/block-000000.nc", "weights/run-000001-layer-2.npy"] {
      #expect(try Data(contentsOf: folder("blocked/\(name)")) == Data(contentsOf: folder("free/\(name)")))
    }
  }
}

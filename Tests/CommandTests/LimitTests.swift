import Foundation
import Testing

/// The limits of `ulimit`: what is too small is refused in a sentence, at once, and the rest works.
@Suite struct LimitTests {
  /// A finished directory `out`, and the spec that it came from.
  private func prepared() throws -> ScratchFolder {
    let folder = try ScratchFolder()
    try folder.write("spec.yaml", quickSpec)
    #expect(try Program.run("run", "spec.yaml", "--out", "out", in: folder.url).status == 0)
    return folder
  }

  /// Runs the program within limits; a process that does not end is killed, with status 137.
  private func limited(
    _ limit: String, _ call: String, in folder: ScratchFolder, environment: [String: String] = [:],
    user: String = ""
  ) throws -> Program.Ending {
    // What is -u in most shells is -p in some.
    let set =
      limit.hasPrefix("-u")
      ? "{ ulimit \(limit) || ulimit -p \(limit.dropFirst(3)); } 2>/dev/null" : "ulimit \(limit)"
    let ending = try Program.shell(
      "\(user) timeout -s KILL 20 sh -c '\(set) || exit 99; exec \"$program\" \(call)'", in: folder,
      environment: ["DEEPLINEAR_PYTHON": "/nowhere/python"].merging(environment) { $1 })
    if ending.status == 99 { try Test.cancel("skipped: this shell cannot set ulimit \(limit)") }
    return ending
  }

  @Test(
    arguments: ["-s 64", "-n 8", "-v 300000", "-d 100000"],
    ["--version", "doctor", "run spec.yaml --out new", "figure out"])
  func `A limit that is too small is named, with what would do`(limit: String, call: String) throws {
    let folder = try prepared()
    let before = folder.contents()
    let ending = try limited(limit, call, in: folder)
    expectBrief(ending, status: 1)
    let words = limit.split(separator: " ")
    #expect(
      ending.errors.contains("(ulimit \(words[0])) is \(words[1]), which is too small; raise it to "),
      "\(ending.errors)")
    #expect(folder.contents() == before)
  }

  @Test func `A soft limit is raised where the hard one allows it`() throws {
    let folder = try prepared()
    for limit in ["-S -s 64", "-S -n 8"] {
      let ending = try limited(limit, "run spec.yaml --out new", in: folder)
      #expect(ending.status == 0, "\(ending.errors)")
      try FileManager.default.removeItem(at: folder("new"))
    }
  }

  @Test(arguments: ["-v 450000", "-d 215000"], [false, true])
  func `Runs are refused where threads and buffers have no room, and work where they have`(
    limit: String, isDry: Bool
  ) throws {
    let folder = try prepared()
    let call = "run spec.yaml --out new --threads 1\(isDry ? " --dry-run" : "")"
    let refused = try limited(limit, call, in: folder)
    expectBrief(refused, status: 1)
    #expect(!folder.contents().contains("new"))
    let option = limit.prefix(2)
    #expect(refused.errors.contains("(ulimit \(option)) is "), "\(refused.errors)")
    let done = try limited("\(option) \(try advice(refused) + 4096)", call, in: folder)
    #expect(done.status == 0, "\(done.errors)")
  }

  /// The limit that a refusal advises.
  private func advice(_ refused: Program.Ending) throws -> Int {
    let needed = refused.errors.firstMatch(
      of: /too little to compute this on \d threads?; raise it to (\d+) or more/)
    return try #require(needed.flatMap { Int($0.1) }, "\(refused.errors)")
  }

  @Test
  func `Matrices that do not fit within a limit are refused before they are made, and fit where advised`()
    throws
  {
    let folder = try prepared()
    let wide =
      "run spec.yaml --out new --threads 2 --set network.depth=3 --set stop.max-steps=2 --set network.width="
    let refused = try limited("-v 720000", wide + "600", in: folder)
    expectBrief(refused, status: 1)
    #expect(!folder.contents().contains("new"))
    let done = try limited("-v \(try advice(refused) + 4096)", wide + "600", in: folder)
    #expect(done.status == 0, "\(done.errors)")
    expectBrief(try limited("-v 1500000", wide + "3600", in: folder), status: 1)
  }

  @Test func `A limit on the size of files gives its reason and advice`() throws {
    let folder = try prepared()
    // Of 512 or 1024 bytes, as the shell has them.
    for (call, limit) in [
      ("run spec.yaml --out new", "-f 60"), ("figure out --of loss --format json", "-f 1"),
    ] {
      let ending = try limited(limit, call, in: folder)
      expectBrief(ending, status: 1)
      #expect(ending.errors.contains("(ulimit -f)"), "\(ending.errors)")
    }
    try folder.write("python", "#!/bin/sh\necho 'OSError: [Errno 27] File too large' >&2\nexit 1\n")
    #expect(chmod(folder("python").path, 0o755) == 0)
    let drawn = try limited(
      "-f 10000", "figure out", in: folder, environment: ["DEEPLINEAR_PYTHON": folder("python").path])
    expectBrief(drawn, status: 1)
    #expect(
      drawn.errors.hasSuffix("File too large; raise the limit on the size of files (ulimit -f)\n"),
      "\(drawn.errors)")
  }

  @Test func `A Python that is short of memory is answered by the limit`() throws {
    let folder = try prepared()
    for text in [
      "MemoryError", "OpenBLAS error: Memory allocation still failed after 10 retries, giving up.",
    ] {
      try folder.write("python", "#!/bin/sh\necho '\(text)' >&2\nexit 1\n")
      #expect(chmod(folder("python").path, 0o755) == 0)
      let ending = try limited(
        "-d 400000", "figure out", in: folder, environment: ["DEEPLINEAR_PYTHON": folder("python").path])
      expectBrief(ending, status: 1)
      #expect(ending.errors.contains("\(text); memory is short, or limited (ulimit -d)"), "\(ending.errors)")
    }
  }

  @Test func `Of what a Python writes only the end is held`() throws {
    let folder = try prepared()
    let script =
      "#!/bin/sh\nhead -c 300000000 /dev/zero | tr '\\0' x >&2\necho >&2\necho 'the end' >&2\nexit 3\n"
    try folder.write("python", script)
    #expect(chmod(folder("python").path, 0o755) == 0)
    let ending = try limited(
      "-v 700000", "figure out", in: folder, environment: ["DEEPLINEAR_PYTHON": folder("python").path])
    expectBrief(ending, status: 1)
    #expect(ending.errors.contains("ended with status 3: the end; "), "\(ending.errors)")
  }

  /// The superuser is not bound by this limit: the program is started by another user, from a place that this one can reach.
  @Test func `Where no threads can be started, what needs them is refused, and the rest works`() throws {
    let folder = try prepared()
    let user = try Program.ordinaryUser(in: folder)
    if !user.isEmpty { #expect(try Program.shell("chmod -R a+rwX .", in: folder).status == 0) }
    let few = try limited("-u 1", "--version", in: folder, user: user)
    #expect(few.status == 0 && few.errors.isEmpty, "\(few.errors)")
    for call in ["doctor", "run spec.yaml --out new", "figure out", "verify out"] {
      let ending = try limited("-u 1", call, in: folder, user: user)
      expectBrief(ending, status: 1)
      #expect(ending.errors.contains("(ulimit -u)"), "\(ending.errors)")
    }
    #expect(!folder.contents().contains("new"))
  }
}

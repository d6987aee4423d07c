import Foundation
import Testing

/// The instruction families, chosen for a whole process by DEEPLINEAR_KERNELS.
@Suite struct KernelFamilyTests {
  /// Seeds that end at steps of their own, in both fields.
  private static func spec(steps: Int = 2_000, seeds: Int = 70, field: String = "real") -> String {
    """
    name: families
    network: {depth: 3, width: 3, field: \(field)}
    target: {identity: {}}
    initialization: {gaussian: {deviation: 0.4}}
    dynamics: {gradient-descent: {step-size: 0.03}, regularization: 0.7}
    stop: {loss-below: 1e-6, max-steps: \(steps)}
    observe: {snapshots: {log: 12}, weights: final}
    seeds: {count: \(seeds)}
    """
  }

  /// The families that this machine has, as `doctor` names them.
  static let present: [String] = {
    let names = ["portable", "neon", "avx2", "avx512"]
    return names.filter { name in
      guard let folder = try? ScratchFolder(),
        (try? folder.write("spec.yaml", spec(steps: 1, seeds: 1))) != nil
      else { return false }
      let ending = try? Program.run(
        "run", "spec.yaml", "--dry-run", in: folder.url, environment: ["DEEPLINEAR_KERNELS": name])
      return ending?.status == 0
    }
  }()

  /// The numbers that a run left: trajectories and weights, by name.
  private func numbers(_ folder: ScratchFolder, _ name: String) throws -> [String: Data] {
    var found: [String: Data] = [:]
    for path in folder.contents(of: name) where path.hasSuffix(".nc") || path.hasSuffix(".npy") {
      found[path] = try Data(contentsOf: folder("\(name)/\(path)"))
    }
    return found
  }

  @Test(
    .enabled(
      if: Set(present).isSuperset(of: ["avx2", "avx512"]),
      "this processor does not have both AVX2 and AVX-512"),
    arguments: [
      "network.field=real", "network.field=complex", "network={widths: [4, 3, 5, 2]}",
      "network={widths: [4, 3, 5, 2], field: complex}", "network.width=7", "network.width=11",
      "dynamics.gradient-descent.step-size=0.4", "dynamics.regularization=0",
    ])
  func `AVX2 and AVX-512 leave the same bytes, and continue one another`(change: String) throws {
    let folder = try ScratchFolder()
    try folder.write("spec.yaml", Self.spec())
    for family in ["avx2", "avx512"] {
      let ending = try Program.run(
        "run", "spec.yaml", "--out", family, "--set", change, in: folder.url,
        environment: ["DEEPLINEAR_KERNELS": family])
      #expect(ending.status == 0, "\(ending.errors)")
    }
    let (one, other) = (try numbers(folder, "avx2"), try numbers(folder, "avx512"))
    #expect(one.count == 2 + 3 * 70 && one == other)
    let again = try Program.run("run", "avx2", in: folder.url, environment: ["DEEPLINEAR_KERNELS": "avx512"])
    #expect(again.status == 0 && again.output.contains("nothing to do"), "\(again.errors)")
  }

  @Test(.enabled(if: present.count > 1, "this processor has only the portable family"))
  func `A directory is not continued with kernels that round otherwise`() throws {
    let fusing = try #require(Self.present.last)
    for (first, second, words) in [
      (fusing, "portable", ("fma", "portable")), ("portable", fusing, ("portable", "fma")),
    ] {
      let folder = try ScratchFolder()
      try folder.write("spec.yaml", Self.spec(steps: 50, seeds: 2))
      _ = try Program.run(
        "run", "spec.yaml", "--out", "out", in: folder.url, environment: ["DEEPLINEAR_KERNELS": first])
      let before = try numbers(folder, "out")
      let ending = try Program.run("run", "out", in: folder.url, environment: ["DEEPLINEAR_KERNELS": second])
      expectBrief(ending, status: 2)
      #expect(
        ending.errors.contains(
          /out was computed with (fma|portable) kernels and OpenBLAS for \S+; here they are (fma|portable) and/
        ),
        "\(ending.errors)")
      #expect(
        ending.errors.contains("computed with \(words.0) kernels")
          && ending.errors.contains("here they are \(words.1) and"))
      #expect(try numbers(folder, "out") == before)
    }
  }

  @Test func `A family that does not exist ends with 2 and the names of those that do, and leaves nothing`()
    throws
  {
    let folder = try ScratchFolder()
    try folder.write("spec.yaml", Self.spec())
    let ending = try Program.run(
      "run", "spec.yaml", in: folder.url, environment: ["DEEPLINEAR_KERNELS": "nonsense"])
    expectBrief(ending, status: 2)
    #expect(
      ending.errors.contains(
        "DEEPLINEAR_KERNELS is “nonsense”; expected one of \(Self.present.reversed().joined(separator: ", "))."
      ),
      "\(ending.errors)")
    #expect(folder.contents() == ["spec.yaml"])
  }

  @Test(arguments: ["real", "complex"])
  func `A run interrupted in the midst of its steps and continued leaves the bytes of one that was not`(
    field: String
  ) throws {
    let folder = try ScratchFolder()
    // Steps so small that none of it ends early: some seconds.
    try folder.write(
      "spec.yaml",
      Self.spec(steps: 60_000, seeds: 384, field: field).replacing(
        "step-size: 0.03", with: "step-size: 0.0001"))
    let whole = try Program.run("run", "spec.yaml", "--out", "whole", in: folder.url)
    #expect(whole.status == 0, "\(whole.errors)")
    let first = folder("parts/trajectories/block-000000.nc").path
    let interrupted = try Program.interrupted(
      by: SIGINT, ["run", "spec.yaml", "--out", "parts"], out: "parts", in: folder
    ) { _ in FileManager.default.fileExists(atPath: first) }
    #expect(interrupted.status == 75, "\(interrupted.status) \(interrupted.errors)")
    #expect(try numbers(folder, "parts").count < numbers(folder, "whole").count)
    let second = try Program.run("run", "parts", in: folder.url)
    #expect(second.status == 0, "\(second.errors)")
    #expect(try numbers(folder, "parts") == numbers(folder, "whole"))
  }
}

import Experiments
import Foundation
import RunArchive
import SpecLanguage
import Testing
import _ArchiveSupport
import _ExperimentSupport

@Suite("What an experiment takes, and what a machine has")
struct EstimateTests {
  @Test("Runs and steps are counted exactly, time and space are positive, and nothing is written")
  func counts() throws {
    let text = spec(spec(with: "seeds: {count: 7}"), with: "sweep: {stop.max-steps: [10, 30]}")
    let estimate = try experiment(text).estimate(threads: 2)
    #expect(
      estimate.points == 2 && estimate.runs == 14 && estimate.stepsPerRun == 30 && estimate.threads == 2)
    #expect(estimate.steps == 7 * 40)
    #expect(estimate.seconds > 0 && estimate.seconds < 10 && estimate.secondsPerStep.lowerBound > 0)
    #expect(!FileManager.default.fileExists(atPath: "base"))
  }

  @Test("Flows have no bound on their steps but a guess; gradient descent beside them keeps its own")
  func flows() throws {
    let stop = "stop: {max-time: 20}"
    func estimate(_ dynamics: String, _ observe: String = "observe: {}") throws -> Estimate {
      try experiment(spec(spec(spec(with: dynamics), with: stop), with: observe)).estimate(threads: 1)
    }
    let flow = try estimate("dynamics: {gradient-flow: {}}")
    #expect(flow.stepsPerRun == nil && flow.steps == 0 && flow.flows == 1)
    #expect(try (10...100_000).contains(#require(flow.flowSteps)) && flow.seconds > 0)
    let mixed = try estimate(
      "sweep: {dynamics: [{gradient-descent: {step-size: 0.02}}, {gradient-flow: {}}]}")
    #expect(mixed.stepsPerRun == 1000 && mixed.steps == 1000 && mixed.flowSteps == flow.flowSteps)
    // The solver's limit bounds the guess where the flow hardly moves in the time for it.
    let slow = "{maximum-steps: 1000000, method: dormand-prince}, regularization: 1e12"
    let stiff = try estimate("dynamics: {gradient-flow: \(slow)}")
    #expect(stiff.flowSteps == 1e6 && stiff.seconds < 3600)
    // Without such a limit there is no guess.
    let endless = try estimate(
      "dynamics: {gradient-flow: \(slow.replacing("1000000", with: "1000000000000"))}")
    #expect(endless.flowSteps == nil && endless.seconds > stiff.seconds)
    // Millions of snapshots are estimated, not taken.
    // Millions of snapshots take longer; a busy machine may slow down one of the two trials.
    let isSeen = try (0..<20).contains { _ in
      let dense = try estimate("dynamics: {gradient-flow: {}}", "observe: {snapshots: {every: 1e-5}}")
      #expect(dense.snapshots == 2_000_001)
      return try dense.seconds > 20 * estimate("dynamics: {gradient-flow: {}}").seconds
    }
    #expect(isSeen)
  }

  @Test("A hundred times the steps take about a hundred times as long")
  func proportion() throws {
    let short = try experiment(spec(with: "stop: {max-steps: 100000}"))
    let long = try experiment(spec(with: "stop: {max-steps: 10000000}"))
    // A busy machine may slow down one of the two trials.
    let isInProportion = try (0..<20).contains { _ in
      try (20...500).contains(long.estimate(threads: 1).seconds / short.estimate(threads: 1).seconds)
    }
    #expect(isInProportion)
  }

  @Test(
    "Networks too large to be timed are extrapolated from narrower ones, in proportion to their operations")
  func extrapolation() throws {
    func estimate(_ width: Int, budget: Double) throws -> Estimate {
      try experiment(spec(with: "network: {depth: 3, width: \(width)}")).estimate(threads: 1, budget: budget)
    }
    let exact = try estimate(200, budget: 60)
    #expect(exact.extrapolatedFrom == nil)
    let narrow = try estimate(200, budget: 0)
    #expect((1..<200).contains(try #require(narrow.extrapolatedFrom)))
    // Ten times as wide: a thousand times the products and decompositions.
    func point(_ network: String) throws -> Point {
      try experiment(spec(with: "network: \(network)")).points[0]
    }
    let growth = try point("{depth: 3, width: 1000}").operations(
      comparedWith: point("{depth: 3, width: 100}"))
    #expect(abs(growth.steps - 1000) < 0.1 && growth.decompositions == 1000)
    let uneven = try point("{widths: [200, 20, 400]}").operations(
      comparedWith: point("{widths: [100, 10, 200]}"))
    #expect(abs(uneven.steps - 8) < 0.1 && uneven.decompositions == 8)
  }

  @Test(
    "Every kind of problem is estimated at a width that cannot be timed",
    arguments: [
      "target: {gaussian: {deviation: 1}}", "initialization: {balanced: {deviation: 0.1, rotations: haar}}",
      "initialization: {balanced-gaussian: {deviation: 0.1}}", "initialization: {orthogonal: {scale: 1}}",
      "initialization: {gaussian: {deviation: 0.1}, determinant: negative}",
      "initialization: {counterexample: {claim: 4}}",
      "dynamics: {gradient-descent: {step-size: 0.1}, regularization: 2}",
      "network: {widths: [4000, 2, 7000]}", "network: {depth: 300, width: 900}",
      "network: {depth: 2, width: 3000, field: complex}", "stop: {max-steps: 0}",
    ])
  func kinds(_ line: String) throws {
    let wide = spec(with: "network: {depth: 2, width: 4000}")
    let estimate = try experiment(spec(wide, with: line)).estimate(threads: 1, budget: 0)
    #expect(estimate.extrapolatedFrom != nil && estimate.seconds.isFinite && estimate.seconds > 0)
  }

  @Test("Files of networks too large to be timed are looked at all the same")
  func wideFiles() throws {
    let folder = try ScratchFolder()
    _ = try NumpyFile.write(
      StoredArray(shape: [3, 3], isComplex: false, values: Array(repeating: 1, count: 9)), to: folder("m.npy")
    )
    let wide = spec(with: "network: {depth: 2, width: 700}")
    for key in ["file", "identity: {}, mask", "identity: {}, covariance"] {
      let yaml = spec(wide, with: "target: {\(key): \(folder("m.npy").path)}")
      let refusal = #expect(throws: InputError.self) { try experiment(yaml).estimate(threads: 1, budget: 0) }
      #expect(refusal?.description.contains("which is 3×3; expected a 700×700 matrix.") == true)
    }
  }

  @Test(
    "A disk that may be too small is reported with both sizes; one that suffices, or whose free space is unknown, is not"
  )
  func shortage() {
    #expect(
      DiskNeed(bytes: 3.21e12, free: 2e10).shortage
        == "results may take up to 3.21 TB, and 20 GB are free there")
    #expect(DiskNeed(bytes: 5, free: 5).shortage == nil && DiskNeed(bytes: 5, free: nil).shortage == nil)
  }

  @Test(
    "Space and files are what the results occupy on the disk, or somewhat more, where runs are many and small too",
    arguments: [
      "seeds: {count: 100}", "seeds: {count: 1001}", "observe: {weights: snapshots, snapshots: {every: 2}}",
      "observe: {weights: none, quantities: [loss]}",
      "sweep: {dynamics.gradient-descent.step-size: {linear: {from: 0.01, to: 0.02, count: 100}}}",
    ], ["network: {depth: 2, width: 2}", "network: {depth: 20, width: 2}"])
  func space(_ line: String, _ network: String) throws {
    let folder = try ScratchFolder()
    let text = spec(
      spec(spec(with: line), with: network), with: "stop: {max-steps: 10}")
    let experiment = try experiment(text)
    let need = DiskNeed(of: experiment, in: folder("results"))
    _ = try Runner(experiment, into: folder("results"), threads: 1).run()
    let paths = try FileManager.default.subpathsOfDirectory(atPath: folder("results").path) + [""]
    var (occupied, files) = (0.0, 0.0)
    for path in paths {
      var status = stat()
      #expect(lstat(folder("results").appending(path: path).path, &status) == 0)
      occupied += 512 * Double(status.st_blocks)
      if status.st_mode & S_IFMT == S_IFREG { files += 1 }
    }
    #expect(occupied <= need.bytes && need.bytes < 2.5 * occupied + 500_000, "\(occupied) \(need.bytes)")
    #expect(files <= need.files && need.files < files + 2, "\(files) \(need.files)")
  }

  @Test(
    "A step is timed where every start diverges at once too",
    arguments: [
      ["initialization: {gaussian: {deviation: 1e60}}"],
      ["network: {depth: 1, width: 3}", "dynamics: {gradient-descent: {step-size: 1e200}}"],
    ])
  func divergence(_ lines: [String]) throws {
    let estimate = try experiment(lines.reduce(spec(with: lines[0])) { spec($0, with: $1) }).estimate(
      threads: 1)
    // No processor multiplies matrices in less.
    #expect(estimate.secondsPerStep.lowerBound > 5e-9, "\(estimate.secondsPerStep)")
  }

  @Test("A spec whose files are missing is refused as when it runs")
  func missing() throws {
    #expect(throws: InputError.self) { try experiment(spec(with: "target: {file: phi.npy}")).estimate() }
  }

  @Test("Durations have two digits, and a range of them rises and is one value where both read alike")
  func durations() {
    #expect(DurationText.short(3.5e-7) == "350 ns" && DurationText.short(7.4) == "7.4 s")
    #expect(DurationText.short(9.996e-7) == "1.0 µs" && DurationText.short(59.7) == "1.0 min")
    #expect(DurationText.short(86_400 * 1.5) == "36 h" && DurationText.short(86_400 * 12) == "12 days")
    #expect(
      DurationText.short(86_400 * 365.25 * 1e4) == "10000 years"
        && DurationText.short(1e30) == "3.2e+22 years")
    #expect(DurationText.range(8.56e-7...1.04e-6) == "856 ns to 1.0 µs")
    #expect(DurationText.range(1.01e-6...1.04e-6) == "1.0 µs" && DurationText.range(0...0) == "0.0 ns")
  }

  @Test("A machine is examined, and what is missing comes with how to get it")
  func examination() throws {
    let folder = try ScratchFolder()
    let examination = SystemReport(
      folder: folder.url, environment: ["PATH": folder.url.path]
    ) { throw InputError("there is no Python; run scripts/setup") }
    #expect(examination.isSound)
    let figures = try #require(examination.findings.first { $0.subject == "figures" })
    #expect(figures.verdict == .missing && figures.remedy?.contains("scripts/setup") == true)
    #expect(examination.findings.first { $0.subject == "cluster" }?.value.hasPrefix("none") == true)
    #expect(examination.findings.allSatisfy { ($0.verdict == .fine) == ($0.remedy == nil) })
  }
}

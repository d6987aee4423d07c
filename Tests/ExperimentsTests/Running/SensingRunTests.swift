import Experiments
import Foundation
import RunArchive
import SpecLanguage
import Testing
import _ArchiveSupport
import _ExperimentSupport

/// Matrix sensing by specs: what it computes, writes and refuses.
@Suite struct SensingRunTests {
  let problems: MeasuredRun
  var folder: ScratchFolder { problems.folder }

  init() throws { problems = try MeasuredRun() }

  @Test(arguments: ["gradient-descent: {step-size: 0.02}", "gradient-flow: {}", "end-to-end-flow: {}"])
  func `Measurements by unit matrices run as the masked problem does, by descent and by flows`(method: String)
    throws
  {
    try problems.storeUnits()
    let measured = "{measurements: {matrices: a.npy, values: y.npy}}"
    var start = "balanced: {deviation: 0.4}"
    if method.hasPrefix("gradient-descent") { start = "gaussian: {deviation: 0.4}" }
    func end(_ target: String, _ name: String) throws -> [RunRow] {
      let text = problems.yaml(target, dynamics: "{\(method)}").replacing(
        "gaussian: {deviation: 0.4}", with: start)
      _ = try runner(text, in: folder, into: name).run()
      return try ResultsArchive(folder(name)).runs()
    }
    for (a, b) in zip(try end(measured, "measured"), try end("{file: phi.npy, mask: mask.npy}", "masked")) {
      #expect(a.outcome == b.outcome && abs(a.loss - b.loss) <= 1e-9 * max(1, b.loss))
    }
  }

  @Test
  func
    `The loss is above its least value, which provenance records, and a target beside measurements is tested alone`()
    throws
  {
    try problems.storeUnits()
    // E_00 twice, with 1 and 3: the least value of ½((w − 1)² + (w − 3)²) is 1, at w = 2.
    try problems.store("a.npy", [2, 2, 3], [1, 0, 0, 0, 0, 0, 1, 0, 0, 0, 0, 0])
    try problems.store("y.npy", [2], [1, 3])
    let with = try problems.run(
      "{file: some.npy, measurements: {matrices: a.npy, values: y.npy}}", into: "with")
    let least = try #require(try with.provenance().leastLosses)
    #expect(least.count == 1 && least[0].firstPoint == 0 && least[0].lastPoint == 0)
    #expect(abs(least[0].value - 1) < 1e-14)
    let row = try with.runs()[0]
    let layers = try (1...2).map { try with.weights(ofRun: 0, layer: $0) }
    func entry(_ i: Int, _ j: Int) -> Double {
      (0..<3).reduce(0) { $0 + layers[1].values[3 * i + $1] * layers[0].values[3 * $1 + j] }
    }
    let w = entry(0, 0)
    #expect(abs(row.loss - (w - 2) * (w - 2)) < 1e-13)
    let errors = try with.trajectories().values(of: "test_error")
    let error = try #require(errors.values.prefix(errors.shape[1]).last { !$0.isNaN })
    let known = [(0, 0, 2.0), (0, 1, -1), (0, 2, 4), (1, 0, 5), (1, 2, 0.5)]
    let square = known.reduce(0.0) { $0 + (entry($1.0, $1.1) - $1.2) * (entry($1.0, $1.1) - $1.2) } / 5
    #expect(abs(error - square.squareRoot()) < 1e-12)
    let without = try problems.run("{measurements: {matrices: a.npy, values: y.npy}}", into: "without")
    #expect(try without.weights(ofRun: 0, layer: 1) == with.weights(ofRun: 0, layer: 1))
    let reader = try without.trajectories()
    #expect(try !reader.variables().contains { $0.name == "test_error" })
    #expect(try reader.attribute("loss")?.contains("½ Σ_i (Re⟨A_i, W_{1:N}⟩ − y_i)² (factor ½)") == true)
    #expect(try reader.attribute("target")?.hasPrefix("W*: the minimizer of the loss of least norm") == true)
    #expect(try problems.run("{file: phi.npy}", into: "square").provenance().leastLosses == nil)
  }

  static let units = [1.0, 0, 0, 0, 0, 0]
  static let sensing = "{measurements: {matrices: a.npy, values: y.npy}}"

  static let bad: [BadMeasurement] = [
    BadMeasurement(
      target: sensing, files: [("a.npy", [2, 3], units), ("y.npy", [1], [1])],
      words: ["target.measurements.matrices names", "which is 2×3; expected m×2×3 with m of at least 1."]),
    BadMeasurement(
      target: sensing, files: [("a.npy", [1, 3, 2], units), ("y.npy", [1], [1])],
      words: ["which is 3-D, 1×3×2; expected m×2×3 with m of at least 1."]),
    BadMeasurement(
      target: sensing, files: [("a.npy", [0, 2, 3], []), ("y.npy", [0], [])],
      words: ["3-D, 0×2×3; expected m×2×3 with m of at least 1."]),
    BadMeasurement(
      target: sensing, files: [("a.npy", [1, 2, 3], units), ("y.npy", [2], [1, 2])],
      words: [
        "target.measurements.values names",
        "which is 1-D of length 2; expected 1-D of length 1, one for each matrix of",
      ]),
    BadMeasurement(
      target: sensing, files: [("a.npy", [1, 2, 3], units), ("y.npy", [1, 1], [1])],
      words: ["which is 1×1; expected 1-D of length 1"]),
    BadMeasurement(
      target: sensing, files: [("a.npy", [1, 2, 3], [0, .nan, 0, 0, 0, 0]), ("y.npy", [1], [1])],
      words: [
        "target.measurements.matrices: ", "entry [0, 0, 1] (counted from 0) is nan; expected finite numbers.",
      ]),
    BadMeasurement(
      target: sensing, files: [("a.npy", [1, 2, 3], units), ("y.npy", [1], [.infinity])],
      words: ["target.measurements.values: ", "entry [0] (counted from 0) is inf"]),
    BadMeasurement(
      target: sensing, files: [("a.npy", [1, 2, 3], units.map { _ in 0 }), ("y.npy", [1], [1])],
      words: ["target.measurements.matrices names", "a.npy, which has zeros alone"]),
    BadMeasurement(
      target: sensing, files: [("a.npy", [1, 2, 3], units.map { $0 * 1e200 }), ("y.npy", [1], [1])],
      words: ["the sum of its entries' squares overflows"]),
    BadMeasurement(
      target: sensing, files: [("a.npy", [1, 2, 3], units)], words: ["y.npy, which does not exist"]),
  ]

  @Test(arguments: bad) func `What cannot be measured is refused with got and expected`(bad: BadMeasurement)
    throws
  {
    for (name, shape, values) in bad.files { try problems.store(name, shape, values) }
    let error = #expect(throws: InputError.self) {
      _ = try runner(problems.yaml(bad.target), in: folder).run()
    }
    let said = error?.description ?? ""
    for word in bad.words { #expect(said.contains(word), "\(said)") }
    #expect(said.unicodeScalars.count <= 600 && !said.contains("\n"))
    #expect(!FileManager.default.fileExists(atPath: folder("out").path))
  }

  @Test func `Complex files are refused where numbers have to be real, and NaN in one part is NaN`() throws {
    try problems.storeUnits()
    func said(_ target: String, field: String) -> String {
      let text = problems.yaml(target, field: field)
      return #expect(throws: InputError.self) { _ = try runner(text, in: folder).run() }?.description ?? ""
    }
    try problems.store("y.npy", [3], [1, 0, 2, 0, 3, 0], complex: true)
    #expect(said(Self.sensing, field: "complex").contains("y.npy, which is complex; expected real numbers."))
    try problems.store("a.npy", [1, 2, 3], Self.units + Self.units, complex: true)
    try problems.store("y.npy", [1], [1])
    #expect(
      said(Self.sensing, field: "real").contains(
        "which is complex; expected real numbers, or network.field: complex."))
    _ = try problems.run(Self.sensing, field: "complex", into: "complex")
    // Entry [0, 1] is NaN in its imaginary part, first hidden, then not.
    try problems.store("z.npy", [2, 3], [2, 0, 1, .nan, 1, 1, 1, 1, 1, 1, 1, 1], complex: true)
    try problems.store("mask.npy", [2, 3], [1, 0, 1, 1, 1, 1])
    let archive = try problems.run("{file: z.npy, mask: mask.npy}", field: "complex", into: "hidden")
    #expect(try archive.runs().allSatisfy { $0.loss.isFinite })
    try problems.store("mask.npy", [2, 3], [1, 1, 0, 1, 1, 1])
    #expect(
      said("{file: z.npy, mask: mask.npy}", field: "complex").contains("entry [0, 1] (counted from 0) is nan")
    )
  }

  @Test func `A spec needs a target or measurements, and one loss`() {
    func said(_ target: String) -> String { message(problems.yaml(target)) }
    #expect(
      said(Self.sensing).isEmpty && said("{identity: {}, measurements: {matrices: a, values: y}}").isEmpty)
    #expect(said("{mask: m.npy}").contains("target has none of identity"))
    #expect(
      said("{mask: m.npy, measurements: {matrices: a, values: y}}").contains(
        "target has both mask and measurements"))
    #expect(
      said("{measurements: {matrices: a.npy}}").contains(
        "target.measurements has no values, which is required"))
    func observed(_ target: String) -> String {
      message(spec(problems.yaml(target), with: "observe: {quantities: [test-error]}"))
    }
    #expect(
      observed("{identity: {}}").contains(
        "known entries of Φ that do not enter the loss, and target has none"))
    #expect(observed(Self.sensing).contains("target has none"))
    #expect(observed("{identity: {}, mask: m.npy}").isEmpty)
  }

  @Test func `Measurements are part of a point's identity, and more than memory holds are refused`() throws {
    try problems.storeUnits()
    func experiment(_ target: String) throws -> Experiment {
      try Experiment(yaml: problems.yaml(target), source: "spec.yaml", folder: folder.url)
    }
    let measured = try experiment(Self.sensing)
    let text = try measured.points[0].identityText(engine: "e")
    #expect(
      text.contains("target.measurements.matrices \"sha256:")
        && text.contains("target.measurements.values \"sha256:"))
    #expect(!text.contains("target.identity"))
    #expect(try !experiment("{file: phi.npy}").points[0].identityText(engine: "e").contains("measurements"))
    let estimate = try measured.estimate(threads: 1, budget: 0)
    #expect(estimate.seconds.isFinite && estimate.seconds > 0)
    // A file of 2 TB, of which the disk holds the first bytes alone.
    var header = "{'descr': '<f8', 'fortran_order': False, 'shape': (40000000000, 2, 3), }"
    header += String(repeating: " ", count: 127 - (10 + header.utf8.count) % 128) + "\n"
    let bytes = [0x93] + Array("NUMPY".utf8) + [1, 0, UInt8(header.utf8.count), 0] + Array(header.utf8)
    try Data(bytes).write(to: folder("a.npy"))
    #expect(truncate(folder("a.npy").path, 128 + 48 * 40_000_000_000) == 0)
    let refusal = #expect(throws: InputError.self) {
      _ = try runner(problems.yaml(Self.sensing), in: folder).run()
    }
    #expect(refusal?.description.contains("the numbers of the loss's files need at least") == true)
    #expect(refusal?.description.contains("make them smaller.") == true)
  }
}

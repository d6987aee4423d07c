import DeepLinear
import Experiments
import Foundation
import LinearAlgebra
import RunArchive
import SpecLanguage
import Synchronization
import Testing
import _ArchiveSupport
import _ExperimentSupport

/// What cannot run is refused before anything is written, and results of two experiments are never mixed.
@Suite struct RunnerRefusalTests {
  let folder: ScratchFolder

  init() throws { folder = try ScratchFolder() }

  private func refusal(
    _ yaml: String, into name: String = "out", set overrides: [String] = []
  ) -> String {
    let error = #expect(throws: InputError.self) {
      _ = try runner(yaml, in: folder, into: name, set: overrides).run()
    }
    return error?.description ?? ""
  }

  struct BadFile: Sendable, CustomTestStringConvertible {
    let line: String
    let array: StoredArray?
    let words: [String]
    var testDescription: String { line }

    init(_ line: String, _ array: StoredArray?, _ words: String...) {
      (self.line, self.array, self.words) = (line, array, words)
    }
  }

  static let square = Array(repeating: 1.0, count: 9)

  static let huge = StoredArray(shape: [3, 3], isComplex: false, values: square.map { $0 * 1e308 })

  static let badFiles = [
    BadFile("target: {file: a.npy}", nil, "spec.yaml:3:", "target.file names", "a.npy, which does not exist"),
    BadFile(
      "target: {file: a.npy}", StoredArray(shape: [3, 2], isComplex: false, values: [1, 2, 3, 4, 5, 6]),
      "spec.yaml:3:", "a.npy, which is 3×2; expected a 3×3 matrix."),
    BadFile(
      "target: {file: a.npy}", StoredArray(shape: [9], isComplex: false, values: square),
      "a.npy, which is 1-D of length 9; expected a 3×3 matrix."),
    BadFile(
      "target: {file: a.npy}", StoredArray(shape: [1, 3, 3], isComplex: false, values: square),
      "a.npy, which is 3-D, 1×3×3; expected a 3×3 matrix."),
    BadFile(
      "target: {file: a.npy}", StoredArray(shape: [], isComplex: false, values: [1]),
      "which is a single number; expected a 3×3 matrix."),
    BadFile(
      "target: {file: a.npy}", StoredArray(shape: [3, 3], isComplex: true, values: square + square),
      "target.file names", "which is complex; expected real numbers, or network.field: complex."),
    BadFile(
      "target: {file: a.npy}",
      StoredArray(shape: [3, 3], isComplex: false, values: [.nan] + square.dropFirst()),
      "a.npy", "spec.yaml:3:"),
    BadFile(
      "target: {identity: {}, mask: a.npy}",
      StoredArray(shape: [3, 3], isComplex: false, values: square.dropFirst() + [2]),
      "spec.yaml:3:", "target.mask names",
      "a.npy, whose entry [2, 2] (counted from 0) is 2.0; expected 1 where"),
    BadFile(
      "target: {identity: {}, mask: a.npy}",
      StoredArray(shape: [3, 3], isComplex: false, values: square.map { _ in 0 }),
      "spec.yaml:3:", "target.mask names", "a.npy, which keeps no entry; expected at least one 1."),
    BadFile(
      "target: {identity: {}, mask: a.npy}",
      StoredArray(shape: [2, 2], isComplex: false, values: [1, 1, 1, 1]),
      "target.mask names", "which is 2×2; expected a 3×3 matrix."),
    BadFile(
      "target: {identity: {}, covariance: a.npy}",
      StoredArray(shape: [3, 3], isComplex: false, values: [1, 2, 3, 2, 5, 6, 3, 8, 9]), "spec.yaml:3:",
      "target.covariance names",
      "a.npy, whose entries [1, 2] and [2, 1] (counted from 0) are 6.0 and 8.0; expected"),
    BadFile(
      "target: {identity: {}, covariance: a.npy}",
      StoredArray(shape: [3, 3], isComplex: false, values: [1, 0, 0, 0, 1, 0, 0, 0, -2]), "spec.yaml:3:",
      "target.covariance names", "a.npy, which has the eigenvalue -2.0; expected none below 0"),
    BadFile(
      "target: {identity: {}, covariance: a.npy}",
      StoredArray(shape: [3, 3], isComplex: false, values: square), "spec.yaml:3:",
      "target.covariance names", "a.npy, which is zero where the target is not"),
    BadFile(
      "target: {file: a.npy}", huge, "spec.yaml:3:", "target.file names",
      "a.npy, whose largest entry is 1e+308 in size: the sum of its entries' squares overflows; expected below 1.8e308"
    ),
    BadFile(
      "target: {identity: {}, covariance: a.npy}", huge, "spec.yaml:3:", "target.covariance names", "squares"),
    BadFile(
      "target: {identity: {}, mask: a.npy}", huge, "spec.yaml:3:", "target.mask names", "squares"),
    BadFile(
      "initialization: {files: [a.npy, a.npy]}", huge, "spec.yaml:4:", "initialization.files names", "squares"
    ),
    BadFile(
      "target: {gaussian: {deviation: 1e308}}", nil, "spec.yaml:3:", "target.gaussian makes", "squares"),
    BadFile("target: {identity: {scale: 1e154}}", nil, "spec.yaml:3:", "target.identity makes", "squares"),
    BadFile(
      "initialization: {files: [a.npy, a.npy]}",
      StoredArray(shape: [3, 3], isComplex: false, values: [.infinity] + square.dropFirst()), "spec.yaml:4:"),
    BadFile(
      "initialization: {files: [a.npy, b.npy]}",
      StoredArray(shape: [3, 3], isComplex: false, values: square),
      "initialization.files names", "b.npy, which does not exist"),
    BadFile("initialization: {gaussian: {deviation: 1e308}}", nil, "spec.yaml:4:", "NaN or infinity"),
    BadFile("initialization: {counterexample: {claim: 5}}", nil, "negative eigenvalue"),
  ]

  @Test(arguments: badFiles)
  func `A bad file leaves nothing in the output folder, and the message names the key and the file`(
    bad: BadFile
  ) throws {
    if let array = bad.array { try NumpyFile.write(array, to: folder("a.npy")) }
    let before = files(below: folder.url)
    let said = refusal(spec(with: bad.line))
    for word in bad.words { #expect(said.contains(word), "\(said)") }
    #expect(said.unicodeScalars.count <= 600 && !said.contains("\n"))
    #expect(files(below: folder.url) == before)
    #expect(!FileManager.default.fileExists(atPath: folder("out").path))
  }

  @Test func `A file that only the last point of a sweep needs is looked at before the first point runs`()
    throws
  {
    try write(Matrix<Double>.identity(3), to: folder("a.npy"))
    let swept = spec(with: "sweep: {target.file: [a.npy, b.npy]}")
    let said = refusal(spec(swept, with: "target: {file: a.npy}"))
    #expect(said.contains("b.npy, which does not exist"))
    #expect(!FileManager.default.fileExists(atPath: folder("out").path))
  }

  @Test(arguments: ["real", "complex"])
  func `The advice about a complex mask leads to a mask that is taken`(field: String) throws {
    let field = "network.field=\(field)"
    try write(Matrix<Complex<Double>>.identity(3), to: folder("a.npy"))
    let masked = spec(with: "target: {identity: {}, mask: a.npy}")
    let said = refusal(masked, set: [field])
    #expect(
      said.hasSuffix(
        "which is complex; expected zeros and ones; write the mask with a real type, such as mask.real."),
      "\(said)")
    // As it says: no word of network.field, and a real mask is taken.
    try FileManager.default.removeItem(at: folder("a.npy"))
    try write(Matrix<Double>.identity(3), to: folder("a.npy"))
    #expect(try runner(masked, in: folder, set: [field]).run().computed == 1)
  }

  @Test func `The advice about a complex target leads to a target that is taken`() throws {
    try write(Matrix<Complex<Double>>.identity(3), to: folder("a.npy"))
    let yaml = spec(with: "target: {file: a.npy}")
    let said = refusal(yaml)
    #expect(said.hasSuffix("which is complex; expected real numbers, or network.field: complex."), "\(said)")
    #expect(try runner(yaml, in: folder, set: ["network.field=complex"]).run().computed == 1)
  }

  @Test func `A file given by --set is named after its key once`() throws {
    try write(Matrix<Double>.identity(4), to: folder("a.npy"))
    let said = refusal(smallestSpec, set: ["target={file: a.npy}"])
    #expect(said.hasPrefix("--set target: target.file names "), "\(said)")
    let once = refusal(spec(with: "target: {file: b.npy}"), set: ["target.file=a.npy"])
    #expect(
      once.hasPrefix("--set target.file names ") && once.hasSuffix("which is 4×4; expected a 3×3 matrix."))
  }

  @Test func `Another spec is refused with the difference, and the directory stays as it was`() throws {
    _ = try runner(smallestSpec, in: folder).run()
    let before = try Data(contentsOf: folder("out/spec.yaml"))
    let said = refusal(smallestSpec, set: ["stop.max-steps=20", "seeds.count=2"])
    #expect(
      said.contains("holds another experiment: stop.max-steps is 20 here and 10 in its spec.yaml; ")
        && said.contains("seeds.count is 2 here and 1 in its spec.yaml") && said.contains("another --out"),
      "\(said)")
    #expect(try Data(contentsOf: folder("out/spec.yaml")) == before)
    #expect(try runner(smallestSpec, in: folder).run().computed == 0)
  }

  @Test func `A user's own spec.yaml is never replaced`() throws {
    let own = Array("# mine\n\(smallestSpec)".utf8)
    try FileManager.default.createDirectory(at: folder("out"), withIntermediateDirectories: true)
    _ = try folder.write("out/spec.yaml", own)
    let said = refusal(smallestSpec)
    #expect(said.contains("has a spec.yaml but no results.sqlite"), "\(said)")
    #expect(files(below: folder("out")) == ["spec.yaml"])
    #expect(try Array(Data(contentsOf: folder("out/spec.yaml"))) == own)
  }

  @Test func `A directory is not continued with a file that has other contents now`() throws {
    try write(Matrix<Double>.identity(3), to: folder("a.npy"))
    let yaml = spec(with: "target: {file: a.npy}")
    _ = try runner(yaml, in: folder).run()
    try FileManager.default.removeItem(at: folder("a.npy"))
    try write(Matrix<Double>.diagonal([1, 1, 2]), to: folder("a.npy"))
    let said = refusal(yaml)
    #expect(said.contains("was computed from other contents of") && said.contains("a.npy"), "\(said)")
    try FileManager.default.removeItem(at: folder("a.npy"))
    try write(Matrix<Double>.identity(3), to: folder("a.npy"))
    #expect(try runner(yaml, in: folder).run().computed == 0)
  }

  @Test(arguments: ["blas_core", "kernels"])
  func `A directory computed with another engine is not continued`(key: String) throws {
    let crowd = SmallRun.crowd
    _ = try runner(crowd, in: folder, set: ["seeds.count=1"]).run()
    var provenance = try ResultsArchive(folder("out")).provenance()
    if key == "kernels" { provenance.kernels = "lockstep" } else { provenance.blasCore = "Elsewhere" }
    try folder.writeProvenance(provenance.json(), in: "out")
    let said = refusal(crowd, set: ["seeds.count=1"])
    #expect(said.contains(key == "kernels" ? "lockstep" : "Elsewhere"), "\(said)")
    #expect(said.contains("another --out"), "\(said)")
    #expect(try ResultsArchive(folder("out")).provenance() == provenance)
  }

  @Test func `A provenance that changed or is missing is not written over, and a warning says so`() throws {
    _ = try runner(smallestSpec, in: folder).run()
    let broken = Array("{".utf8)
    _ = try folder.write("out/provenance.json", broken)
    let warnings = Mutex<[String]>([])
    func run() throws -> Runner.Summary {
      try runner(smallestSpec, in: folder).run(warn: { sentence in warnings.withLock { $0.append(sentence) } }
      )
    }
    #expect(try run().computed == 0)
    #expect(try Array(Data(contentsOf: folder("out/provenance.json"))) == broken)
    try FileManager.default.removeItem(at: folder("out/provenance.json"))
    #expect(try run().computed == 0)
    #expect(!FileManager.default.fileExists(atPath: folder("out/provenance.json").path))
    let said = warnings.withLock(\.self)
    #expect(
      said.count == 2 && said[0].contains("provenance.json: is not the one that was written"), "\(said)")
    #expect(said.last?.contains("provenance.json: cannot read it: No such file") == true, "\(said)")
  }

  @Test func `A second process is kept out of a directory in use`() throws {
    let experiment = try Experiment(yaml: smallestSpec, source: "spec.yaml", folder: folder.url)
    let layout = TrajectoryLayout(variables: [], snapshots: 1, layers: 1, k: 1)
    let store = try RunStore.open(folder("out"), create: true, runs: 1, layout: layout)
    #expect(throws: StoreError.self) { _ = try Runner(experiment, into: folder("out")).run() }
    try store.close()
    #expect(try Runner(experiment, into: folder("out")).run().computed == 1)
  }
}

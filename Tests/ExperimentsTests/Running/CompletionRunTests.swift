import DeepLinearTheory
import Experiments
import Foundation
import RunArchive
import SpecLanguage
import Testing
import _ArchiveSupport

/// Matrix completion by specs: what hidden entries may be, and what files say of the loss.
@Suite struct CompletionRunTests {
  let problems: MeasuredRun
  var folder: ScratchFolder { problems.folder }

  init() throws { problems = try MeasuredRun() }

  @Test(arguments: ["real", "complex"])
  func `Hidden entries of a target may be NaN, and change no bit of the weights`(field: String) throws {
    try problems.storeUnits()
    let archives = try ["holes", "some", "phi"].map {
      try problems.run("{file: \($0).npy, mask: mask.npy}", field: field, into: $0)
    }
    let weights = try archives.map { archive in
      try (0..<2).flatMap { run in try [1, 2].map { try archive.weights(ofRun: run, layer: $0).values } }
    }
    #expect(weights[0] == weights[2] && weights[1] == weights[2])
    let readers = try archives.map { try $0.trajectories() }
    let losses = try readers.map { try $0.values(of: "loss").values }
    #expect(losses[0] == losses[2] && losses[1] == losses[2])
    for name in ["residual_norm", "deficiency_margin", "left_alignment"] {
      let values = try readers.map { try $0.values(of: name).values }
      #expect(values[0].allSatisfy(\.isNaN) && values[1].allSatisfy(\.isNaN), "\(name)")
      // Of three singular values of the layers the product has two.
      #expect(values[2].count { $0.isFinite } == (name == "left_alignment" ? 12 : 6), "\(name)")
    }
    let errors = try readers.map { try $0.values(of: "test_error").values }
    #expect(
      errors[0].allSatisfy(\.isNaN) && errors[1].allSatisfy(\.isFinite) && errors[2].allSatisfy(\.isFinite))
    // The hidden entries of phi.npy are 4, 5 and 6; of some.npy 6 is not known.
    #expect(errors[1] != errors[2])
  }

  @Test
  func `A bool mask hides NaN as well, and check says which statements are about a target that is not known`()
    throws
  {
    try problems.storeUnits()
    // '|b1', C order: True True False False False True.
    var header = "{'descr': '|b1', 'fortran_order': False, 'shape': (2, 3), }"
    header += String(repeating: " ", count: 63 - (10 + header.utf8.count) % 64) + "\n"
    let bytes =
      [0x93] + Array("NUMPY".utf8) + [1, 0, UInt8(header.utf8.count), 0] + Array(header.utf8) + [
        1, 1, 0, 0, 0, 1,
      ]
    try Data(bytes).write(to: folder("bool.npy"))
    let text = problems.yaml("{file: holes.npy, mask: bool.npy}")
    _ = try runner(text, in: folder).run()
    let experiment = try Experiment(yaml: text, source: "spec.yaml", folder: folder.url)
    for results in [nil, try ResultsArchive(folder("out"))] {
      var (file, found): (CertificateFile?, [Certificate]) = (nil, [])
      try Checker(experiment, results: results, statements: Statements.all, threads: 1).run(into: &file) {
        found += $0
      }
      let theorem = try #require(found.first { $0.statement == "arora2019-theorem-1" && $0.run == 0 })
      #expect(theorem.verdict == .notApplicable && theorem.hypotheses.isEmpty && theorem.promises.isEmpty)
      #expect(theorem.reasons == ["about Φ, which has unknown entries here"])
      // What is about any Φ keeps its numbers.
      #expect(found.contains { $0.statement == "arora2019-claim-2" && $0.reasons != theorem.reasons })
      let numbers = found.flatMap { $0.hypotheses + $0.promises }.compactMap(\.value)
      #expect(numbers.allSatisfy { !$0.isNaN })
    }
  }

  @Test func `The file of each run states its loss and what the target is`() throws {
    try problems.storeUnits()
    try problems.store("lxx.npy", [3, 3], [2, 0, 0, 0, 1, 0, 0, 0, 1])
    for (i, (target, loss, meaning)) in [
      ("{file: phi.npy}", "½‖W_{1:N} − Φ‖_F²", "Φ: the target"),
      ("{file: phi.npy, mask: mask.npy}", "½‖P_Ω(W_{1:N} − Φ)‖_F²", "unknown entries"),
      ("{file: phi.npy, covariance: lxx.npy}", "½ tr((W_{1:N} − W*) Λ_xx", "W* = Λ_yx Λ_xx⁺"),
    ].enumerated() {
      let reader = try problems.run(target, into: "\(i)").trajectories()
      #expect(try reader.attribute("loss")?.contains(loss) == true)
      #expect(try reader.attribute("loss")?.contains("factor ½") == true)
      #expect(try reader.attribute("target")?.contains(meaning) == true)
      #expect(try reader.variables().contains { $0.name == "test_error" } == (i == 1))
    }
  }

  @Test func `A sweep over losses states each`() throws {
    try problems.storeUnits()
    let text = problems.yaml("{file: phi.npy}") + "\nsweep: {target.mask: [none, mask.npy]}"
    _ = try runner(text, in: folder).run()
    let loss = try #require(try ResultsArchive(folder("out")).trajectories().attribute("loss"))
    #expect(loss.hasPrefix("by the point's target: ℓ = ½‖W_{1:N} − Φ‖_F²") && loss.contains("; or ℓ = ½‖P_Ω"))
  }

  static let bad: [BadMeasurement] = [
    BadMeasurement(
      target: "{file: phi.npy, mask: mask.npy}",
      files: [("phi.npy", [2, 3], [1, 2, .nan, 4, .nan, 6]), ("mask.npy", [2, 3], [1, 1, 0, 0, 1, 1])],
      words: [
        "entry [1, 1] (counted from 0) is nan; expected finite numbers, and NaN only where", "spec.yaml:3:",
      ]),
    BadMeasurement(
      target: "{file: phi.npy, mask: mask.npy}",
      files: [("phi.npy", [2, 3], [1, 2, .infinity, 4, 5, 6]), ("mask.npy", [2, 3], [1, 1, 0, 0, 1, 1])],
      words: ["entry [0, 2] (counted from 0) is inf"]),
    BadMeasurement(
      target: "{file: phi.npy}", files: [("phi.npy", [2, 3], [1, 2, .nan, 4, 5, 6])],
      words: ["entry [0, 2] (counted from 0) is nan; expected finite numbers."]),
    BadMeasurement(
      target: "{file: phi.npy, covariance: c.npy}",
      files: [
        ("phi.npy", [2, 3], [1, 2, .nan, 4, 5, 6]), ("c.npy", [3, 3], [1, 0, 0, 0, 1, 0, 0, 0, 1]),
      ],
      words: ["phi.npy: entry [0, 2] (counted from 0) is nan"]),
  ]

  @Test(arguments: bad) func `What cannot be completed is refused with got and expected`(bad: BadMeasurement)
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
}

import Experiments
import Foundation
import RunArchive
import SpecLanguage
import Testing
import _ExperimentSupport

@Suite("A point's identity changes exactly where its numbers do")
struct IdentityTests {
  private func identity(_ yaml: String, engine: String = "fma haswell", digest: String = "d") throws -> String
  {
    try experiment(yaml).points[0].identity(engine: engine) { digest + $0.suffix(5) }
  }

  @Test(
    "These change nothing",
    arguments: [
      "name: another", "seeds: {first: 7, count: 100}", "observe: {weights: snapshots}",
      "observe: {quantities: [loss]}", "network: {widths: [3, 3, 3], field: real}",
      "target: {identity: {scale: 1e0}}",
      "initialization: {gaussian: {deviation: 0.1000000000000000055511}, determinant: any}",
      "stop: {max-steps: 1e1, loss-below: none}",
      "dynamics: {gradient-descent: {step-size: .01}, regularization: 0}",
      "observe: {snapshots: {log: 300}}",
    ])
  func unchanged(_ line: String) throws {
    #expect(try identity(spec(with: line)) == identity(smallestSpec))
  }

  @Test("Each of these makes another point, and no two the same")
  func changed() throws {
    let lines = [
      "network: {depth: 3, width: 3}", "network: {depth: 2, width: 4}",
      "network: {depth: 2, width: 3, field: complex}",
      "network: {widths: [3, 4, 3]}",
      "target: {identity: {scale: 1.0000000000000002}}", "target: {diagonal: [1, 1, 1]}",
      "target: {singular-values: {values: [1, 1, 1]}}",
      "target: {singular-values: {values: [1, 1, 1], seed: 1}}",
      "target: {gaussian: {deviation: 1}}", "target: {file: a.npy}", "target: {file: b.npy}",
      "target: {identity: {}, mask: m.npy}", "target: {identity: {}, covariance: m.npy}",
      "initialization: {gaussian: {deviation: 0.10000000000000002}}",
      "initialization: {gaussian: {deviation: fan-in}}",
      "initialization: {gaussian: {deviation: [0.1, 0.1]}}", "initialization: {balanced: {deviation: 0.1}}",
      "initialization: {balanced: {deviation: 0.1, rotations: haar}}",
      "initialization: {balanced-gaussian: {deviation: 0.1}}",
      "initialization: {identity: {}}", "initialization: {orthogonal: {}}", "initialization: {files: [a, b]}",
      "initialization: {files: [b, a]}",
      "initialization: {gaussian: {deviation: 0.1}, determinant: positive}",
      "initialization: {counterexample: {claim: 4}}",
      "initialization: {counterexample: {claim: 4, margin: 0.25}}",
      "dynamics: {gradient-descent: {step-size: 0.02}}",
      "dynamics: {gradient-descent: {step-size: 0.01}, regularization: 1}",
      "stop: {max-steps: 10, max-time: 7}\ndynamics: {gradient-flow: {}}",
      "stop: {max-steps: 10, max-time: 7}\ndynamics: {gradient-flow: {relative-tolerance: 1e-9}}",
      "stop: {max-steps: 10, max-time: 7}\ndynamics: {gradient-flow: {absolute-tolerance: 1e-11}}",
      "stop: {max-steps: 10, max-time: 7}\ndynamics: {gradient-flow: {method: bdf}}",
      "stop: {max-steps: 10, max-time: 7}\ndynamics: {gradient-flow: {maximum-steps: 100}}",
      "stop: {max-steps: 10, max-time: 7}\ndynamics: {gradient-flow: {}}\nobserve: {snapshots: {every: 0.25}}",
      "stop: {max-steps: 11}", "stop: {max-steps: 10, max-time: 1}",
      "stop: {max-steps: 10, loss-below: 1e-8}",
      "stop: {max-steps: 10, loss-above: 1e12}", "stop: {max-steps: 10, stop-when-stalled: true}",
      "observe: {snapshots: {log: 299}}", "observe: {snapshots: {every: 300}}",
      "observe: {snapshots: {at: [3]}}",
      "observe: {thresholds: [0.1]}",
    ]
    let identities =
      try lines.map {
        try identity($0.split(separator: "\n").reduce(smallestSpec) { spec($0, with: String($1)) })
      } + [identity(smallestSpec)]
    #expect(Set(identities).count == lines.count + 1)
  }

  @Test("The engine and the contents of files are part of it, where files lie is not")
  func engineAndFiles() throws {
    let file = spec(with: "target: {file: a.npy}")
    #expect(try identity(smallestSpec, engine: "fma skylakex") != identity(smallestSpec))
    #expect(try identity(smallestSpec, digest: "e") == identity(smallestSpec))
    #expect(try identity(file, digest: "e") != identity(file))
    #expect(try identity(spec(with: "target: {file: other/a.npy}")) == identity(file))
    #expect(try experiment(file).points[0].files.map(\.path) == ["/specs/a.npy"])
    let many = try experiment(
      spec(spec(with: "initialization: {files: [x, y]}"), with: "target: {identity: {}, mask: m}"))
    #expect(many.points[0].files.map(\.path) == ["/specs/m", "/specs/x", "/specs/y"])
    #expect(
      many.points[0].files.map(\.key) == ["target.mask", "initialization.files", "initialization.files"])
  }

  @Test("The hashed text, word for word: a change here orphans every stored run")
  func text() throws {
    let point = try experiment(spec(with: "target: {file: a.npy}")).points[0]
    let text = """
      deeplinear point 1
      engine "fma haswell"
      network.widths [3,3,3]
      network.field "real"
      target.file "sha256:0123"
      target.mask "none"
      target.covariance "none"
      initialization.gaussian.deviation 0.1
      initialization.determinant "any"
      dynamics.gradient-descent.step-size 0.01
      dynamics.regularization 0.0
      dynamics.precision "double"
      stop.loss-below "none"
      stop.loss-above "automatic"
      stop.max-steps 10
      stop.max-time "none"
      stop.stop-when-stalled false
      observe.snapshots.log 300
      observe.thresholds []

      """
    #expect(point.identityText(engine: "fma haswell") { _ in "0123" } == text)
    #expect(
      point.identity(engine: "fma haswell") { _ in "0123" }
        == String(ContentDigest.sha256(of: text).prefix(32)))
  }

  @Test("SHA-256 is SHA-256, of texts and of files")
  func digests() throws {
    #expect(
      ContentDigest.sha256(of: "abc") == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad")
    #expect(
      ContentDigest.sha256(of: "") == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855")
    let file = FileManager.default.temporaryDirectory.appendingPathComponent("digest-\(UUID().uuidString)")
    defer { try? FileManager.default.removeItem(at: file) }
    let text = String(repeating: "δέλτα ", count: 300_000)
    try Data(text.utf8).write(to: file)
    #expect(try ContentDigest.sha256(ofFile: file.path) == ContentDigest.sha256(of: text))
    #expect(throws: InputError.self) { try ContentDigest.sha256(ofFile: "/nowhere/a.npy") }
    #expect(throws: InputError.self) { try ContentDigest.sha256(ofFile: "/") }
  }
}

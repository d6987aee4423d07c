import DeepLinear
import Experiments
import Foundation
import LinearAlgebra
import RunArchive
import Testing
import _ArchiveSupport

/// Every start and every target that a spec can name, over both fields, is the one that the library makes.
@Suite struct EveryProblemTests {
  let folder: ScratchFolder

  init() throws { folder = try ScratchFolder() }

  struct Start: Sendable, CustomTestStringConvertible {
    let yaml: String
    let initialization: any Initialization
    var fields = ["real", "complex"]
    var target = "{identity: {}}"
    var testDescription: String { yaml }
  }

  private static let given: [Matrix<Double>] = (1...4).map { j in
    Matrix(rows: 3, columns: 3) { Double(j) / 4 + Double($0) - 0.5 * Double($1) }
  }

  static let starts = [
    Start(yaml: "{gaussian: {deviation: 0.3}}", initialization: GaussianInitialization(deviation: 0.3)),
    Start(
      yaml: "{gaussian: {deviation: [0.1, 0.2, 0.3, 0.4]}}",
      initialization: GaussianInitialization(deviation: .perLayer([0.1, 0.2, 0.3, 0.4]))),
    Start(yaml: "{gaussian: {deviation: fan-in}}", initialization: GaussianInitialization(deviation: .fanIn)),
    Start(yaml: "{balanced: {deviation: 0.3}}", initialization: BalancedInitialization(deviation: 0.3)),
    Start(
      yaml: "{balanced: {deviation: 0.3, rotations: haar}}",
      initialization: BalancedInitialization(deviation: 0.3, rotations: true)),
    Start(
      yaml: "{balanced-gaussian: {deviation: 0.3}}",
      initialization: BalancedGaussianInitialization(deviation: 0.3)),
    Start(yaml: "{identity: {scale: 0.5}}", initialization: IdentityInitialization(scale: 0.5)),
    Start(yaml: "{orthogonal: {scale: 0.5}}", initialization: OrthogonalInitialization(scale: 0.5)),
    Start(
      yaml: "{files: [w1.npy, w2.npy, w3.npy, w4.npy]}", initialization: GivenInitialization(layers: given)),
    Start(
      yaml: "{counterexample: {claim: 4, margin: 0.3}}",
      initialization: UnbalancedCounterexample(margin: 0.3, stepSize: 0.01)),
    Start(
      yaml: "{counterexample: {claim: 5}}", initialization: IdentityInitialization(),
      target: "{diagonal: [1, 1, -1]}"),
    Start(
      yaml: "{gaussian: {deviation: 0.3}, determinant: positive}",
      initialization: DeterminantConditioned(GaussianInitialization(deviation: 0.3), sign: 1),
      fields: ["real"]),
    Start(
      yaml: "{balanced-gaussian: {deviation: 0.3}, determinant: negative}",
      initialization: DeterminantConditioned(BalancedGaussianInitialization(deviation: 0.3), sign: -1),
      fields: ["real"]),
  ]

  private func run(_ start: String, target: String, field: String, set: [String] = []) throws
    -> ResultsArchive
  {
    let yaml = """
      name: every
      network: {depth: 4, width: 3, field: \(field)}
      target: \(target)
      initialization: \(start)
      dynamics: {gradient-descent: {step-size: 0.01}}
      stop: {max-steps: 3}
      observe: {weights: initial}
      seeds: {first: 3, count: 2}
      """
    _ = try runner(yaml, in: folder, into: field, set: set).run()
    return try ResultsArchive(folder(field))
  }

  @Test(arguments: starts) func `A start is the library's, bit for bit`(start: Start) throws {
    for j in 0..<4 { try write(Self.given[j], to: folder("w\(j + 1).npy")) }
    for field in start.fields {
      let archive = try run(start.yaml, target: start.target, field: field)
      for row in try archive.runs() {
        let expected: [[Double]] =
          field == "real"
          ? try start.initialization.network(widths: [3, 3, 3, 3, 3], seed: row.seed, over: Double.self)
            .layers.map(
              entries)
          : try start.initialization.network(
            widths: [3, 3, 3, 3, 3], seed: row.seed, over: Complex<Double>.self
          ).layers
            .map(entries)
        for j in 0..<4 {
          #expect(isSame(try archive.weights(ofRun: row.run, layer: j + 1).values, expected[j]))
        }
      }
    }
  }

  @Test func `Conditioned starts have the sign that the spec requires`() throws {
    for (word, sign) in [("positive", 1.0), ("negative", -1.0)] {
      for start in ["gaussian: {deviation: 0.5}", "balanced: {deviation: 0.5}", "orthogonal: {scale: 1}"] {
        let experiment = "{\(start), determinant: \(word)}"
        let archive = try run(experiment, target: "{identity: {}}", field: "real", set: ["seeds.count=8"])
        #expect(try archive.runs().map { $0["determinant_sign"] } == Array(repeating: sign, count: 8))
        try FileManager.default.removeItem(at: archive.directory)
      }
    }
  }

  /// From the zero start the loss is ½‖Φ‖², the residual ‖Φ‖ and the margin σ_min(Φ) − ‖Φ‖.
  private func atZero(_ target: String, _ field: String) throws -> (loss: Double, norm: Double, least: Double)
  {
    let archive = try run("{identity: {scale: 0}}", target: target, field: field)
    let reader = try archive.trajectories()
    let first = { (name: String) in try reader.values(of: name).values[0] }
    return (
      try first("loss"), try first("residual_norm"),
      try first("deficiency_margin") + first("residual_norm")
    )
  }

  struct Target: Sendable, CustomTestStringConvertible {
    let yaml: String
    /// σ_1 ≥ σ_2 ≥ σ_3 of Φ, by field.
    let values: @Sendable (Bool) throws -> [Double]
    var testDescription: String { yaml }
  }

  static let targets = [
    Target(yaml: "{identity: {scale: -2}}") { _ in [2, 2, 2] },
    Target(yaml: "{diagonal: [1, -3, 2]}") { _ in [3, 2, 1] },
    Target(yaml: "{singular-values: {values: [3, 2, 1], seed: 7}}") { _ in [3, 2, 1] },
    Target(yaml: "{gaussian: {deviation: 0.5, seed: 7}}") { isComplex in
      let stream = RandomStream(seed: 7, purpose: .target)
      return isComplex
        ? try Matrix<Complex<Double>>.gaussian(rows: 3, columns: 3, deviation: 0.5, stream: stream)
          .singularValues()
        : try Matrix<Double>.gaussian(rows: 3, columns: 3, deviation: 0.5, stream: stream).singularValues()
    },
    Target(yaml: "{file: phi.npy}") { _ in try given[1].singularValues() },
  ]

  @Test(arguments: targets, ["real", "complex"])
  func `A target has the singular values that the spec states`(target: Target, field: String) throws {
    try write(Self.given[1], to: folder("phi.npy"))
    let (loss, norm, least) = try atZero(target.yaml, field)
    let values = try target.values(field == "complex")
    let square = values.reduce(0) { $0 + $1 * $1 }
    #expect(abs(loss - square / 2) < 1e-13 * square)
    #expect(abs(norm - square.squareRoot()) < 1e-13 * square)
    #expect(abs(least - (values.last ?? 0)) < 1e-13 * square)
  }

  @Test(arguments: ["real", "complex"]) func `A mask hides what is zero in it`(field: String) throws {
    try write(Matrix<Double>.diagonal([1, 0, 1]), to: folder("mask.npy"))
    let (loss, norm, _) = try atZero("{diagonal: [1, 10, 2], mask: mask.npy}", field)
    #expect(loss == 2.5)
    #expect(abs(norm - Double(105).squareRoot()) < 1e-13)
  }

  @Test(arguments: ["real", "complex"])
  func `A covariance makes the general quadratic loss, its optimum the target`(field: String) throws {
    try write(Matrix<Double>.diagonal([2, 1, 0.5]), to: folder("lxx.npy"))
    // Λ_yx = Λ_xx, so that W* = I and ℓ(0) = ½ tr Λ_xx.
    let (loss, norm, least) = try atZero("{diagonal: [2, 1, 0.5], covariance: lxx.npy}", field)
    #expect(abs(loss - 1.75) < 1e-14)
    #expect(abs(norm - Double(3).squareRoot()) < 1e-14 && abs(least - 1) < 1e-14)
  }

  @Test(arguments: [
    ("{max-time: 0.05}", "{gaussian: {deviation: 0.3}}", "exhausted", 5),
    ("{max-time: 9, max-steps: 4}", "{gaussian: {deviation: 0.3}}", "exhausted", 4),
    ("{max-time: 0.02, max-steps: 400}", "{gaussian: {deviation: 0.3}}", "exhausted", 2),
    ("{max-steps: 0}", "{gaussian: {deviation: 0.3}}", "exhausted", 0),
    ("{max-steps: 9, loss-below: 100}", "{gaussian: {deviation: 0.3}}", "converged", 0),
    ("{max-steps: 9, loss-above: 1e-3}", "{gaussian: {deviation: 0.3}}", "diverged", 0),
    ("{max-steps: 9}", "{identity: {}}", "stalled", 9),
    ("{max-steps: 9, stop-when-stalled: true}", "{identity: {}}", "stalled", 1),
  ])
  func `Every rule of stop ends a run as it says`(stop: String, start: String, outcome: String, steps: Int)
    throws
  {
    let rows = try run(start, target: "{identity: {}}", field: "real", set: ["stop=\(stop)"]).runs()
    #expect(rows.map(\.outcome) == [outcome, outcome])
    #expect(rows.map(\.steps) == [steps, steps])
    #expect(rows.allSatisfy { $0.time == 0.01 * Double(steps) })
  }

  @Test func `Rectangular networks run, and their determinant has no sign`() throws {
    let archive = try run(
      "{gaussian: {deviation: fan-in}}", target: "{diagonal: [2, 1]}", field: "complex",
      set: ["network={widths: [5, 4, 3, 2]}"])
    let rows = try archive.runs()
    #expect(rows.map { $0["determinant_sign"] } == [nil, nil] && rows.allSatisfy { $0.loss.isFinite })
    #expect(try archive.weights(ofRun: 0, layer: 1).shape == [4, 5])
    let layers = try archive.trajectories().values(of: "layer_singular_values")
    #expect(layers.shape[2...] == [3, 4])
  }

  @Test(arguments: ["real", "complex"])
  func `A run that diverges is a result, and keeps its last finite state`(field: String) throws {
    let archive = try run(
      "{gaussian: {deviation: 2}}", target: "{identity: {}}", field: field,
      set: [
        "dynamics.gradient-descent.step-size=1", "stop.max-steps=500", "observe.weights=final",
        "stop.loss-above=1e300",
      ])
    let (rows, reader) = (try archive.runs(), try archive.trajectories())
    #expect(rows.map(\.outcome) == ["diverged", "diverged"])
    #expect(rows.allSatisfy { $0.steps < 500 && $0.loss.isFinite })
    let (loss, steps) = (try reader.values(of: "loss"), try reader.values(of: "step"))
    for (i, row) in rows.enumerated() {
      #expect(isSame(row.time, Double(row.steps)))
      #expect(zip(loss[i], steps[i]).allSatisfy { $1.isNaN ? $0.isNaN : $0.isFinite })
      #expect(try archive.weights(ofRun: row.run, layer: 1).values.allSatisfy(\.isFinite))
    }
  }

  @Test func `A start whose loss is not finite is a diverged run of no snapshots`() throws {
    let archive = try run("{gaussian: {deviation: 1e100}}", target: "{identity: {}}", field: "real")
    #expect(try archive.runs().map(\.outcome) == ["diverged", "diverged"])
    #expect(try archive.runs().map(\.steps) == [0, 0])
  }
}

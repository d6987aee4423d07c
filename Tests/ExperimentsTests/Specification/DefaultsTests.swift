import DeepLinear
import Experiments
import Foundation
import SpecLanguage
import Testing
import _ExperimentSupport

@Suite("What a spec leaves out is filled in, and written back")
struct DefaultsTests {
  @Test("The smallest spec resolves to this file, every default written out")
  func smallestSpecResolved() throws {
    let resolved = """
      name: base
      network:
        depth: 2
        width: 3
        field: real
      target:
        identity:
          scale: 1.0
        mask: none
        covariance: none
      initialization:
        gaussian:
          deviation: 0.1
        determinant: any
      dynamics:
        gradient-descent:
          step-size: 0.01
        regularization: 0.0
        precision: double
      stop:
        loss-below: none
        loss-above: automatic
        max-steps: 10
        max-time: none
        stop-when-stalled: false
      observe:
        snapshots:
          log: 300
        quantities: cheap
        monitors: []
        thresholds: []
        weights: final
      seeds:
        first: 0
        count: 1
      checkpoint:
        every: "10min"

      """
    #expect(try experiment(smallestSpec).resolvedYAML() == resolved)
  }

  @Test("The smallest spec means this problem")
  func smallestSpecTyped() throws {
    let experiment = try experiment(smallestSpec)
    let problem = experiment.points[0].specification
    #expect(experiment.name == "base" && experiment.points.count == 1 && experiment.runCount == 1)
    #expect(
      problem.network.widths == [3, 3, 3] && problem.network.depth == 2 && problem.network.field == .real)
    #expect((problem.target.source as? IdentityTarget)?.scale == 1 && problem.target.loss == nil)
    let gaussian = try #require(problem.initialization.distribution as? GaussianInitializationVariant)
    #expect(gaussian.deviation == .uniform(0.1))
    #expect(problem.initialization.determinant == .any)
    #expect(
      (problem.dynamics.method as? GradientDescentVariant)?.optimizer == GradientDescent(stepSize: 0.01)
        && problem.dynamics.regularization == 0)
    #expect(problem.stop.maxSteps == 10 && problem.stop.maxTime == nil && problem.stop.lossBelow == nil)
    #expect(problem.stop.lossAbove == nil && !problem.stop.stopWhenStalled)
    #expect(problem.observe.snapshots == .log(300) && problem.observe.quantities == nil)
    #expect(problem.observe.thresholds.isEmpty && problem.observe.weights == .final)
    #expect(problem.seeds.first == 0 && problem.seeds.count == 1)
  }

  static let specs: [String] = [
    smallestSpec,
    spec(with: "name: 'Ωμέγα: yes, \"quoted\" \\ ☃ 😀'"),
    spec(with: "name: 'true'"), spec(with: "name: '12'"), spec(with: "name: null-ish"),
    spec(with: "name: '~'"),
    spec(with: "network: {widths: [3, 4, 3], field: complex}"),
    spec(with: "network: {depth: 2, width: 3, widths: [3, 3, 3]}"),
    spec(with: "target: {diagonal: [3, -2.5e-7, 0.1]}"),
    spec(with: "target: {singular-values: {values: [3, 1e-8, 0], seed: 9223372036854775807}}"),
    spec(with: "target: {gaussian: {deviation: 2.2250738585072014e-308}}"),
    spec(with: "target: {file: sub folder/φ.npy, mask: ./m.npy, covariance: none}"),
    spec(with: "target: {file: ../none, covariance: /abs/none}"),
    spec(with: "initialization: {gaussian: {deviation: fan-in}, determinant: negative}"),
    spec(with: "initialization: {gaussian: {deviation: [0.1, 1.7976931348623157e308]}}"),
    spec(with: "initialization: {balanced: {deviation: 1, rotations: haar}, determinant: positive}"),
    spec(with: "initialization: {balanced-gaussian: {deviation: 0.30000000000000004}}"),
    spec(with: "initialization: {identity: {scale: -0.0}}"), spec(with: "initialization: {orthogonal: {}}"),
    spec(with: "initialization: {files: [w1.npy, ./w2.npy]}"),
    spec(with: "initialization: {counterexample: {claim: 4, margin: 0.25}}"),
    spec(with: "stop: {max-time: 1e2, loss-below: 1e-8, loss-above: 1E+5, stop-when-stalled: on}"),
    spec(
      with:
        "observe: {snapshots: {at: [0, 10, 100]}, quantities: [loss], thresholds: [1e-2, .5], weights: none}"),
    spec(with: "observe: {snapshots: {every: 1e3}, quantities: []}"),
    spec(with: "seeds: {first: 5, count: 64}"),
    spec(with: "sweep: {network.depth: [2, 3], stop.max-steps: {log: {from: 10, to: 1000, count: 3}}}"),
    spec(
      with:
        "sweep: {zip: [{network.depth: [2, 3], network.width: [4, 5]}], target: [{identity: {}}, {file: a.npy}]}"
    ),
  ]

  @Test("A resolved spec resolves to itself, whatever folder it lies in", arguments: specs)
  func fixedPoint(_ yaml: String) throws {
    let first = try experiment(yaml)
    let second = try Experiment(
      yaml: first.resolvedYAML(), source: "DIR/spec.yaml", folder: URL(fileURLWithPath: "/elsewhere"))
    #expect(second.resolved == first.resolved)
    #expect(second.resolvedYAML() == first.resolvedYAML())
    #expect(second.points.map(\.resolved) == first.points.map(\.resolved))
    #expect(first.difference(from: second, in: "DIR/spec.yaml") == nil)
  }

  @Test("Floats survive writing bit by bit, in a form that YAML 1.1 takes for numbers too")
  func floatsAreExact() throws {
    #expect(SpecValue.number(1e-8).flowStyle == "1.0e-08" && SpecValue.number(-3e22).flowStyle == "-3.0e+22")
    var state: UInt64 = 1
    for _ in 0..<500 {
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      let bits = (state ^ state >> 29) % 0x7FF0_0000_0000_0000
      let value = Double(bitPattern: bits)
      let text = SpecValue.number(value).flowStyle
      #expect(Double(text)?.bitPattern == bits, "bits \(bits)")
      #expect(text.contains("."), "\(text)")
      let scale = try experiment(spec(with: "target: {identity: {scale: \(text)}}")).points[0].specification
        .target.source
      #expect((scale as? IdentityTarget)?.scale == value, "bits \(bits)")
    }
  }

  @Test("Relative files are taken from the spec's folder")
  func filesAreAbsolute() throws {
    let target = try experiment(spec(with: "target: {file: sub/../φ.npy, mask: ./m.npy}")).points[0]
      .specification.target
    #expect((target.source as? FileTarget)?.file == "/specs/sub/../φ.npy")
    #expect((target.loss as? MaskedLossVariant)?.file == "/specs/m.npy")
  }

  @Test(
    "Numbers are read as JSON and YAML 1.2 write them, and rounded exactly",
    arguments: [
      ("1e-8", 1e-8), ("1E8", 1e8), (".5", 0.5), ("5.", 5), ("+2.5e+3", 2500), ("0", 0), ("-0.0", 0),
      ("7", 7),
      ("0.1000000000000000055511151231257827", 0.1),
      ("4.9406564584124654e-324", Double.leastNonzeroMagnitude),
      ("9007199254740993", 9_007_199_254_740_992), ("179769313486231570e291", Double.greatestFiniteMagnitude),
    ])
  func numbers(_ text: String, _ value: Double) throws {
    let target = try experiment(spec(with: "target: {identity: {scale: \(text)}}")).points[0].specification
      .target
    #expect((target.source as? IdentityTarget)?.scale == value)
  }

  @Test("Whole numbers may have an exponent")
  func wholeNumbersWithExponents() throws {
    #expect(
      try experiment(spec(with: "stop: {max-steps: 1e6}")).points[0].specification.stop.maxSteps == 1_000_000)
    #expect(
      try experiment(spec(with: "stop: {max-steps: 2.50e1}")).points[0].specification.stop.maxSteps == 25)
  }

  @Test("JSON is YAML, tabs and all")
  func json() throws {
    let json = """
      {\t"name": "base",
      \t"network": {"depth":2, "width":3},
      \t"target": {"identity": {}}, "initialization": {"gaussian": {"deviation": 1e-1}},
      \t"dynamics": {"gradient-descent": {"step-size": 0.01}}, "stop": {"max-steps": 10}
      }
      """
    #expect(try experiment(json).resolved == experiment(smallestSpec).resolved)
  }

  @Test("Aliases, block style, comments and a byte order mark mean what they say")
  func yamlFeatures() throws {
    let yaml = """
      \u{FEFF}# a comment with *stars* and &ampersands
      name: base
      network:
        depth: &two 2   # layers
        width: 3
      target:
        identity: {}
      initialization: {gaussian: {deviation: 0.1}}
      dynamics: {gradient-descent: {step-size: 0.01}}
      stop: {max-steps: 10}
      seeds: {count: *two}
      """
    #expect(try experiment(yaml).seeds.count == 2)
  }
}

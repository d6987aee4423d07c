import Experiments
import Testing
import _ExperimentSupport

@Suite("Sweeps")
struct SweepTests {
  /// The parameters of every point, as JSON.
  private func parameters(_ sweep: String) throws -> [String] {
    try experiment(spec(with: "sweep: \(sweep)")).points.map(\.parametersJSON)
  }

  @Test("Without a sweep there is one point, with no parameters")
  func noSweep() throws {
    let points = try experiment(smallestSpec).points
    #expect(points.map(\.parametersJSON) == ["{}"])
    #expect(points.map(\.index) == [0])
  }

  @Test("Every combination is a point, the first axis slowest")
  func cartesianOrder() throws {
    #expect(
      try parameters("{network.depth: [4, 2], stop.max-steps: [1, 3, 2]}") == [
        #"{"network.depth":4,"stop.max-steps":1}"#, #"{"network.depth":4,"stop.max-steps":3}"#,
        #"{"network.depth":4,"stop.max-steps":2}"#, #"{"network.depth":2,"stop.max-steps":1}"#,
        #"{"network.depth":2,"stop.max-steps":3}"#, #"{"network.depth":2,"stop.max-steps":2}"#,
      ])
  }

  @Test("Zipped axes move together, and a group takes its place among the other axes")
  func zippedAxes() throws {
    #expect(
      try parameters(
        "{network.field: [real, complex], zip: [{network.depth: [2, 4], network.width: [5, 6]}, {stop.max-steps: [7]}]}"
      )
        == [
          #"{"network.field":"real","network.depth":2,"network.width":5,"stop.max-steps":7}"#,
          #"{"network.field":"real","network.depth":4,"network.width":6,"stop.max-steps":7}"#,
          #"{"network.field":"complex","network.depth":2,"network.width":5,"stop.max-steps":7}"#,
          #"{"network.field":"complex","network.depth":4,"network.width":6,"stop.max-steps":7}"#,
        ])
    #expect(
      try parameters("{zip: [{network.depth: [2, 4]}], network.width: [5, 6]}").first
        == #"{"network.depth":2,"network.width":5}"#)
  }

  @Test("A range has exact ends and round values between them")
  func ranges() throws {
    #expect(
      try parameters("{initialization.gaussian.deviation: {log: {from: 1e-3, to: 1, count: 4}}}") == [
        #"{"initialization.gaussian.deviation":0.001}"#, #"{"initialization.gaussian.deviation":0.01}"#,
        #"{"initialization.gaussian.deviation":0.1}"#, #"{"initialization.gaussian.deviation":1.0}"#,
      ])
    #expect(
      try parameters("{dynamics.regularization: {linear: {from: 0, to: 0.3, count: 4}}}") == [
        #"{"dynamics.regularization":0.0}"#, #"{"dynamics.regularization":0.1}"#,
        #"{"dynamics.regularization":0.2}"#, #"{"dynamics.regularization":0.3}"#,
      ])
    #expect(
      try parameters("{network.width: {log: {from: 8, to: 64, count: 4}}}") == [
        #"{"network.width":8}"#, #"{"network.width":16}"#, #"{"network.width":32}"#, #"{"network.width":64}"#,
      ])
    #expect(
      try parameters("{dynamics.gradient-descent.step-size: {log: {from: 1e-300, to: 1e300, count: 3}}}")[1]
        == #"{"dynamics.gradient-descent.step-size":1.0}"#)
  }

  @Test("A point is the spec with its values put in, and runs are points times seeds")
  func pointsAreSpecs() throws {
    let swept = try experiment(
      spec(
        spec(with: "seeds: {first: 3, count: 5}"),
        with: "sweep: {network.depth: [2, 3], network.width: [3, 4]}"))
    #expect(
      swept.points.map(\.specification.network.widths) == [
        [3, 3, 3], [4, 4, 4], [3, 3, 3, 3], [4, 4, 4, 4],
      ])
    #expect(swept.runCount == 20 && swept.seeds.first == 3)
    let alone = try experiment(
      spec(spec(with: "seeds: {first: 3, count: 5}"), with: "network: {depth: 3, width: 3}"))
    #expect(swept.points[2].resolved == alone.points[0].resolved)
  }

  @Test("Whole sections can be swept, and a swept key need not be given besides")
  func sections() throws {
    let swept = try experiment(
      spec(
        spec(with: "dynamics: {regularization: 1}"),
        with:
          "sweep: {initialization: [{identity: {}}, {files: [a, b]}], dynamics.gradient-descent.step-size: [0.5]}"
      ))
    let distributions = swept.points.map(\.specification.initialization.distribution)
    #expect((distributions[0] as? IdentityInitializationVariant)?.scale == 1)
    #expect((distributions[1] as? FilesInitializationVariant)?.files == ["/specs/a", "/specs/b"])
    #expect(swept.points[0].specification.dynamics.method.stepSize == 0.5)
    #expect(swept.points[0].specification.dynamics.regularization == 1)
  }

  @Test("A union's values may be mixed along an axis")
  func unions() throws {
    #expect(
      try parameters("{initialization.gaussian.deviation: [0.1, fan-in, [1, 2]]}") == [
        #"{"initialization.gaussian.deviation":0.1}"#, #"{"initialization.gaussian.deviation":"fan-in"}"#,
        #"{"initialization.gaussian.deviation":[1.0,2.0]}"#,
      ])
  }

  @Test("--set takes the place of the spec's value, of a default, and of an axis")
  func overrides() throws {
    let changed = try experiment(
      smallestSpec, set: "stop.max-steps=1e3", "seeds.count=4", "network.field=complex",
      "sweep.network.depth=[2, 3]", "observe={weights: none}", "name=a=b")
    #expect(changed.points.map(\.specification.stop.maxSteps) == [1000, 1000])
    #expect(changed.runCount == 8 && changed.name == "a=b")
    #expect(changed.points[1].specification.network.widths == [3, 3, 3, 3])
    #expect(changed.points[0].specification.network.field == .complex)
    #expect(changed.points[0].specification.observe.weights == .none)
    let again = try experiment(spec(with: "sweep: {network.depth: [5]}"), set: "sweep.network.depth=[7, 8]")
    #expect(again.points.map(\.specification.network.depth) == [7, 8])
  }

  @Test("A later error about a key points at the sweep's value where it is swept")
  func laterErrors() throws {
    let swept = try experiment(spec(with: "sweep: {target: [{file: a.npy}, {file: b.npy}]}"))
    #expect(
      swept.error("target.file is 2×2; expected 3×3.", at: "target.file", in: swept.points[1]).description
        == "spec.yaml:7:40: target.file is 2×2; expected 3×3.")
    #expect(swept.error("x.", at: "stop.max-steps").description == "spec.yaml:6:19: x.")
    #expect(swept.error("x.", at: "seeds.count").description == "spec.yaml:1:1: x.")
  }

  @Test("Differences between specs are described in one sentence")
  func differences() throws {
    let here = try experiment(smallestSpec)
    func difference(_ lines: String...) throws -> String? {
      here.difference(
        from: try experiment(lines.reduce(smallestSpec) { spec($0, with: $1) }), in: "DIR/spec.yaml")
    }
    #expect(try difference("stop: {max-steps: 1e1}") == nil)
    #expect(
      try difference("stop: {max-steps: 20}") == "stop.max-steps is 10 here and 20 in DIR/spec.yaml.")
    #expect(
      try difference("target: {diagonal: [3, 2, 1]}")
        == "target.identity.scale is 1.0 here and absent in DIR/spec.yaml; "
        + "target.diagonal is absent here and [3.0, 2.0, 1.0] in DIR/spec.yaml.")
    #expect(
      try difference("network: {depth: 3, width: 4, field: complex}", "name: other")
        == "name is base here and other in DIR/spec.yaml; network.depth is 2 here and 3 in DIR/spec.yaml; "
        + "network.width is 3 here and 4 in DIR/spec.yaml; and 1 more differ.")
    let more = try experiment(spec(with: "seeds: {count: 5}"))
    #expect(here.difference(from: more, in: "DIR", ignoring: ["seeds"]) == nil)
    #expect(
      here.difference(from: more, in: "DIR", ignoring: ["seed"]) == "seeds.count is 1 here and 5 in DIR.")
  }
}

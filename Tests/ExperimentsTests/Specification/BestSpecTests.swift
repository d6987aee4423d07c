import Experiments
import Foundation
import SpecLanguage
import Testing
import _ExperimentSupport

@Suite("The section best of a spec")
struct BestSpecTests {
  private let yaml = """
    name: best
    network: {depth: 2, width: 3}
    target: {identity: {}}
    initialization: {gaussian: {deviation: 0.1}}
    dynamics: {gradient-descent: {}}
    stop: {loss-below: 1e-3, max-time: 10}
    best: {over: dynamics.gradient-descent.step-size, log: {from: 1e-2, to: 1, count: 3}, by: fewest-steps}
    sweep:
      network.depth: [2, 3]
      zip: [{network.width: [2, 3], stop.max-time: [5, 10]}]
    """

  @Test func `Every point has the problem with every value, and its snapshots are those of the longest`()
    throws
  {
    let read = try experiment(yaml)
    #expect(read.points.count == 4)
    #expect(read.best?.over == "dynamics.gradient-descent.step-size" && read.best?.values == [0.01, 0.1, 1])
    for point in read.points {
      #expect(point.candidates.map(\.specification.dynamics.method.stepSize) == [0.01, 0.1, 1])
      #expect(
        point.candidates.map(\.specification.network.depth)
          == [2, 2, 2].map { _ in point.specification.network.depth })
      #expect(point.parameters.map(\.path) == ["network.depth", "network.width", "stop.max-time"])
      #expect(point.resolved[["dynamics", "gradient-descent", "step-size"]] == nil)
    }
    #expect(read.layout().snapshots == 301)
  }

  @Test func `The resolved spec reads back as the same`() throws {
    for line in [
      "best: {over: dynamics.gradient-descent.step-size, list: [1, 0.1], by: fewest-steps}",
      "best: {over: dynamics.gradient-descent.step-size, linear: {from: 1, to: 0.5, count: 4}, by: fewest-steps}",
      "best: {over: dynamics.regularization, list: [0, 0.1], by: fewest-steps}\ndynamics: {gradient-descent: {step-size: 1}}",
      "best: {over: initialization.gaussian.deviation, list: [1, 0.1], by: fewest-steps}\ndynamics: {gradient-descent: {step-size: 1}}",
    ] {
      let text = line.split(separator: "\n").reduce(yaml) { spec($0, with: String($1)) }
      let read = try experiment(text)
      let again = try experiment(read.resolvedYAML())
      #expect(again.resolved == read.resolved && again.resolvedYAML() == read.resolvedYAML())
      #expect(again.best == read.best && again.points.map(\.resolved) == read.points.map(\.resolved))
      for (a, b) in zip(again.points, read.points) {
        #expect(a.identity(engine: "", fileDigest: { $0 }) == b.identity(engine: "", fileDigest: { $0 }))
      }
    }
  }

  private func identity(_ text: String, set: String...) throws -> String {
    let read = try Experiment(
      yaml: text, source: "spec.yaml", folder: URL(fileURLWithPath: "/specs"), overrides: set)
    return read.points[0].identity(engine: "") { $0 }
  }

  @Test func `The grid is a part of a point's identity, however it is written, and a replaced value is none`()
    throws
  {
    let own = try identity(yaml)
    let list = "best.list=[0.01, 0.1, 1]"
    let text = yaml.replacing("log: {from: 1e-2, to: 1, count: 3}, ", with: "")
    #expect(try identity(text, set: list) == own)
    #expect(
      try identity(yaml.replacing("gradient-descent: {}", with: "gradient-descent: {step-size: 7}")) == own)
    let others = [
      try identity(text, set: "best.list=[0.01, 0.1]"), try identity(text, set: "best.list=[0.1, 0.01, 1]"),
      try identity(
        text, set: "best.over=dynamics.regularization", list, "dynamics.gradient-descent.step-size=0.1"),
      try identity(
        yaml.split(separator: "\n").filter { !$0.hasPrefix("best") }.joined(separator: "\n"),
        set: "dynamics.gradient-descent.step-size=0.01"),
    ]
    #expect(Set(others + [own]).count == 5)
  }

  @Test func `A value on the command line that would have no effect is refused`() {
    let sentence = message(yaml, set: ["dynamics.gradient-descent.step-size=0.5"])
    #expect(
      sentence.hasSuffix(
        "best tries values of this key, so the value would have no effect; set best.list to [0.5] for this value alone."
      ),
      "\(sentence)")
  }

  @Test func `What all attempts take counts, at most`() throws {
    let text = spec(spec(yaml, with: "stop: {loss-below: 1e-3, max-steps: 10}"), with: "seeds: {count: 3}")
    let estimate = try experiment(text.replacing(", stop.max-time: [5, 10]", with: "")).estimate(threads: 1)
    #expect(estimate.attempts == 3 && estimate.stepsPerRun == 10 && estimate.runs == 12)
    #expect(estimate.steps == 12 * 40, "three attempts, and the best one again")
  }
}

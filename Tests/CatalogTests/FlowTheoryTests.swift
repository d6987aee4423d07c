import Catalog
import Experiments
import Figures
import Foundation
import Plotting
import RunArchive
import SpecLanguage
import Testing
import _ArchiveSupport

@Suite("Closed forms drawn over runs")
struct FlowTheoryTests {
  /// A finished directory of one flow or more.
  private struct Flows {
    let folder: ScratchFolder
    let stored: StoredExperiment

    init(_ name: String, _ problem: String, overrides: [String] = []) throws {
      folder = try ScratchFolder()
      let experiment = try Experiment(
        yaml: "name: \(name)\n" + problem, source: "\(name).yaml", folder: folder.url, overrides: overrides)
      _ = try Runner(experiment, into: folder("results")).run()
      stored = try StoredExperiment(folder("results"))
    }

    func figure(_ quantity: String, _ change: (inout FigureRequest) -> Void = { _ in }) throws -> Figure {
      var request = FigureRequest()
      (request.of, request.overlays) = ([quantity], stored.flowTheory)
      change(&request)
      let figure = try stored.figure(request)
      try figure.check()
      return figure
    }
  }

  /// Curves and what theory says of them, in the order of both.
  private func pairs(_ figure: Figure) -> [(run: Series, theory: Series)] {
    figure.panels.flatMap { panel in
      // Beside theory no run is broken.
      let theory = panel.series.filter { $0.line != .solid }
      let runs = panel.series.filter { $0.line == .solid }
      #expect(!theory.isEmpty && theory.count == runs.count)
      return zip(runs, theory).map { (run: $0, theory: $1) }
    }
  }

  private func expectAgreement(_ flows: Flows, _ quantity: String, within bound: Double) throws {
    for (run, theory) in pairs(try flows.figure(quantity)) {
      #expect(run.x == theory.x && run.y.count > 10)
      for (a, b) in zip(run.y, theory.y) {
        #expect(abs((a ?? .nan) - (b ?? .nan)) <= bound, "\(quantity): \(a ?? .nan) and \(b ?? .nan)")
      }
    }
  }

  private static let quantities = [
    "loss", "singular-values", "layer-singular-values", "magnitude", "deficiency-margin", "residual-norm",
    "gradient-norm",
  ]

  @Test("What is drawn over a flow is the flow: aligned at depths 1 to 5, in a sweep and in both fields")
  func aligned() throws {
    let flows = try Flows(
      "aligned",
      """
      network: {width: 3}
      target: {diagonal: [2, 1, 0.5]}
      initialization: {identity: {scale: 0.5}}
      dynamics: {gradient-flow: {}}
      stop: {max-time: 3}
      observe: {snapshots: {every: 0.2}}
      sweep: {network.depth: [1, 2, 3, 5], network.field: [real, complex]}
      """)
    for quantity in Self.quantities { try expectAgreement(flows, quantity, within: 1e-7) }
    #expect(try flows.figure("loss").legend.keys?.joined().last?.label == "closed form of the one-layer flow")
    let caption = try #require(flows.figure("loss").caption)
    #expect(
      caption.contains(
        "Thin and dark over the runs, the gradient flow of the square loss from the same starts, which are balanced: "
          + "dashed the closed form of the aligned flow and long-dashed the closed form of the one-layer flow."
      ), "\(caption)")
  }

  @Test("Two layers that are not aligned, and deeper ones whose flow is solved end to end, against steps too")
  func notAligned() throws {
    for (widths, name) in [
      ("[4, 3, 2]", "closed form of the two-layer flow"), ("[4, 3, 3, 2]", "end-to-end flow"),
    ] {
      let flows = try Flows(
        "two",
        """
        network: {widths: \(widths)}
        target: {gaussian: {deviation: 0.5, seed: 3}}
        initialization: {balanced: {deviation: 0.5, rotations: haar}}
        dynamics: {gradient-flow: {}, regularization: 2}
        stop: {max-time: 3}
        observe: {snapshots: {every: 0.2}}
        seeds: {count: 2}
        """)
      for quantity in Self.quantities { try expectAgreement(flows, quantity, within: 1e-6) }
      let byStep = try flows.figure("loss") { $0.against = ["step"] }
      for (run, theory) in pairs(byStep) { #expect(run.x == theory.x) }
      #expect(byStep.legend.keys?.joined().last?.label == name)
    }
  }

  @Test("Kinds of formula differ by their dashes, points by tones of their colours, and layers by markers")
  func appearance() throws {
    let flows = try Flows(
      "kinds",
      """
      network: {width: 2}
      target: {diagonal: [2, 1]}
      initialization: {identity: {scale: 0.5}}
      dynamics: {gradient-flow: {}}
      stop: {max-time: 3}
      observe: {snapshots: {every: 0.2}}
      sweep:
        initialization: [{identity: {scale: 0.5}}, {balanced-gaussian: {deviation: 0.5}}]
        network.depth: [2, 3]
      """)
    let loss = try flows.figure("loss")
    let drawn = pairs(loss)
    #expect(drawn.map(\.theory.line) == [.dashed, .dashed, .dashDotted, .dotted])
    #expect(drawn.map(\.run.color) == (0..<4).map { Color.category($0).pale })
    #expect(drawn.map(\.theory.color) == (0..<4).map { Color.category($0).dark })
    #expect(drawn.allSatisfy { $0.theory.stroke == .over && $0.run.stroke == .under })
    let keys = loss.legend.keys?.last ?? []
    #expect(keys.map(\.line) == [.dashed, .dashDotted, .dotted])
    #expect(
      keys.map(\.label) == [
        "closed form of the aligned flow", "closed form of the two-layer flow", "end-to-end flow",
      ])
    // The legend shows the runs as they are drawn.
    #expect(loss.legend.keys?[0].map(\.color) == drawn.map(\.run.color))
    let layers = try flows.figure("layer-singular-values") { $0.points = [3] }
    let runs = pairs(layers).map(\.run)
    #expect(runs.map(\.marker) == [.circle, .circle, .square, .square, .triangle, .triangle])
    #expect(Set(runs.compactMap(\.markerPhase)).count == 3)
    #expect(Set(pairs(layers).map(\.theory.line)) == [.dotted])
  }

  @Test("Points with one start and one target have one flow, drawn once along time and for each along steps")
  func sameFlow() throws {
    let flows = try Flows(
      "same",
      """
      network: {depth: 3, width: 2}
      target: {diagonal: [2, 1]}
      initialization: {balanced-gaussian: {deviation: 0.5}}
      dynamics: {gradient-flow: {}}
      stop: {max-time: 3}
      observe: {snapshots: {log: 20}}
      sweep:
        dynamics: [{gradient-descent: {step-size: 0.05}}, {gradient-descent: {step-size: 0.1}}, {end-to-end-flow: {}}]
      """)
    let panel = try flows.figure("loss").panels[0]
    let theory = panel.series.filter { $0.line != .solid }
    #expect(panel.series.count == 4 && theory.count == 1 && theory[0].color == .ink)
    #expect(theory[0].x == panel.series[2].x, "the flow's own snapshots are the densest")
    for (a, b) in zip(panel.series[2].y, theory[0].y) { #expect(abs((a ?? .nan) - (b ?? .nan)) <= 1e-7) }
    let byStep = try flows.figure("loss") { ($0.against, $0.points) = (["step"], [0, 1]) }
    #expect(pairs(byStep).map(\.theory.color) == [Color.category(0).dark, Color.category(1).dark])
    let labels = try flows.figure("loss").legend.keys?[0].map(\.label)
    #expect(
      labels == ["gradient descent, step size 0.05", "gradient descent, step size 0.1", "end-to-end flow"])
  }

  @Test("Gradient descent approaches what is drawn over it as its step size falls, with slope 1")
  func slope() throws {
    let distances = try [0.02, 0.01, 0.005].map { η in
      let flows = try Flows(
        "slope",
        """
        network: {depth: 4, width: 2}
        target: {diagonal: [2, 1]}
        initialization: {identity: {scale: 0.6}}
        dynamics: {gradient-descent: {step-size: \(η)}}
        stop: {max-time: 2}
        observe: {snapshots: {every: 10}}
        """)
      return try pairs(flows.figure("singular-values")).flatMap { run, theory in
        zip(run.y, theory.y).map { abs(($0 ?? .nan) - ($1 ?? .nan)) }
      }.max() ?? .nan
    }
    for (coarse, fine) in zip(distances, distances.dropFirst()) {
      #expect(abs(coarse / fine - 2) < 0.2, "\(distances)")
    }
  }

  @Test("Of many seeds the medians are compared")
  func medians() throws {
    let flows = try Flows(
      "many",
      """
      network: {depth: 2, width: 2}
      target: {diagonal: [2, 1]}
      initialization: {balanced-gaussian: {deviation: 0.5}}
      dynamics: {gradient-flow: {}}
      stop: {max-time: 3}
      observe: {snapshots: {every: 0.2}}
      seeds: {count: 24}
      """)
    let panel = try flows.figure("loss").panels[0]
    #expect(panel.series.count == 2 && panel.bands.count == 1)
    for (a, b) in zip(panel.series[0].y, panel.series[1].y) {
      #expect(abs((a ?? .nan) - (b ?? .nan)) <= 1e-7)
    }
  }

  @Test("Where nothing is known a sentence says why")
  func refusals() throws {
    let flows = try Flows(
      "unbalanced",
      """
      network: {depth: 2, width: 2}
      target: {identity: {}}
      initialization: {gaussian: {deviation: 0.5}}
      dynamics: {gradient-descent: {step-size: 0.1}}
      stop: {max-steps: 20}
      """)
    func refusal(of quantities: String..., against: [String] = []) -> String {
      var request = FigureRequest()
      (request.of, request.against, request.overlays) = (quantities, against, flows.stored.flowTheory)
      do {
        _ = try flows.stored.figure(request)
        return ""
      } catch {
        return "\(error)"
      }
    }
    #expect(refusal(of: "loss").contains("which starts with imbalance"))
    #expect(refusal().contains("not with the overview"))
    #expect(refusal(of: "steps", against: ["seed"]).contains("against time or step"))
    #expect(refusal(of: "loss", against: ["imbalance"]).contains("against time or step"))
    let folder = try ScratchFolder()
    let mask = folder("mask.npy")
    try NumpyFile.write(StoredArray(shape: [2, 2], isComplex: false, values: [1, 0, 1, 1]), to: mask)
    let masked = try Flows(
      "masked",
      """
      network: {depth: 2, width: 2}
      target: {identity: {}, mask: "\(mask.path)"}
      initialization: {identity: {scale: 0.5}}
      dynamics: {gradient-flow: {}}
      stop: {max-time: 1}
      """)
    #expect(throws: InputError.self) { try masked.figure("loss") }
  }
}

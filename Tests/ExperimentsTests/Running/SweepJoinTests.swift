import Experiments
import Foundation
import RunArchive
import Testing
import _ArchiveSupport
import _ExperimentSupport

/// A sweep over depth, width and field makes files that join, each run in its own corner of the common shape.
@Suite struct SweepJoinTests {
  let folder: ScratchFolder
  let archive: ResultsArchive
  let reader: TrajectoryReader

  init() throws {
    folder = try ScratchFolder()
    let yaml = """
      name: sweep
      network: {depth: 2, width: 2}
      target: {identity: {}}
      initialization: {gaussian: {deviation: 0.5}}
      dynamics: {gradient-descent: {step-size: 0.05}}
      stop: {max-steps: 20}
      observe: {snapshots: {every: 5}}
      seeds: {count: 6}
      sweep: {network.depth: [1, 2, 3, 4], network.width: [2, 4], network.field: [real, complex]}
      """
    _ = try runner(yaml, in: folder).run()
    archive = try ResultsArchive(folder("out"))
    reader = try archive.trajectories()
  }

  private func shape(of point: Int) -> (depth: Int, width: Int, isComplex: Bool) {
    (1 + point / 4, 2 + 2 * (point / 2 % 2), point % 2 == 1)
  }

  @Test func `Every variable has one shape in all files`() throws {
    #expect(reader.files.count == 2)
    let shapes = [
      "loss": [96, 5], "singular_values": [96, 5, 4], "layer_singular_values": [96, 5, 4, 4],
      "hermitian_singular_values": [96, 5, 4], "mutual_alignment": [96, 5, 4, 2], "skew_error": [96, 5],
    ]
    for (name, shape) in shapes { #expect(try reader.values(of: name).shape == shape, "\(name)") }
  }

  @Test func `Layers and values that a network does not have are NaN, the others are not`() throws {
    let layers = try reader.values(of: "layer_singular_values")
    for (i, point) in layers.points.enumerated() {
      let (depth, width, _) = shape(of: point)
      for (place, value) in layers[i].enumerated() {
        let (j, k) = (place / 4 % 4, place % 4)
        #expect(
          value.isNaN == (j >= depth || k >= width), "run \(layers.runs[i]), layer \(j + 1), k \(k + 1)")
      }
    }
  }

  @Test func `What odd depths do not have is NaN there, and even depths have it`() throws {
    let main = try reader.values(of: "hermitian_singular_values")
    for (i, point) in main.points.enumerated() {
      let (depth, width, _) = shape(of: point)
      for (place, value) in main[i].enumerated() {
        #expect(value.isNaN == (depth % 2 == 1 || place % 4 >= width))
      }
    }
  }

  @Test func `Real runs beside complex ones have the imaginary part 0`() throws {
    let alignment = try reader.values(of: "mutual_alignment")
    var largest = 0.0
    for (i, point) in alignment.points.enumerated() {
      let (_, width, isComplex) = shape(of: point)
      for (place, value) in alignment[i].enumerated() where place % 2 == 1 {
        #expect(value.isNaN == (place / 2 % 4 >= width))
        if isComplex, !value.isNaN { largest = max(largest, abs(value)) }
        if !isComplex, !value.isNaN { #expect(value == 0) }
      }
    }
    #expect(largest > 0.1, "complex runs have one")
  }

  @Test func `A single layer has no imbalance and no penalty`() throws {
    let rows = try archive.runs().filter { shape(of: $0.point).depth == 1 }
    #expect(rows.count == 24)
    #expect(rows.allSatisfy { $0.imbalance == 0 && $0.penalty == 0 })
  }

  @Test func `A sweep over real networks alone stores no imaginary parts`() throws {
    _ = try runner(smallestSpec, in: folder, into: "real").run()
    let real = try ResultsArchive(folder("real")).trajectories()
    #expect(try real.values(of: "mutual_alignment").dimensions == ["run", "snapshot", "k"])
  }

  @Test func `A quantity that no point has is left out, and only the listed ones are stored`() throws {
    _ = try runner(
      spec(with: "network: {depth: 3, width: 2}"), in: folder, into: "odd",
      set: ["observe.quantities=[loss, hermitian-singular-values]"]
    ).run()
    #expect(
      try ResultsArchive(folder("odd")).trajectories().variables().map(\.name) == ["loss", "step", "time"])
  }

  @Test func `Every schedule has room for every end`() throws {
    for snapshots in [
      "{log: 2}", "{log: 300}", "{every: 7}", "{every: 1}", "{every: 1000}", "{at: [0]}", "{at: [3, 900]}",
    ] {
      for stop in ["{max-steps: 0}", "{max-steps: 1}", "{max-steps: 21}", "{loss-below: 1.2, max-steps: 21}"]
      {
        let name = "\(snapshots)\(stop)".replacing(" ", with: "")
        let yaml = spec(with: "observe: {snapshots: \(snapshots)}")
        _ = try runner(
          yaml, in: folder, into: name,
          set: ["stop=\(stop)", "seeds.count=2", "dynamics.gradient-descent.step-size=0.3"]
        ).run()
        let archive = try ResultsArchive(folder(name))
        let steps = try archive.trajectories().values(of: "step")
        for (i, row) in try archive.runs().enumerated() {
          let stored = steps[i].filter { !$0.isNaN }
          #expect(stored.first == 0 && stored.last == Double(row.steps), "\(name): \(stored), \(row.steps)")
        }
      }
    }
  }
}

import DeepLinear
import Experiments
import Foundation
import RunArchive
import Testing
import _ArchiveSupport

/// Escape, stages and rate in the table `runs`, of networks of many shapes.
@Suite struct StageColumnsTests {
  private let folder: ScratchFolder

  init() throws { folder = try ScratchFolder() }

  private func rows(_ yaml: String, into name: String = "out", set overrides: [String] = []) throws
    -> [RunRow]
  {
    let summary = try runner(yaml, in: folder, into: name, set: overrides).run()
    #expect(summary.obstruction == nil, "a missing rate is no obstruction")
    return try ResultsArchive(folder(name)).runs()
  }

  @Test
  func `A run stuck at half the square of a negative eigenvalue has neither escaped nor left the saddle`()
    throws
  {
    let rows = try rows(
      """
      name: negative
      network: {depth: 4, width: 2}
      target: {diagonal: [-1, 2]}
      initialization: {identity: {scale: 1}}
      dynamics: {gradient-descent: {step-size: 0.01}}
      stop: {loss-below: 1e-6, max-steps: 6000}
      sweep: {network.depth: [2, 3, 4, 5, 6, 7, 8]}
      """)
    #expect(rows.count == 7)
    for row in rows {
      #expect(row.outcome == "exhausted" && abs(row.loss - 0.5) < 1e-3)
      #expect(row["saddle_time"] == nil && row["escape_time"] == nil && row["local_rate"] == nil)
      #expect(row["alignment_time"] == 0 && row.message == nil)
    }
  }

  private static let gaussian = """
    name: gaussian
    network: {depth: 4, width: 3, field: complex}
    target: {identity: {scale: 1}}
    initialization: {gaussian: {deviation: 0.5}}
    dynamics: {gradient-descent: {step-size: 0.02}}
    stop: {loss-below: 1e-8, max-steps: 20000}
    observe: {snapshots: {log: 400}}
    seeds: {count: 8}
    sweep: {network.depth: [2, 3, 4, 5, 6, 7]}
    """

  @Test func `Without a penalty unbalanced runs have an escape and a rate, and no stages of balanced ones`()
    throws
  {
    for (name, dynamics) in [
      ("descent", []),
      (
        "flow",
        [
          "dynamics={gradient-flow: {}}", "stop={loss-below: 1e-8, max-time: 400}",
        ]
      ),
    ] as [(String, [String])] {
      let rows = try rows(Self.gaussian, into: name, set: dynamics)
      #expect(rows.allSatisfy { $0["alignment_time"] == nil && $0["saddle_time"] == nil })
      let converged = rows.filter { $0.outcome == "converged" }
      #expect(converged.count > 30, "\(name): \(converged.count) of \(rows.count)")
      for row in converged {
        #expect(
          row["escape_time"] ?? -1 >= 0 && row["escape_time"] ?? .nan <= row.time, "\(name), run \(row.run)")
        #expect((row["local_rate"] ?? 0 > 0) == (row.message == nil), "\(name), run \(row.run)")
      }
      #expect(converged.count { $0["local_rate"] != nil } > converged.count * 3 / 4)
    }
  }

  @Test func `The saddle time is never before T_1, and of odd depths there is none`() throws {
    let rows = try rows(Self.gaussian, set: ["dynamics.regularization=2.0"])
    for row in rows {
      guard let saddle = row["saddle_time"] else { continue }
      #expect(saddle >= row["alignment_time"] ?? .infinity && [0, 2, 4].contains(row.point))
    }
    #expect(rows.count { $0["saddle_time"] != nil } > 12)
    #expect(rows.allSatisfy { $0["alignment_time"] != nil })
  }

  @Test func `Stages do not depend on the snapshots, nor on threads and blocks`() throws {
    let dense = try rows(Self.gaussian, into: "dense", set: ["dynamics.regularization=2.0"])
    let sparse = try rows(
      Self.gaussian, into: "sparse",
      set: ["dynamics.regularization=2.0", "observe.snapshots={log: 60}", "observe.quantities=[loss]"])
    for (a, b) in zip(dense, sparse) {
      for field in ["escape_time", "alignment_time"] {
        #expect(isSame(a[field], b[field]), "\(field), run \(a.run)")
      }
    }
    let same = zip(dense, sparse).count { isSame($0["saddle_time"], $1["saddle_time"]) }
    // σ_min(H) of some falls below its bound and returns between two of the few snapshots.
    #expect(same >= dense.count - 3, "\(same) of \(dense.count)")
    let single = try runner(
      Self.gaussian, in: folder, into: "single", threads: 1, set: ["dynamics.regularization=2.0"]
    ).run()
    #expect(single.runs == dense.count)
    for (a, b) in zip(dense, try ResultsArchive(folder("single")).runs()) { #expect(a.values == b.values) }
  }

  @Test func `A run that converged without a rate says why, and no other plain run has a message`() throws {
    let few = ["observe.snapshots={log: 4}", "network.depth=4"]
    let rows = try rows(Self.gaussian, set: few + ["sweep={dynamics.gradient-descent.step-size: [0.02]}"])
    for row in rows where row.outcome == "converged" {
      let message = try #require(row.message)
      #expect(row["local_rate"] == nil && message.contains("at least 5 snapshots"), "\(message)")
    }
    #expect(rows.contains { $0.outcome == "converged" })
    let early = try self.rows(
      Self.gaussian, into: "early", set: ["stop.loss-below=0.6", "seeds.count=2"])
    for row in early where row.outcome == "converged" && row.loss >= 0.5 {
      #expect(
        row.message?.contains("the run ended at the loss \(row.loss)") == true && row["local_rate"] == nil)
    }
    #expect(early.contains { $0.outcome == "converged" && $0.loss >= 0.5 })
    let out = try self.rows(Self.gaussian, into: "out of steps", set: ["stop.max-steps=50", "seeds.count=2"])
    #expect(out.allSatisfy { $0.outcome == "exhausted" && $0.message == nil })
  }
}

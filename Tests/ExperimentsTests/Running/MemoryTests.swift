import Experiments
import Foundation
import Testing
import _ExperimentSupport

@Suite("What cannot fit in memory is refused before it is tried")
struct MemoryTests {
  /// The message that a spec meets when it is to be run.
  private func refusal(_ lines: String..., set overrides: [String] = []) throws -> String {
    let read = try Experiment(
      yaml: lines.reduce(smallestSpec) { spec($0, with: $1) }, source: "spec.yaml",
      folder: URL(fileURLWithPath: "/specs"), overrides: overrides)
    do {
      _ = try read.estimate(threads: 1)
      return ""
    } catch {
      return "\(error)"
    }
  }

  @Test("Widths, snapshots and kept weights that are too many are named with the memory they would need")
  func sizes() throws {
    let wide = try refusal("network: {depth: 2, width: 1000000}")
    #expect(wide.hasPrefix("spec.yaml:2:28: the weights of such widths need at least 1"), "\(wide)")
    #expect(
      wide.contains(" TB of memory, and this machine has ") && wide.hasSuffix("; make network smaller."))
    let named = try refusal("network: {depth: 2, width: 3}", set: ["network.width=1000000"])
    #expect(named.hasPrefix("--set network.width: the weights of such widths need at least 1"), "\(named)")
    let often = try refusal("stop: {max-steps: 1000000000000}", "observe: {snapshots: {every: 1}}")
    #expect(often.hasPrefix("spec.yaml:7:22: 1000000000001 snapshots of 1 run need at least "), "\(often)")
    let dense = try refusal(
      "dynamics: {gradient-flow: {}}", "stop: {max-time: 1000}", "observe: {snapshots: {every: 1e-9}}")
    #expect(dense.hasPrefix("spec.yaml:7:22: 1000000000001 snapshots of 1 run need at least "), "\(dense)")
    let kept = try refusal(
      "network: {depth: 2, width: 300}", "stop: {max-steps: 10000000}",
      "observe: {snapshots: {log: 1000000}, weights: snapshots, quantities: [loss]}")
    #expect(kept.contains("1000001 snapshots of 1 run need at least 1.44 TB"), "\(kept)")
  }
}

import Experiments
import Foundation
import Testing
import _ExperimentSupport

@Suite("Runs are grouped in blocks by the spec alone")
struct BlockSizeTests {
  private func blocks(_ lines: String...) throws -> (count: Int, size: Int) {
    let read = try Experiment(
      yaml: lines.reduce(smallestSpec) { spec($0, with: $1) }, source: "spec.yaml",
      folder: URL(fileURLWithPath: "/specs"))
    let plan = try read.plan(memory: 1e12).blocks
    return (plan.count, plan.size)
  }

  @Test("Of short runs 64, up to 256 where there would be more than 400 blocks")
  func short() throws {
    let short = "stop: {max-steps: 100}"
    #expect(try blocks(short, "seeds: {count: 4096}") == (64, 64))
    #expect(try blocks(short, "seeds: {count: 25601}") == (394, 65))
    #expect(try blocks(short, "seeds: {count: 100000}") == (400, 250))
    #expect(try blocks(short, "seeds: {count: 1000000}") == (3907, 256))
  }

  @Test(
    "Of long runs as many as half a minute allows, of large ones as memory allows, however many there are")
  func longAndLarge() throws {
    #expect(try blocks("stop: {max-steps: 1000000000}", "seeds: {count: 100}") == (100, 1))
    let large = "observe: {snapshots: {every: 1}}"
    #expect(try blocks("stop: {max-steps: 1000000}", large, "seeds: {count: 100000}").size < 10)
  }
}

import Figures
import Plotting
import RunArchive
import Testing

@Suite struct StageShadingTests {
  private func shading(_ values: FieldNumbers) -> [Stage] {
    stages(
      of: RunRow(
        run: 0, point: 0, seed: 0, outcome: "converged", steps: 9, time: 9, loss: 0, penalty: 0, imbalance: 0,
        values: values), end: 9)
  }

  @Test func `Stages are shaded as far as the run went through them`() {
    #expect(
      shading(["alignment_time": 2, "saddle_time": 5, "escape_time": 4]) == [
        Stage("alignment", from: 0, to: 2), Stage("saddle avoidance", from: 2, to: 5),
        Stage("local convergence", from: 5, to: 9),
      ])
    #expect(
      shading(["alignment_time": 0]) == [Stage("saddle avoidance", from: 0, to: 9)], "stuck since the start")
    #expect(
      shading(["alignment_time": 3, "escape_time": 4]) == [Stage("alignment", from: 0, to: 3)],
      "of odd depth: no saddle time, and not at a saddle")
    #expect(shading(["escape_time": 4]) == [Stage("alignment", from: 0, to: 9)], "never aligned")
  }
}

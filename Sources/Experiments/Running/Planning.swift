import DeepLinear
import RunArchive
import SpecLanguage

extension Experiment {
  /// What a run decides from the spec alone, before it reads a file or draws a matrix: the form of its trajectory files, and
  /// how its runs are grouped in blocks.
  ///
  /// - Parameter memory: bytes that the machine has.
  /// - Throws: `InputError` where that is too little.
  /// - Complexity: O(points), whatever the number of seeds, steps and snapshots.
  package func plan(memory: Double) throws(InputError) -> (layout: TrajectoryLayout, blocks: BlockPlan) {
    try checkMemory(available: memory)
    let layout = layout()
    return (layout, BlockPlan(batches: [firstRunCount], size: blockSize(layout), mostRuns: mostRuns))
  }
}

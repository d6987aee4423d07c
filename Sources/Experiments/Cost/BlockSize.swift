import DeepLinear
import RunArchive

extension Experiment {
  /// How many runs are committed together: 64, or fewer where they are long or large, so that an interruption costs about half
  /// a minute a thread and a block fits into memory.
  ///
  /// The spec alone decides it, as a directory's blocks never change. Of many runs there are at most about a thousand
  /// blocks, since each is a file.
  func blockSize(_ layout: TrajectoryLayout) -> Int {
    let most =
      points.map { point in
        let shape = point.shape
        let seconds = point.nominalSteps * shape.secondsPerStep
        let bytes =
          8 * Double(point.snapshotCount) * Double(layout.valuesPerSnapshot + shape.keptWeights(point))
        return min(30 / max(seconds, 1e-9), 64e6 / max(bytes, 1))
      }.min() ?? 64
    let fewest = (runCount + 999) / 1000
    return min(64, max(Int(min(64, most)), fewest, 1))
  }
}

extension TrajectoryLayout {
  /// The numbers of all variables at one snapshot.
  fileprivate var valuesPerSnapshot: Int { variables.reduce(0) { $0 + shape(of: $1).reduce(1, *) } }
}

extension NetworkShape {
  /// About what a step of one of many seeds takes on one core: its products at ten operations a nanosecond, and 50 ns.
  fileprivate var secondsPerStep: Double {
    5e-8 + gradientOperations(columns: rank) / 1e10
  }

  /// The numbers of all weights, where every snapshot keeps them.
  fileprivate func keptWeights(_ point: Point) -> Int {
    guard point.specification.observe.weights == .snapshots else { return 0 }
    return Int(numberCount)
  }
}

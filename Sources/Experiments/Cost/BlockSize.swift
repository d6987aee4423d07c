import DeepLinear
import RunArchive

extension Experiment {
  /// How many runs are committed together: 64, or fewer where they are long or large, so that an interruption costs about half
  /// a minute a thread and a block fits into memory; up to 256 where there would be above 400 blocks otherwise, each of which is a file or
  /// two to be opened for a figure.
  ///
  /// The spec alone decides it, as a directory's blocks never change.
  func blockSize(_ layout: TrajectoryLayout) -> Int {
    let (bySeconds, byBytes) = points.reduce((Double.infinity, Double.infinity)) { least, point in
      let shape = point.shape
      let seconds = point.nominalSteps * shape.secondsPerStep
      let bytes =
        8 * Double(point.snapshotCount) * Double(layout.valuesPerSnapshot + shape.keptWeights(point))
      return (min(least.0, 30 / max(seconds, 1e-9)), min(least.1, 64e6 / max(bytes, 1)))
    }
    let forFewFiles = min(256, (runCount + 399) / 400)
    return max(1, min(max(Int(min(64, bySeconds)), forFewFiles), Int(min(256, byBytes))))
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

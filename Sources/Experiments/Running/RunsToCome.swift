import Foundation
import RunArchive

/// How many runs a directory has, and how many there are in the end.
public struct RunsToCome: Sendable, Equatable {
  /// Those that are stored.
  public let stored: Int
  /// Those that there are in the end, at most.
  public let total: Int
  /// Whether results that are still to come decide how many there are.
  public let isAtMost: Bool

  /// Those of `experiment` in `directory`, which need not exist.
  public init(of experiment: Experiment, in directory: URL) {
    let archive = try? ResultsArchive(directory)
    stored = (try? archive?.runCount()) ?? 0
    guard experiment.mostRuns != nil else {
      (total, isAtMost) = (experiment.runCount, false)
      return
    }
    let open = archive.flatMap { try? Self.open(experiment, in: $0) }
    (total, isAtMost) = open ?? (experiment.runCount, true)
  }

  /// How many remain to be computed, at most.
  public var left: Int { max(0, total - stored) }

  /// The runs at most, where results decide how many there are: those of the batches that the stored results ask for, and as many further seeds as
  /// the spec allows at the points of one that is not complete.
  private static func open(
    _ experiment: Experiment, in archive: ResultsArchive
  ) throws -> (total: Int, isAtMost: Bool) {
    var fractions = SuccessFractions(points: experiment.points.count, seeds: experiment.seeds)
    var numbering = RunNumbering()
    while fractions.extend(&numbering), let batch = numbering.batches.last {
      var there = 0
      try archive.forEachOutcome(ofRuns: batch.runs) { _, _ in there += 1 }
      guard there == batch.runs.count else {
        let further = batch.points.count * (experiment.seeds.count - batch.seeds.upperBound)
        return (numbering.runCount + further, further > 0)
      }
      try fractions.count(batch, in: archive)
    }
    return (numbering.runCount, false)
  }
}

extension DiskNeed {
  /// What is left to store of `experiment` in `directory`, which need not exist.
  public init(of experiment: Experiment, in directory: URL) {
    self.init(of: experiment, runs: RunsToCome(of: experiment, in: directory).left, in: directory)
  }
}

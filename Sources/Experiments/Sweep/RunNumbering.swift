/// Which point and which seed each run has.
///
/// The runs of a batch are numbered point by point, the points as swept, seeds rising within a point; those of a batch come after all of the
/// batch before. A spec with a number of seeds is one batch; one whose seeds go on until success fractions are known has a batch of all points, then
/// of those that are still open.
package struct RunNumbering: Sendable, Equatable {
  /// Runs that are numbered together.
  package struct Batch: Sendable, Equatable {
    /// Rising.
    package let points: [Int]
    /// Which of the seeds each of these points has, the first of the spec being 0.
    package let seeds: Range<Int>
    /// The number of its first run.
    let first: Int

    /// The numbers of its runs.
    package var runs: Range<Int> { first..<first + points.count * seeds.count }
  }

  /// Consecutive runs of one point.
  struct Stretch: Equatable {
    let point: Int
    /// Which seed the first of them has, the first of the spec being 0.
    let seed: Int
    let runs: Range<Int>
  }

  /// Seeds of a point that are numbered together where results decide how many it has.
  static let batchSize = 256

  package private(set) var batches: [Batch] = []

  package init() {}

  /// All runs of a spec with a number of seeds.
  package init(points: Int, seeds: Int) { append(points: Array(0..<points), seeds: 0..<seeds) }

  /// Numbers further runs, after all others.
  package mutating func append(points: [Int], seeds: Range<Int>) {
    batches.append(Batch(points: points, seeds: seeds, first: runCount))
  }

  /// Runs are numbered 0 ..< runCount.
  package var runCount: Int { batches.last?.runs.upperBound ?? 0 }

  /// The run with all that follow it of the same point in the same batch.
  ///
  /// - Precondition: `run` is in 0 ..< runCount.
  func stretch(from run: Int) -> Stretch {
    var (low, high) = (0, batches.count)
    while high - low > 1 {
      let middle = (low + high) / 2
      if batches[middle].first <= run { low = middle } else { high = middle }
    }
    let batch = batches[low]
    let (place, seed) = (run - batch.first).quotientAndRemainder(dividingBy: batch.seeds.count)
    let end = batch.first + (place + 1) * batch.seeds.count
    return Stretch(point: batch.points[place], seed: batch.seeds.lowerBound + seed, runs: run..<end)
  }

  /// The stretches of which some runs consist: point by point, as there may be a thousand million runs.
  func stretches(in runs: Range<Int>) -> [Stretch] {
    var (result, next): ([Stretch], Int) = ([], runs.lowerBound)
    while next < runs.upperBound {
      let stretch = stretch(from: next)
      let end = min(stretch.runs.upperBound, runs.upperBound)
      result.append(Stretch(point: stretch.point, seed: stretch.seed, runs: next..<end))
      next = end
    }
    return result
  }
}

extension Experiment {
  /// The number of runs of the first batch: all, where the spec says how many seeds there are.
  var firstRunCount: Int {
    points.count * (seeds.halfWidth == nil ? seeds.count : min(seeds.count, RunNumbering.batchSize))
  }

  /// The most runs that there may be, where results decide how many there are.
  var mostRuns: Int? { seeds.halfWidth == nil ? nil : runCount }
}

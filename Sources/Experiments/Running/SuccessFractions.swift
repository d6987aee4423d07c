import RunArchive
import Statistics

/// How many runs of each point converged so far, and which points get more seeds.
struct SuccessFractions {
  private let seeds: SeedsSpecification
  private var converged: [Int]
  private var runs: [Int]

  init(points: Int, seeds: SeedsSpecification) {
    self.seeds = seeds
    converged = Array(repeating: 0, count: points)
    runs = converged
  }

  /// Counts the stored runs of a batch, all of which must be there.
  ///
  /// - Throws: `StoreError` where they cannot be read.
  mutating func count(_ batch: RunNumbering.Batch, in archive: ResultsArchive) throws {
    var (converged, runs) = (converged, runs)
    try archive.forEachOutcome(ofRuns: batch.runs) { point, outcome in
      runs[point] += 1
      if outcome == "converged" { converged[point] += 1 }
    }
    (self.converged, self.runs) = (converged, runs)
  }

  /// Numbers the next batch: its seeds at all points whose fraction is not known well enough; false where no point gets more.
  mutating func extend(_ numbering: inout RunNumbering) -> Bool {
    guard let halfWidth = seeds.halfWidth else {
      guard numbering.batches.isEmpty else { return false }
      numbering = RunNumbering(points: runs.count, seeds: seeds.count)
      return true
    }
    let first = numbering.batches.last?.seeds.upperBound ?? 0
    let open = runs.indices.filter { first == 0 || runs[$0] == first && self.halfWidth(at: $0) > halfWidth }
    guard first < seeds.count, !open.isEmpty else { return false }
    numbering.append(points: open, seeds: first..<min(first + RunNumbering.batchSize, seeds.count))
    return true
  }

  /// The points that have all their seeds and a fraction that is not known well enough; nil where there is none.
  var unsettled: Runner.Unsettled? {
    guard let halfWidth = seeds.halfWidth else { return nil }
    let widths = runs.indices.map { self.halfWidth(at: $0) }
    let open = widths.indices.filter { widths[$0] > halfWidth && runs[$0] == seeds.count }
    guard let widest = open.max(by: { widths[$0] < widths[$1] }) else { return nil }
    return Runner.Unsettled(points: open.count, widest: widest, halfWidth: widths[widest])
  }

  private func halfWidth(at point: Int) -> Double {
    ExactInterval(converged[point], of: runs[point]).halfWidth
  }
}

extension Runner {
  /// Points whose success fraction is not known as well as the spec wants, after the most seeds that it allows.
  public struct Unsettled: Sendable, Equatable, Codable {
    /// How many there are.
    public let points: Int
    /// The point of which least is known.
    public let widest: Int
    /// Half the width of the exact 95 % interval of its fraction.
    public let halfWidth: Double

    private enum CodingKeys: String, CodingKey {
      case points, widest
      case halfWidth = "half_width"
    }
  }
}

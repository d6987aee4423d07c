import RunArchive

/// What the stored runs of a directory come to, found row by row, so that no list of rows is held.
struct StoredRunsSummary {
  /// How many there are.
  private(set) var count = 0
  /// How many ended each way.
  private(set) var outcomes: [String: Int] = [:]
  /// Flows whose solver failed; nil where there is none.
  private(set) var obstruction: Runner.Obstruction?
  /// The steps at which runs of optimizers diverged.
  private(set) var divergedSteps: [Int] = []
  /// How many runs converged with each value of `best`.
  private(set) var bestValues: [Double: Int] = [:]
  /// The flows that were repeated ten times tighter.
  private(set) var verified = VerifiedFlows()

  /// - Throws: `StoreError` where the rows cannot be read.
  init(of archive: ResultsArchive) throws {
    try archive.forEachRun { row in
      count += 1
      outcomes[row.outcome, default: 0] += 1
      if row.isFlow, row.outcome != "converged", let message = row.message {
        obstruction = obstruction ?? Runner.Obstruction(runs: 0, first: row.run, message: message)
        obstruction?.runs += 1
      } else if !row.isFlow, row.outcome == "diverged" {
        divergedSteps.append(row.steps)
      }
      if let value = row["best_value"], row.outcome == "converged" { bestValues[value, default: 0] += 1 }
      if let distance = row["verified_distance"] { verified.add(distance, outcome: row.outcome) }
    }
  }
}

/// The distances of flows to those that were followed ten times more tightly.
struct VerifiedFlows {
  private(set) var count = 0
  /// The largest of those that could be compared; nil where none could.
  private(set) var largest: Double?
  private(set) var diverged = 0
  /// Those of which the tighter one ended in another way.
  private(set) var endedOtherwise = 0

  mutating func add(_ distance: Double, outcome: String) {
    count += 1
    if distance.isFinite {
      largest = max(largest ?? distance, distance)
    } else if outcome == "diverged" {
      diverged += 1
    } else {
      endedOtherwise += 1
    }
  }
}

/// How run numbers are grouped in blocks: what is committed together and named together.
///
/// The runs of the spec form the first batch, each extension one more; a spec whose number of seeds follows from the results of
/// those before is extended by itself. A batch is cut into blocks of `size`
/// consecutive runs, the last one shorter, so that blocks once written never change.
public struct BlockPlan: Sendable, Equatable {
  /// The number of runs in a block, unless its batch ends.
  public let size: Int
  /// The number of runs of the spec, then of each extension.
  public private(set) var batches: [Int]
  /// The most runs that the spec itself may come to, where it says so in place of a number; nil: those of the first batch.
  public let mostRuns: Int?

  /// - Precondition: Every batch and the size are positive.
  public init(batches: [Int], size: Int = 64, mostRuns: Int? = nil) {
    precondition(size > 0 && batches.allSatisfy { $0 > 0 }, "an empty block")
    (self.batches, self.size, self.mostRuns) = (batches, size, mostRuns)
  }

  /// Whether the weights of a block are in one file, and not in one a run and layer: where the spec has more than 1,000 runs.
  public var joinsWeights: Bool { (mostRuns ?? batches[0]) > 1000 }

  /// The plan of the first so many batches, whose blocks and runs have the same numbers.
  package func prefix(_ count: Int) -> BlockPlan {
    BlockPlan(batches: Array(batches.prefix(count)), size: size, mostRuns: mostRuns)
  }

  /// Runs are numbered 0 ..< runCount.
  public var runCount: Int { batches.reduce(0, +) }

  /// Blocks are numbered 0 ..< count.
  public var count: Int { batches.reduce(0) { $0 + blocks(in: $1) } }

  /// The numbers of the runs in a block.
  ///
  /// - Precondition: `block` is in 0 ..< count.
  public func runs(inBlock block: Int) -> Range<Int> {
    var (block, first) = (block, 0)
    for batch in batches {
      if block < blocks(in: batch) {
        return first + block * size..<first + min((block + 1) * size, batch)
      }
      block -= blocks(in: batch)
      first += batch
    }
    preconditionFailure("no block has that number")
  }

  /// The number of the block that a run is in.
  ///
  /// - Precondition: `run` is in 0 ..< runCount.
  public func block(ofRun run: Int) -> Int {
    var (run, first) = (run, 0)
    for batch in batches {
      if run < batch { return first + run / size }
      run -= batch
      first += blocks(in: batch)
    }
    preconditionFailure("no run has that number")
  }

  /// Adds a batch of runs after all others.
  mutating func extend(by runs: Int) {
    precondition(runs > 0, "an empty batch")
    batches.append(runs)
  }

  private func blocks(in batch: Int) -> Int { (batch + size - 1) / size }
}

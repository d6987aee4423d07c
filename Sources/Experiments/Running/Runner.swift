import Foundation
import LinearAlgebra
import RunArchive
import SpecLanguage

/// Runs an experiment into a directory, on many threads, block by block.
///
/// What is finished is never repeated: the same call continues a directory that was interrupted.
public struct Runner: Sendable {
  /// What is run.
  public let experiment: Experiment
  /// Where its results go; made where it is missing.
  public let directory: URL
  /// How many runs are computed at once.
  public let threads: Int
  /// The command line, for the provenance.
  public let command: [String]
  /// Whether flows that are computed now are repeated ten times tighter, and the distance stored.
  public let verifies: Bool
  /// Whether stored runs that are damaged are computed again.
  public let repairs: Bool
  /// Called at each stage of each commit.
  package var commitReached: @Sendable (CommitStage) -> Void = { _ in }

  /// - Parameters:
  ///   - threads: All cores where nil.
  ///   - command: Only written down.
  ///   - verifies: Whether flows are repeated ten times tighter.
  ///   - repairs: Whether every stored file is read, and damaged blocks are computed again.
  public init(
    _ experiment: Experiment, into directory: URL, threads: Int? = nil, command: [String] = [],
    verifies: Bool = false, repairs: Bool = false
  ) {
    (self.experiment, self.directory, self.command) = (experiment, directory, command)
    (self.verifies, self.repairs) = (verifies, repairs)
    self.threads = max(1, threads ?? ProcessInfo.processInfo.activeProcessorCount)
  }

  /// How a call of `run` ended.
  public struct Summary: Sendable, Equatable {
    /// Runs of the whole experiment; where seeds go on until success fractions are known, those numbered so far.
    public var runs: Int
    /// Runs computed now; the others were there already, or are left.
    public var computed: Int
    /// Runs left to do: more than 0 only after an interruption.
    public var remaining: Int
    /// Of those, the runs with a checkpoint: begun, or finished in a block that is not stored, they continue from there.
    public var checkpointed: Int
    /// How many stored runs ended each way.
    public var outcomes: [String: Int]
    /// Stored flows whose solver failed, however they are counted above; nil where there is none.
    public var obstruction: Obstruction?
    /// How often each value was a run's best; nil where the spec has no section `best`.
    public var best: BestValues?
    /// Stored runs that diverged; nil where there is none.
    public var divergence: Divergence?
    /// What ran the points, and why not in lockstep where it was not.
    public var engines: [Provenance.Engine]
    /// What was found by repeating flows ten times tighter, in this call and before; nil where none was repeated.
    public var verification: Verification?
    /// Points whose success fraction is not known as well as the spec wants, with all the seeds that it allows; nil where there is none.
    public var unsettled: Unsettled?
  }

  /// Computes what is missing.
  ///
  /// - Parameters:
  ///   - isInterrupted: polled between steps; returning true ends the call after the blocks that are complete, with what is
  ///     left in the summary.
  ///   - opening: called before the directory is made or opened, once the spec was found sound.
  ///   - opened: given the directory once it is open, to be closed before the process ends early.
  ///   - warn: called with a sentence about what does not stop the runs, such as checkpoints that cannot be saved; from any thread.
  ///   - progress: called after every stretch of work, from any thread.
  /// - Throws: `InputError` where the spec cannot run or differs from the directory's; `StoreError` where the directory
  ///   cannot be used. Nothing is written before the whole spec was found sound and the directory is locked and was found to be
  ///   this experiment's; in a finished directory nothing is written at all.
  public func run(
    isInterrupted: @escaping @Sendable () -> Bool = { false },
    opening: () -> Void = {}, opened: (RunStore) -> Void = { _ in },
    warn: @escaping @Sendable (String) -> Void = { _ in },
    progress: @escaping @Sendable (RunProgress) -> Void = { _ in }
  ) throws -> Summary {
    if verifies { try experiment.checkVerification() }
    let problems = try experiment.pointRunners(verifies: verifies)
    if !repairs, let summary = try finished(problems, warn) { return summary }
    let layout = experiment.layout()
    opening()
    let store = try RunStore.open(
      directory, create: true, runs: experiment.firstRunCount, mostRuns: experiment.mostRuns, layout: layout,
      blockSize: experiment.blockSize(layout), repairs: repairs, locked: refuseDifferentSpec,
      reached: commitReached)
    do {
      let points = try begin(store, problems, warn)
      // After the spec is written: without it the directory could not be continued by its name.
      opened(store)
      let checkpoints = CheckpointPolicy(
        store: store, pointHashes: points.map(\.hash),
        interval: experiment.points[0].specification.checkpointInterval, threads: threads, warn: warn)
      let (computed, unsettled) = try computeBatches(problems, checkpoints, isInterrupted, progress)
      let stored = try StoredRunsSummary(of: store.archive)
      let runs = store.plan.runCount
      if stored.count == runs { try recordEnd(store) }
      let checkpointed = store.checkpointCount
      try store.close()
      return summary(
        of: stored, runs: runs, computed: computed, checkpointed: checkpointed, unsettled, problems)
    } catch {
      try? store.close()
      throw error
    }
  }

  /// The summary of a directory that has all runs, found without writing; nil where it has not.
  ///
  /// - Throws: `InputError` where they are another experiment's; `StoreError` where they are damaged.
  private func finished(_ problems: [any PointRunner], _ warn: (String) -> Void) throws -> Summary? {
    guard let archive = try? ResultsArchive(unchecked: directory) else { return nil }
    let runs = experiment.mostRuns == nil ? experiment.runCount : try archive.runsNumbered()
    guard try archive.isFinished(runs),
      try archive.specDamage() == nil,
      try archive.provenanceDamage() != nil || archive.provenance().finished != nil
    else { return nil }
    try refuseDifferentSpec()
    try refuseOtherResults(archive, problems, try pointRows(problems))
    try archive.checkRows()
    var (fractions, numbering) = (
      SuccessFractions(points: experiment.points.count, seeds: experiment.seeds), RunNumbering()
    )
    while fractions.extend(&numbering), let batch = numbering.batches.last {
      guard batch.runs.upperBound <= runs else { return nil }
      if experiment.seeds.halfWidth != nil { try fractions.count(batch, in: archive) }
    }
    try archive.checkFiles()
    try warnOfProvenance(archive, warn)
    return summary(
      of: try StoredRunsSummary(of: archive), runs: runs, computed: 0, checkpointed: 0, fractions.unsettled,
      problems)
  }

  private func summary(
    of stored: StoredRunsSummary, runs: Int, computed: Int, checkpointed: Int, _ unsettled: Unsettled?,
    _ problems: [any PointRunner]
  ) -> Summary {
    Summary(
      runs: runs, computed: computed, remaining: runs - stored.count,
      checkpointed: checkpointed, outcomes: stored.outcomes, obstruction: stored.obstruction,
      best: experiment.best.map { BestValues($0, stored) },
      divergence: Divergence(atSteps: stored.divergedSteps),
      engines: problems.engineUses, verification: Verification(of: stored.verified, problems),
      unsettled: unsettled)
  }

  /// Writes what comes before the runs, or finds that it is there already; returns the points.
  private func begin(
    _ store: RunStore, _ problems: [any PointRunner], _ warn: (String) -> Void
  ) throws -> [PointRow] {
    let points = try pointRows(problems)
    try refuseOtherResults(store.archive, problems, points)
    let computed = try experiment.computedTargets()
    if try store.archive.points().isEmpty, !hasProvenance {
      try store.write(Provenance(of: experiment, problems, command: command, data: computed.map(\.data)))
    } else {
      try warnOfProvenance(store.archive, warn)
    }
    for target in computed {
      try store.write(StoredArray([target.matrix], stacked: false), named: target.data.target)
    }
    try store.writeSpecification(experiment.resolvedYAML())
    try store.add(points: points)
    try store.archive.checkFiles()
    return points
  }

  /// What was computed when and by which command is not known where provenance.json was lost, and is not made up.
  private func warnOfProvenance(_ archive: ResultsArchive, _ warn: (String) -> Void) throws {
    guard let damage = try archive.provenanceDamage() else { return }
    warn(
      "\(directory.relativePath.printable): \(damage): bring it back if you can; the numbers do not depend on it"
    )
  }

  private var hasProvenance: Bool {
    FileManager.default.fileExists(atPath: directory.appending(path: "provenance.json").path)
  }

  /// Refuses a directory whose runs have other numbers than those of this experiment on this machine.
  private func refuseOtherResults(
    _ archive: ResultsArchive, _ problems: [any PointRunner], _ points: [PointRow]
  ) throws {
    let kernels = problems.kernels
    // Without it the hashes of the points differ in the same cases.
    if hasProvenance, try archive.provenanceDamage() == nil {
      let stored = try archive.provenance()
      guard stored.kernels == kernels, stored.blasCore == BLAS.core else {
        throw InputError(
          "\(directory.relativePath) was computed with \(stored.kernels) kernels and OpenBLAS for \(stored.blasCore); here they are "
            + "\(kernels) and \(BLAS.core), whose bits differ: continue on a machine like the first, or choose another --out."
        )
      }
      if let here = problems.solver, let there = stored.solver, here != there {
        throw InputError(
          "\(directory.relativePath) has flows that \(there) computed; here it is \(here), whose bits may differ: continue on a machine "
            + "like the first, or choose another --out.")
      }
    }
    // The specs are the same, so that only a file can have changed, or a spec.yaml that the spec was read from.
    if let point = try zip(archive.points(), points).first(where: { $0.hash != $1.hash })?.1.point,
      case let files = experiment.points[point].files.map(\.path)
    {
      throw InputError(
        files.isEmpty
          ? "\(directory.relativePath) was computed from another spec than its spec.yaml is now: bring that back, or choose another --out."
          : "\(directory.relativePath) was computed from other contents of \(files.joined(separator: ", ")), or from another spec: "
            + "bring them back, or choose another --out.")
    }
  }

  private func pointRows(_ problems: [any PointRunner]) throws -> [PointRow] {
    var digests: [ExactText: String] = [:]
    return try zip(experiment.points, problems).map { point, problem in
      let hash = try point.identity(engine: problem.engine.identity) { path in
        if let known = digests[ExactText(path)] { return known }
        let digest = try ContentDigest.sha256(ofFile: path)
        digests[ExactText(path)] = digest
        return digest
      }
      return PointRow(point: point.index, hash: hash, parameters: point.parametersJSON)
    }
  }

  /// Whether the results in the directory were computed from this very spec, whatever its spec.yaml is now.
  private func isSpecOfResults() throws -> Bool {
    guard FileManager.default.fileExists(atPath: directory.appending(path: "results.sqlite").path) else {
      return false
    }
    return try ResultsArchive(unchecked: directory).wasComputed(from: experiment.resolvedYAML())
  }

  private func recordEnd(_ store: RunStore) throws {
    guard hasProvenance, try store.archive.provenanceDamage() == nil else { return }
    var provenance = try store.archive.provenance()
    guard provenance.finished == nil else { return }
    provenance.finished = Date()
    try store.write(provenance)
  }

  /// Refuses a directory that holds another experiment: one is continued only with its own spec, and a spec.yaml without
  /// results is the user's own file.
  ///
  /// - Throws: `InputError` with the difference.
  public func refuseDifferentSpec() throws {
    if repairs, try isSpecOfResults() { return }
    let file = directory.appending(path: "spec.yaml")
    guard SystemReason.found(at: file.path) != .nothing else { return }
    guard SystemReason.found(at: directory.appending(path: "results.sqlite").path) != .nothing else {
      throw InputError(
        "\(directory.relativePath) has a spec.yaml but no results.sqlite: running there would replace that file; choose "
          + "another --out.")
    }
    let stored = try Experiment(contentsOf: file)
    if let difference = experiment.difference(from: stored, in: "its spec.yaml", ignoring: ["checkpoint"]) {
      let isExtension =
        experiment.difference(from: stored, in: "", ignoring: ["seeds.count", "checkpoint"]) == nil
      throw InputError(
        "\(directory.relativePath) holds another experiment: \(difference) "
          + (isExtension
            ? "A directory cannot get more or fewer seeds yet; choose another --out, or other seeds there."
            : "Choose another --out."))
    }
  }
}

/// A stretch of work done.
public struct RunProgress: Sendable {
  /// Runs that this call has finished.
  public let finishedRuns: Int
  /// Runs that it has to do.
  public let totalRuns: Int
  /// Steps taken in this call.
  public let steps: Int
  /// The part of the call's work that is done, in 0 … 1, each run counting as its most steps; where results decide how many runs there
  /// are, of the batch in progress.
  public let fraction: Double

  /// All of it; see the properties.
  package init(finishedRuns: Int, totalRuns: Int, steps: Int, fraction: Double) {
    (self.finishedRuns, self.totalRuns, self.steps, self.fraction) = (
      finishedRuns, totalRuns, steps, fraction
    )
  }

  /// With the runs and the steps of the batches before.
  func adding(runs: Int, steps: Int) -> RunProgress {
    RunProgress(
      finishedRuns: finishedRuns + runs, totalRuns: totalRuns + runs, steps: self.steps + steps,
      fraction: fraction)
  }
}

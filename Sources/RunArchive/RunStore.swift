import Dispatch
import Foundation
import GRDB
import SpecLanguage
import Synchronization

/// A results directory, to add blocks of runs to; one process at a time.
///
/// A block is committed in this order: its files under temporary names, on the disk; their own names, on the
/// disk; one transaction with its rows and the files' checksums. So a process killed at any moment leaves a
/// directory that opens and continues: files that no row names are set aside on opening, and their block is computed
/// again.
///
/// Thread-safe: blocks may come from any thread, in any order, and are committed one after another. Reading `plan` and
/// `completedBlocks` never waits for the disk, and saving a checkpoint never waits for a commit.
public final class RunStore: Sendable {
  /// The directory.
  public let directory: URL
  /// What its trajectory files have in common.
  public let layout: TrajectoryLayout
  /// What is stored so far, to read.
  public let archive: ResultsArchive
  /// The files that were set aside on opening, by their paths in `strays`, as no row named them.
  public let strays: [String]
  /// How many damaged blocks were removed on opening.
  public let repaired: Int

  /// Bookkeeping; its lock is never held while files are written.
  struct State: Sendable {
    var plan: BlockPlan
    var completed: Set<Int>
    var isOpen = true
  }

  let database: ResultsDatabase
  /// The runs of which there was a checkpoint when the directory was opened.
  let checkpointedRuns: Set<Int>
  let state: Mutex<State>
  /// Held by the commit in progress.
  let commits = Mutex<Void>(())
  let reached: @Sendable (CommitStage) -> Void
  private let lock: DirectoryLock
  /// Every change of the directory runs on it, several at once; closing runs alone.
  private let changes = DispatchQueue(label: "deeplinear.store", attributes: .concurrent)

  /// Opens a directory to run in it; removes temporary files that an interrupted process left, and sets aside files that no
  /// row names.
  ///
  /// - Parameters:
  ///   - directory: Made where it does not exist and `create` is set; its parent too.
  ///   - create: Whether to begin results where there are none; otherwise that is an error.
  ///   - runs: The number of runs of the spec, extensions not counted; at least 1.
  ///   - mostRuns: The most runs that the spec may come to by extensions of its own; nil where it has so many as `runs`.
  ///   - layout: What the trajectory files have in common.
  ///   - blockSize: The number of runs committed together, where the directory has no plan yet.
  ///   - repairs: Whether blocks whose rows or files changed are removed, to be computed again; their files go to `strays`.
  ///     Every file is read for that.
  ///   - locked: Called once no other process can write there, before anything is read or changed; what it throws ends the call.
  /// - Throws: `StoreError` where another process writes there, the results are of another number of runs or
  ///   of a later format, there are more files of runs than the database lists, or the directory cannot be written. Nothing
  ///   in the directory is changed then.
  public static func open(
    _ directory: URL, create: Bool, runs: Int, mostRuns: Int? = nil, layout: TrajectoryLayout,
    blockSize: Int = 64, repairs: Bool = false, locked: () throws -> Void = {}
  ) throws -> RunStore {
    try open(
      directory, create: create, runs: runs, mostRuns: mostRuns, layout: layout, blockSize: blockSize,
      repairs: repairs, locked: locked
    ) { _ in }
  }

  /// As `open`, calling `reached` at each stage of each commit.
  package static func open(
    _ directory: URL, create: Bool, runs: Int, mostRuns: Int? = nil, layout: TrajectoryLayout, blockSize: Int,
    repairs: Bool = false, locked: () throws -> Void = {},
    reached: @escaping @Sendable (CommitStage) -> Void
  ) throws -> RunStore {
    if create { try makeDirectory(directory) }
    let lock = try DirectoryLock(directory)
    try locked()
    let found = try Findings(
      in: directory, expecting: BlockPlan(batches: [runs], size: blockSize, mostRuns: mostRuns),
      create: create, repairs: repairs)
    return try RunStore(directory, found, layout, lock, reached)
  }

  private init(
    _ directory: URL, _ found: Findings, _ layout: TrajectoryLayout, _ lock: DirectoryLock,
    _ reached: @escaping @Sendable (CommitStage) -> Void
  ) throws {
    (self.directory, self.layout, self.lock, self.reached) = (directory, layout, lock, reached)
    database = try ResultsDatabase.writing(directory.appending(path: "results.sqlite"))
    archive = ResultsArchive(directory, database)
    if found.isNew { try Self.record(found.plan, database) }
    try Self.remove(found.damaged, of: found.plan, from: database)
    repaired = found.damaged.count
    strays = try found.setAside(in: directory)
    state = Mutex(State(plan: found.plan, completed: found.completed))
    checkpointedRuns = Self.sweepCheckpoints(directory) {
      $0 >= found.plan.runCount || found.completed.contains(found.plan.block(ofRun: $0))
    }
  }

  /// How runs are grouped in blocks, extensions included.
  public var plan: BlockPlan { state.withLock(\.plan) }

  /// The blocks that are stored, and need not be computed again.
  public var completedBlocks: Set<Int> { state.withLock(\.completed) }

  /// Writes a file beside the results, e.g. spec.yaml or target.npy; replaces an older one at once and whole.
  ///
  /// - Parameters:
  ///   - name: A plain file name.
  ///   - contents: The bytes.
  /// - Throws: `StoreError` where it cannot be written; the older one then stays.
  public func write(_ name: String, contents: some Sequence<UInt8>) throws {
    precondition(!name.contains("/"), "a file of a folder within")
    try changing { try Publication.replace(name, in: directory, with: contents) }
  }

  /// Writes `provenance.json` and records its checksum.
  ///
  /// - Throws: `StoreError` where it cannot be written, `EncodingError` where a number is not finite.
  public func write(_ provenance: Provenance) throws {
    let contents = try provenance.json()
    let digest = ContentDigest.sha256(of: String(decoding: contents, as: UTF8.self))
    // Until the file is replaced the checksum of the one before counts too: the process may be killed in between.
    let before = try archive.meta(MetaRow.provenanceDigest)
    try record(
      MetaRow(
        key: MetaRow.provenanceDigest, value: [before, digest].compactMap(\.self).joined(separator: " ")))
    try write("provenance.json", contents: contents)
    try record(MetaRow(key: MetaRow.provenanceDigest, value: digest))
  }

  func record(_ row: MetaRow) throws { try changing { try database.write { try row.upsert($0) } } }

  // MARK: Closing

  /// Runs `body`, which changes the directory, while the directory is open; it is not closed meanwhile.
  ///
  /// - Throws: `StoreError` where the folder of that name is no longer the one that was opened, and what `body` throws.
  func changing<T>(_ body: () throws -> T) throws -> T {
    try changes.sync {
      guard state.withLock(\.isOpen) else { throw StoreError("\(directory.shown): the directory is closed") }
      guard lock.holds(directory) else {
        throw StoreError(
          "\(directory.shown): was renamed, moved or removed while its runs were computed; what was stored is in the folder "
            + "that had this name: continue there")
      }
      return try body()
    }
  }

  /// Ends the writing: only the files of the design remain. Nothing can be added after it, nor read through `archive`.
  ///
  /// - Throws: `StoreError` where the database cannot be closed; what was stored is safe even then.
  public func close() throws {
    try changes.sync(flags: .barrier) {
      guard state.withLock(\.isOpen) else { return }
      state.withLock { $0.isOpen = false }
      defer { lock.release() }
      rmdir(directory.appending(path: StoredName.checkpoints).path)
      try database.close()
    }
  }

  /// Ends the process: waits for files that are just being written, closes the database as `close` does, and has
  /// nothing written again before `exit` is called.
  public func end(_ exit: () -> Never) -> Never {
    changes.sync(flags: .barrier) {
      if state.withLock(\.isOpen) { try? database.close() }
      state.withLock { $0.isOpen = false }
      exit()
    }
  }
}

/// How far the commit of a block has come; what a process killed there leaves behind.
package enum CommitStage: String, Sendable, Codable, CaseIterable {
  /// The files have their contents and temporary names.
  case written
  /// The contents are on the disk.
  case synchronized
  /// The files have their own names, but no row has them.
  case renamed
  /// The transaction is done.
  case recorded
}

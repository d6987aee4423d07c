import ArgumentParser
import Catalog
import DataSets
import Experiments
import Foundation
import RunArchive
import SpecLanguage

/// What `run` and `reproduce` share: threads, data, progress, interruption.
struct WorkOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp("How many runs are computed at once, from 1. (default: all cores)", valueName: "n"))
  var threads: Int?

  @OptionGroup var data: DataOptions

  func validate() throws {
    if let threads, !(1...4096).contains(threads) {
      throw ValidationError("--threads is \(threads); expected a whole number from 1 to 4096")
    }
  }

  /// Runs `experiment` into `directory`, with progress on standard error; Ctrl-C, SIGTERM and SIGHUP end it with its state saved.
  func run(
    _ experiment: Experiment, into directory: URL, verifies: Bool = false, repairs: Bool = false,
    showsProgress: Bool = true
  ) throws -> Runner.Summary {
    try directory.requireFolder()
    try ProcessLimits.require(experiment, threads: threads, verifies: verifies)
    let runner = Runner(
      experiment, into: directory, threads: threads, command: ProcessArguments.all, verifies: verifies,
      repairs: repairs)
    warnOfShortage(experiment, directory)
    let meter = showsProgress ? ProgressMeter(label: experiment.name) : nil
    defer { meter?.finish() }
    Interruption.handleSignals()
    Interruption.begin(false)
    defer { Interruption.track(nil) }
    return try runner.run(
      isInterrupted: {
        Interruption.waitIfEnding()
        return Interruption.isRequested
      }, opening: Interruption.opening,
      opened: { store in
        Interruption.track(store)
        nameStrays(of: store)
      }, warn: { Self.warn($0) },
      progress: { progress in
        if progress.steps > 0 || progress.finishedRuns > 0 { Interruption.begin() }
        meter?.update(progress)
      })
  }

  /// Computes runs that no spec describes, with progress and ends as above; a run in progress is not saved.
  func run(
    _ runs: any OwnRuns, isQuick: Bool, data: DataDirectory, named name: String, into directory: URL
  ) throws -> (runs: Int, remaining: Int) {
    try directory.requireFolder()
    let meter = ProgressMeter(label: name)
    defer { meter.finish() }
    Interruption.handleSignals()
    Interruption.begin(false)
    let work = OwnWork(
      data: data, threads: threads, command: ProcessArguments.all,
      isInterrupted: {
        Interruption.waitIfEnding()
        return Interruption.isRequested
      },
      progress: { progress in
        Interruption.begin()
        meter.update(progress)
      })
    do {
      return try runs.run(isQuick: isQuick, into: directory, work)
    } catch let error as DataError {
      throw InputError("\(error).")
    }
  }

  /// Names on standard error the files that were set aside as the directory was opened.
  private func nameStrays(of store: RunStore) {
    guard let first = store.strays.first else { return }
    let others = store.strays.count == 1 ? "" : " and \(store.strays.count - 1) more"
    let why =
      store.repaired == 0
      ? "results that results.sqlite does not list"
      : "\(store.repaired) damaged \(store.repaired == 1 ? "block" : "blocks") of runs, which are computed again; files of theirs are"
    Self.warn(
      "\(store.directory.relativePath.printable(limit: 200)) has \(why)\(store.repaired == 0 ? ", now" : "") moved to: \(first)\(others)"
    )
  }

  private static func warn(_ sentence: String) {
    StandardStreams.report("deeplinear: warning: \(sentence)\n")
  }

  /// Warns on standard error that the disk may become full; the run continues, as what is stored before stays.
  private func warnOfShortage(_ experiment: Experiment, _ directory: URL) {
    guard let shortage = DiskNeed(of: experiment, in: directory).shortage else { return }
    let place = directory.relativePath.printable(limit: 200)
    Self.warn("\(place): \(shortage); observe.weights, snapshots and quantities decide how much")
  }
}

extension URL {
  /// Refuses a folder for results that cannot be made: a file has its name or that of a folder on the way, a name is too long, or
  /// nothing can be made in its place. Writes nothing, so that a dry run may call it.
  func requireFolder() throws(InputError) {
    var (place, missing) = (self, [URL]())
    var found = SystemReason.found(at: place.path)
    while found != .folder, found != .something {
      switch found {
      case .danglingLink: throw .cannotMake(place, ENOENT)
      case .unknown(let code) where ![EACCES, ENOTDIR, ENAMETOOLONG].contains(code):
        throw .cannotMake(place, code)
      default: break
      }
      guard place.path.hasPrefix("/"), place.path != "/" else { return }
      missing.append(place)
      place.deleteLastPathComponent()
      found = SystemReason.found(at: place.path)
    }
    if found == .folder {
      guard let first = missing.last else { return }
      let longestName = pathconf(place.path, Int32(_PC_NAME_MAX))
      if longestName > 0, let long = missing.first(where: { $0.lastPathComponent.utf8.count > longestName }) {
        throw .cannotMake(long, ENAMETOOLONG)
      }
      if path.utf8.count >= Int(PATH_MAX) { throw .cannotMake(self, ENAMETOOLONG) }
      if access(place.path, W_OK | X_OK) != 0 { throw .cannotMake(first, errno) }
      // Where these are mounted even the superuser, who may write anywhere, makes no folders.
      if ["proc", "sys"].contains(place.resolvingSymlinksInPath().pathComponents.dropFirst().first) {
        throw .cannotMake(first, EPERM)
      }
      return
    }
    throw InputError(
      "\(place.relativePath.printable(limit: 200)) is a file; expected a folder, or a name that nothing has: choose another "
        + "--out.")
  }
}

import DataSets
import Dispatch
import Experiments
import Foundation
import LinearAlgebra
import ReluNetworks
import RunArchive
import SpecLanguage
import Synchronization

/// Trains the networks of a sweep on several threads, and stores each as it ends.
///
/// A directory has `settings.json` (what is run, and on which data and processor core, as bits depend on it), `provenance.json` and
/// `runs.csv`. A run that is interrupted begins again.
package final class DeviationRunner: Sendable {
  private let sweep: DeviationSweep
  private let url: URL
  private let settings, provenance: Data
  private let state: Mutex<State>

  private struct State: Sendable {
    var records: [DeviationRecord]
    var waiting: [DeviationSweep.Run]
    var finished = 0
    var steps = 0
    var error: (any Error)?
  }

  /// What the numbers of a directory depend on.
  private struct Settings: Codable, Equatable {
    let sweep: DeviationSweep
    let data: [String]
    let blasCore: String
  }

  /// Looks at a directory; nothing is written before `run`.
  ///
  /// - Parameters:
  ///   - sweep: What is run.
  ///   - data: What names the data: the checksums of their files.
  ///   - command: For the provenance.
  /// - Throws: `InputError` where the directory has something else, `StoreError` where it cannot be read.
  package init(_ sweep: DeviationSweep, data: [String], into url: URL, command: [String] = []) throws {
    settings = try Self.json(Settings(sweep: sweep, data: data, blasCore: BLAS.core))
    provenance = try Self.provenance(command).json()
    try Self.refuseOthers(settings, in: url)
    (self.sweep, self.url) = (sweep, url)
    state = Mutex(try Self.state(of: sweep, in: url))
  }

  private static func state(of sweep: DeviationSweep, in url: URL) throws -> State {
    let records = try DeviationTable.records(in: url, of: sweep)
    let done = Set(records.map(\.run.number))
    return State(records: records, waiting: sweep.runs.filter { !done.contains($0.number) })
  }

  /// Takes the directory for this process, with what it has by then.
  private func open() throws -> LockedDirectory {
    let directory = try LockedDirectory(
      url, files: [Self.settingsFile, Self.provenanceFile, DeviationTable.file])
    try Self.refuseOthers(settings, in: url)
    let found = try Self.state(of: sweep, in: url)
    state.withLock { $0 = found }
    if SystemReason.found(at: url.appending(path: Self.settingsFile).path) == .nothing {
      try directory.replace(Self.provenanceFile, with: provenance)
      try directory.replace(Self.settingsFile, with: settings)
    }
    return directory
  }

  private static let settingsFile = "settings.json"
  private static let provenanceFile = "provenance.json"

  /// How many runs are not stored yet.
  package var remaining: Int { state.withLock { sweep.runs.count - $0.records.count } }

  /// Runs what is left.
  ///
  /// - Parameters:
  ///   - training: The images of which the first are trained on; at least as many as the sweep says.
  ///   - test: Those of which the first are tested with.
  ///   - work: Threads, interruption, progress.
  /// - Throws: `InputError` and `StoreError` as at the beginning, where the directory has changed; `StoreError` where another process
  ///   writes there or a file cannot be written; the first error of any thread. What was stored stays.
  package func run(training: LabelledImages, test: LabelledImages, _ work: OwnWork) throws {
    guard remaining > 0 else { return }
    let directory = try open()
    let (training, test) = (training.prefix(sweep.trainingImages), test.prefix(sweep.testImages))
    let total = remaining
    DispatchQueue.concurrentPerform(iterations: min(work.threads, max(1, total))) { _ in
      while let run = next(work) {
        do {
          let record = try sweep.outcome(of: run, training: training, test: test) {
            step(of: total, work)
            return work.isInterrupted() || state.withLock { $0.error != nil }
          }
          guard let record else { return }
          try store(record, in: directory)
        } catch {
          state.withLock { if $0.error == nil { $0.error = error } }
        }
      }
    }
    if let error = state.withLock({ $0.error }) { throw error }
    guard total > 0, remaining == 0 else { return }
    let file = url.appending(path: Self.provenanceFile)
    if let data = try? Data(contentsOf: file), var provenance = try? Provenance(json: data) {
      provenance.finished = Date()
      try directory.replace(Self.provenanceFile, with: provenance.json())
    }
  }

  private func next(_ work: OwnWork) -> DeviationSweep.Run? {
    if work.isInterrupted() { return nil }
    return state.withLock { state in
      state.error == nil && !state.waiting.isEmpty ? state.waiting.removeFirst() : nil
    }
  }

  /// The lock is held while the file is written: writing takes milliseconds, and each run seconds.
  private func store(_ record: DeviationRecord, in directory: LockedDirectory) throws {
    try state.withLock { state in
      let place = state.records.firstIndex { $0.run.number > record.run.number } ?? state.records.count
      state.records.insert(record, at: place)
      try directory.replace(DeviationTable.file, with: DeviationTable.text(of: state.records, in: sweep))
      state.finished += 1
    }
  }

  /// Counts a step and reports it.
  private func step(of total: Int, _ work: OwnWork) {
    let (finished, steps) = state.withLock { state in
      state.steps += 1
      return (state.finished, state.steps)
    }
    let fraction = min(1, Double(steps) / Double(max(1, total * sweep.stepsOfRun)))
    work.progress(RunProgress(finishedRuns: finished, totalRuns: total, steps: steps, fraction: fraction))
  }

  /// Refuses a directory of another experiment, or of this one with other settings.
  private static func refuseOthers(_ settings: Data, in url: URL) throws {
    let file = url.appending(path: settingsFile)
    if let stored = try? Data(contentsOf: file) {
      guard stored != settings else { return }
      throw InputError(
        "\(url.shown) has runs of other settings, data or processor: its \(settingsFile) differs; choose another --out."
      )
    }
    for name in [settingsFile, DeviationTable.file, "spec.yaml", "results.sqlite"] {
      guard SystemReason.found(at: url.appending(path: name).path) != .nothing else { continue }
      throw InputError(
        "\(url.shown) has a \(name) but no \(settingsFile) that can be read: it is not of this experiment; choose another --out."
      )
    }
  }

  private static func json(_ settings: Settings) throws -> Data {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .prettyPrinted]
    encoder.keyEncodingStrategy = .convertToSnakeCase
    return try encoder.encode(settings) + Data("\n".utf8)
  }

  private static func provenance(_ command: [String]) -> Provenance {
    let stream = RandomStream(seed: 0, purpose: .weights, layer: 1)
    let draws = [stream.gaussianPair(0), stream.gaussianPair(1)].flatMap { [$0.0, $0.1] }
    return Provenance(
      version: DeepLinearVersion.current, commit: ProcessInfo.processInfo.environment["DEEPLINEAR_COMMIT"],
      command: command, host: ProcessInfo.processInfo.hostName, processor: Machine.processor,
      kernels: "plain", blasCore: BLAS.core, firstDraws: draws, started: Date())
  }
}

public import DataSets
public import Experiments
public import Figures
public import Foundation

/// Runs of a built-in experiment that no spec describes: how they are computed, stored and drawn.
public protocol OwnRuns: Sendable {
  /// Computes the runs that `directory` does not have yet, and stores each as it ends.
  ///
  /// - Returns: how many runs there are, and how many of them are left where it was interrupted.
  /// - Throws: `DataError` where data are missing or differ from those that were published, `InputError` where the directory has
  ///   something else, `StoreError` where it cannot be read or written.
  func run(isQuick: Bool, into directory: URL, _ work: OwnWork) throws -> (runs: Int, remaining: Int)

  /// The figures of all runs.
  ///
  /// - Throws: `StoreError` where runs are missing.
  func figures(isQuick: Bool, of directory: URL) throws -> [Figure]
}

/// With what runs are computed.
public struct OwnWork: Sendable {
  /// Where published data sets are.
  public var data: DataDirectory
  /// How many runs are computed at once, from 1.
  public var threads: Int
  /// The command line, for the provenance.
  public var command: [String]
  /// Polled between steps; returning true ends the runs.
  public var isInterrupted: @Sendable () -> Bool
  /// Called as work is done, from any thread.
  public var progress: @Sendable (RunProgress) -> Void

  /// All of it; see the properties. By default all cores, never interrupted.
  public init(
    data: DataDirectory, threads: Int? = nil, command: [String] = [],
    isInterrupted: @escaping @Sendable () -> Bool = { false },
    progress: @escaping @Sendable (RunProgress) -> Void = { _ in }
  ) {
    (self.data, self.command) = (data, command)
    self.threads = max(1, threads ?? ProcessInfo.processInfo.activeProcessorCount)
    (self.isInterrupted, self.progress) = (isInterrupted, progress)
  }
}

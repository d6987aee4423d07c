import CStart
import Experiments
import Foundation

/// The limits that the system puts on a process (`ulimit`), as runs need them.
///
/// What every command needs is checked before it starts (CStart). Where memory or threads lack later, libraries wait for them
/// without end or trap, so that what runs need is looked for before the first one.
enum ProcessLimits {
  /// Memory that one computing thread takes besides its problem's matrices, in bytes: a buffer of OpenBLAS (128 MiB), the
  /// thread's stack (8 MiB) and a heap of its own (64 MiB).
  private static let memoryPerThread = 200.0 * 0x1p20

  /// Refuses to compute an experiment where its threads cannot be had, or they and its matrices have no room within the limits.
  ///
  /// - Parameter threads: How many runs are computed at once; nil for as many as there are cores.
  static func require(
    _ experiment: Experiment, threads: Int?, verifies: Bool = false
  ) throws(Failure) {
    // More threads than cores or runs are never started.
    let cores = ProcessInfo.processInfo.activeProcessorCount
    let computing = min(threads ?? cores, cores, experiment.runCount)
    let advice = computing > 1 ? ", or give fewer --threads" : ""
    // Others write results and give memory back.
    try require(computing + 2, advice)
    let problem = experiment.memory(threads: computing, verifies: verifies)
    let bytes = memoryPerThread * Double(computing) + 64 * 0x1p20 + problem
    var limit = cs_memory_limit()
    guard cs_lacks_memory(UInt64(min(bytes, 0x1p62)), &limit) != 0 else { return }
    throw Failure(
      "the limit on \(String(cString: limit.what)) (ulimit \(String(cString: limit.option))) is \(limit.limit >> 10), too little to "
        + "compute this on \(computing == 1 ? "1 thread" : "\(computing) threads"); raise it to \(limit.needed >> 10) or more\(advice)."
    )
  }

  /// Refuses a command that opens results or starts Python where not even its own threads can be started: one that responds to
  /// signals, and one of the dispatch library, which otherwise waits for it without end.
  static func requireThreads(for arguments: [String]) throws(Failure) {
    let commands = ["run", "reproduce", "figure", "verify", "doctor"]
    guard let command = arguments.dropFirst().first, commands.contains(command) else { return }
    try require(2, "")
  }

  private static func require(_ count: Int, _ advice: String) throws(Failure) {
    guard cs_can_start_threads(Int32(count)) == 0 else { return }
    throw Failure(
      "\(count) more threads cannot be started; raise the limit on processes and threads (ulimit -u) or on memory (ulimit -v, -d)\(advice)."
    )
  }
}

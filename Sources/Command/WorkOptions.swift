import ArgumentParser
import Experiments
import Foundation

/// What `run` and `reproduce` share: threads, progress, interruption.
struct WorkOptions: ParsableArguments {
  @Option(help: ArgumentHelp("How many runs go on at once, from 1. (default: all cores)", valueName: "n"))
  var threads: Int?

  func validate() throws {
    if let threads, !(1...4096).contains(threads) {
      throw ValidationError("--threads is \(threads); expected a whole number from 1 to 4096")
    }
  }

  /// Runs `experiment` into `directory`, with progress on standard error; Ctrl-C and SIGTERM end it kindly.
  func run(_ experiment: Experiment, into directory: URL, showsProgress: Bool = true) throws -> Runner.Summary
  {
    let runner = Runner(experiment, into: directory, threads: threads, command: CommandLine.arguments)
    let meter = showsProgress ? ProgressMeter(label: experiment.name) : nil
    defer { meter?.finish() }
    Interruption.watch()
    return try runner.run(isInterrupted: { Interruption.isRequested }) { meter?.update($0) }
  }
}

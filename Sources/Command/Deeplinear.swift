import ArgumentParser
import Experiments
import Foundation
import LinearAlgebra

/// The command line's root.
@main
struct Deeplinear: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "deeplinear",
    abstract: "A laboratory for the training dynamics of deep linear networks.",
    discussion: """
      State a problem in a spec, run it over many seeds, get the results and the papers' figures, repeatable to the bit.

        deeplinear new --out spec.yaml       a spec to start from, every key explained
        deeplinear run spec.yaml             into ./NAME of the spec
        deeplinear figure NAME               what came of it

      Exit status: 0 done, whatever the runs' outcomes; 1 failed, as the message says; 2 bad usage or bad input; \
      75 interrupted, saved, to be continued by the same command.

      Completions: `deeplinear --generate-completion-script bash` (or zsh, fish) prints a script for your shell.
      """,
    version: DeepLinearVersion.current,
    subcommands: [
      RunCommand.self, ReproduceCommand.self, FigureCommand.self, NewCommand.self, SchemaCommand.self,
      DoctorCommand.self,
    ])

  /// Parses and runs, with our own exit statuses: ArgumentParser's 64 for bad usage becomes 2.
  static func main() {
    do {
      var command = try parseAsRoot()
      if let problem = BLAS.problem, !(command is DoctorCommand) { throw Failure(problem) }
      try command.run()
    } catch let error as InputError {
      exit(2, saying: error.description)
    } catch let status as ExitStatus {
      Foundation.exit(status.rawValue)
    } catch let refusal
      where exitCode(for: refusal) == .validationFailure || exitCode(for: refusal) == .success
    {
      let status: Int32 = exitCode(for: refusal) == .success ? 0 : 2
      FileHandle(status: status).write(Data((fullMessage(for: refusal) + "\n").utf8))
      Foundation.exit(status)
    } catch {
      exit(1, saying: "\(error)")
    }
  }

  private static func exit(_ status: Int32, saying message: String) -> Never {
    FileHandle.standardError.write(Data("deeplinear: \(message)\n".utf8))
    Foundation.exit(status)
  }
}

extension FileHandle {
  /// Help goes to standard output, complaints to standard error.
  fileprivate convenience init(status: Int32) {
    self.init(fileDescriptor: status == 0 ? STDOUT_FILENO : STDERR_FILENO, closeOnDealloc: false)
  }
}

/// A failure that is nobody's input: exit status 1.
struct Failure: Error, CustomStringConvertible {
  let description: String
  init(_ description: String) { self.description = description }
}

/// An end that has been reported already.
enum ExitStatus: Int32, Error {
  case failed = 1
  case interrupted = 75
}

import ArgumentParser
import Experiments
import Figures
import Foundation
import LinearAlgebra
import SpecLanguage

/// The command line's root.
@main
struct Deeplinear: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "deeplinear",
    abstract: "A laboratory for the training dynamics of deep linear networks.",
    discussion: """
      State a problem in a spec, run it over many seeds, get the results and the papers' figures, repeatable to the bit.

        deeplinear new --out spec.yaml       a spec to start from, keys explained
        deeplinear run spec.yaml             into ./NAME of the spec
        deeplinear figure NAME               what came of it

      Exit status: 0 done, whatever the runs' outcomes; 1 failed, as the message says; 2 bad usage or bad input; \
      75 interrupted, saved, to be continued by the same command. Where the reader of a pipe ends early, the work is finished, \
      and SIGPIPE ends the process (141 in a shell).

      Completions: `deeplinear --generate-completion-script bash` (or zsh, fish) prints a script for your shell.
      """,
    version: DeepLinearVersion.current,
    subcommands: [
      RunCommand.self, CheckCommand.self, ReproduceCommand.self, FigureCommand.self, DataCommand.self,
      VerifyCommand.self, NewCommand.self,
      SchemaCommand.self,
      DoctorCommand.self,
    ])

  /// A command is missing.
  func run() throws { throw ValidationError("no command is given; expected \(Self.commands)") }

  /// "run, … or doctor".
  private static var commands: String {
    let names = configuration.subcommands.compactMap { $0.configuration.commandName }
    return "\(names.dropLast().joined(separator: ", ")) or \(names[names.count - 1])"
  }

  /// Parses and runs, with our own exit statuses: ArgumentParser's 64 for bad usage becomes 2.
  static func main() {
    StandardStreams.prepare()
    do {
      try ProcessLimits.requireThreads(for: ProcessArguments.all)
      // Before anything that takes time, so that an early Ctrl-C counts too.
      Interruption.prepare(for: ProcessArguments.all)
      try ProcessArguments.requireText()
      var command = try parseAsRoot(Array(ProcessArguments.all.dropFirst()))
      if let problem = BLAS.problem, !(command is DoctorCommand) { throw Failure(problem) }
      try command.run()
    } catch let error as InputError {
      exit(2, saying: error.description)
    } catch let status as ExitStatus {
      Foundation.exit(status.rawValue)
    } catch is StandardStreams.ClosedPipe {
      StandardStreams.endByClosedPipe()
    } catch let refusal where exitCode(for: refusal) == .success {
      // Help, the version, completions.
      do {
        try StandardStreams.print(fullMessage(for: refusal))
      } catch is StandardStreams.ClosedPipe {
        StandardStreams.endByClosedPipe()
      } catch {
        exit(1, saying: "\(error)")
      }
      Foundation.exit(0)
    } catch let refusal where exitCode(for: refusal) == .validationFailure {
      exit(2, saying: complaint(about: refusal))
    } catch let error as WritingError {
      exit(SystemReason(error.code).remedy == .place ? 2 : 1, saying: sentence(on: error))
    } catch let error as RendererError {
      exit(1, saying: error.advised)
    } catch let error as CocoaError {
      let code = (error.underlying as? POSIXError)?.code.rawValue
      exit(
        1,
        saying:
          "\(error.filePath ?? "a file"): \(code.map { SystemReason($0).explained } ?? error.localizedDescription)"
      )
    } catch {
      exit(1, saying: "\(error)")
    }
  }

  /// What cannot be written, why, and what to try.
  private static func sentence(on error: WritingError) -> String {
    let reason = SystemReason(error.code, at: error.path)
    let shown = "\(error.path.printable(limit: 300)) cannot be written: \(reason.text)"
    return reason.remedy == .place
      ? "\(shown); choose another place with --out." : "\(shown); \(reason.advice ?? "try again")."
  }

  /// What is wrong with the command line, and how it is meant: two lines of the parser's screenful.
  private static func complaint(about refusal: any Error) -> String {
    let usage = fullMessage(for: refusal).split(separator: "\n").first { $0.lowercased().hasPrefix("usage:") }
    let sentence =
      strangeCommand
      ?? message(for: refusal)
      .split(whereSeparator: \.isNewline).map { $0.trimmingCharacters(in: .whitespaces) }
      .joined(separator: " ").printable(limit: 300)
    return usage.map { "\(sentence)\nUsage:\($0.dropFirst("usage:".count))" } ?? sentence
  }

  /// What is wrong with a first word that names no command; nil where that is not the fault.
  private static var strangeCommand: String? {
    let names = configuration.subcommands.compactMap { $0.configuration.commandName }
    guard let word = ProcessArguments.all.dropFirst().first, !word.hasPrefix("-"),
      !(names + ["help"]).contains(word)
    else { return nil }
    let advice =
      Suggestion.nearest(to: word, among: names).map { "did you mean \($0)?" } ?? "expected \(commands)."
    return "there is no command '\(word.printable(limit: 60))'; \(advice)"
  }

  /// At most four lines and 600 characters in all; nothing where a second signal is ending the process already.
  private static func exit(_ status: Int32, saying message: String) -> Never {
    Interruption.waitIfEnding()
    let lines = message.split(separator: "\n").prefix(4).map { String($0).printable(limit: 586) }
    let whole = "deeplinear: " + lines.joined(separator: "\n")
    let shown = whole.unicodeScalars.count < 600 ? whole : String(whole.unicodeScalars.prefix(598)) + "…"
    StandardStreams.report("\(shown)\n")
    Foundation.exit(status)
  }
}

extension String {
  /// The text on one line of at most so many characters, its middle left out where it is longer, with nothing that could upset
  /// a terminal.
  func printable(limit: Int) -> String {
    let scalars = unicodeScalars.map { $0.properties.generalCategory == .control ? "?" : $0 }
    var line = String.UnicodeScalarView()
    guard scalars.count > limit else {
      line.append(contentsOf: scalars)
      return String(line)
    }
    line.append(contentsOf: scalars.prefix(limit / 2))
    line.append("…")
    line.append(contentsOf: scalars.suffix(limit - limit / 2 - 1))
    return String(line)
  }
}

extension RendererError {
  /// The sentence, and what to try where the reason is the system's.
  var advised: String { description + (code.flatMap { SystemReason($0).advice }.map { "; \($0)" } ?? "") }
}

/// A failure that no input caused: exit status 1.
struct Failure: Error, CustomStringConvertible {
  let description: String
  init(_ description: String) { self.description = description }
}

/// An end that has been reported already.
enum ExitStatus: Int32, Error {
  case failed = 1
  case interrupted = 75
}

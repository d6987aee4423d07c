import Foundation
import Mutation

/// The program behind scripts/mutate.
///
///     mutants list ROOT FILE…             prints all mutants of the files, number 1 first, and what was skipped, as JSON
///     mutants rewrite ROOT TO FILE…       reads numbers from standard input; writes the files below TO so that these mutants
///                                         can be chosen; prints where each is, as JSON
///
/// FILEs are relative to ROOT, and have to be the same ones, in the same order, in both calls.
@main
struct Mutants {
  static func main() {
    do {
      try run(Array(CommandLine.arguments.dropFirst()))
    } catch {
      FileHandle.standardError.write(Data("mutants: \(error)\n".utf8))
      exit(2)
    }
  }

  private static func run(_ arguments: [String]) throws {
    switch arguments.first {
    case "list" where arguments.count >= 2:
      let package = try read(arguments.dropFirst(2), below: arguments[1])
      let skipped = package.skipped.map { ($0.key.rawValue, $0.value) }
      try printJSON(
        List(
          mutants: package.mutants.map(Listed.init), skipped: Dictionary(uniqueKeysWithValues: skipped)))
    case "rewrite" where arguments.count >= 3:
      let package = try read(arguments.dropFirst(3), below: arguments[1])
      let numbers = String(decoding: FileHandle.standardInput.readDataToEndOfFile(), as: UTF8.self)
        .split { $0.isWhitespace }.compactMap { Int($0) }
      guard numbers.allSatisfy({ package.mutants.indices.contains($0 - 1) }) else {
        throw UsageError(what: "a number is not one of 1 to \(package.mutants.count), those that list prints")
      }
      let target = URL(fileURLWithPath: arguments[2])
      try printJSON(
        try package.rewrite(Set(numbers)) { path, text in
          try write(text, to: target.appendingPathComponent(path))
        })
    default:
      throw UsageError(what: "expected `list ROOT FILE…` or `rewrite ROOT TO FILE…`")
    }
  }

  private static func read(_ files: ArraySlice<String>, below root: String) throws -> MutatedPackage {
    MutatedPackage(
      try files.map {
        ($0, try String(contentsOf: URL(fileURLWithPath: root).appendingPathComponent($0), encoding: .utf8))
      })
  }

  /// Leaves a file alone that has this text already, so that a build does not compile it again.
  private static func write(_ text: String, to file: URL) throws {
    if let old = try? String(contentsOf: file, encoding: .utf8), old == text { return }
    try FileManager.default.createDirectory(
      at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
    try text.write(to: file, atomically: true, encoding: .utf8)
  }

  private static func printJSON(_ value: some Encodable) throws {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    FileHandle.standardOutput.write(try encoder.encode(value))
    print()
  }
}

private struct List: Encodable {
  let mutants: [Listed]
  let skipped: [String: Int]
}

private struct Listed: Encodable {
  let file: String, line: Int, declaration: String, kind: String, original: String, changed: String,
    name: String

  init(_ mutant: Mutant) {
    (file, line, declaration, name) = (mutant.file, mutant.line, mutant.declaration, mutant.name)
    (kind, original, changed) = (mutant.kind.rawValue, mutant.original, mutant.changed)
  }
}

private struct UsageError: Error, CustomStringConvertible {
  let what: String

  var description: String { what }
}

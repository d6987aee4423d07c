import Foundation
import HouseRules

/// The program behind scripts/house-rules, which documents the arguments.
@main
struct HouseRules {
  static func main() async {
    do {
      let request = try Request(CommandLine.arguments.dropFirst())
      let house = try await House.read(URL(fileURLWithPath: request.root), table: .deepLinear)
      let faults = await house.faults(request.rules)
      for fault in faults { print(fault) }
      exit(faults.isEmpty ? 0 : 1)
    } catch {
      FileHandle.standardError.write(Data("house-rules: \(error)\n".utf8))
      exit(2)
    }
  }
}

/// What the arguments say.
private struct Request {
  var root = "."
  var rules = House.rules + [House.tableRule]

  init(_ arguments: ArraySlice<String>) throws {
    var arguments = arguments
    while let argument = arguments.popFirst() {
      switch argument {
      case "--words":
        rules.append(WordRule(try WordList(try Request.text(of: arguments.popFirst(), after: argument))))
      case _ where argument.hasPrefix("-"):
        throw UsageError(what: "unknown option \(argument); see scripts/house-rules --help")
      default:
        root = argument
      }
    }
  }

  /// The text of the file that follows an option; `-` is standard input.
  private static func text(of file: String?, after option: String) throws -> String {
    guard let file else { throw UsageError(what: "\(option) needs a file") }
    return try String(contentsOfFile: file == "-" ? "/dev/stdin" : file, encoding: .utf8)
  }
}

private struct UsageError: Error, CustomStringConvertible {
  let what: String

  var description: String { what }
}

import SwiftParser

/// A file in which chosen mutants are selected at run time.
///
/// Each scope with a mutant begins with a switch: a copy of the scope for each of its mutants, with the change, and the original
/// last. Copies are compiled apart from each other, so that no type of the original is inferred otherwise.
public struct Rewriting {
  /// The mutants of the file and the numbers that choose them, none of which is 0.
  public typealias Chosen = [(number: Int, mutant: Mutant)]

  /// The new text.
  public private(set) var text = ""
  /// For each number the lines, from 1, of its copy.
  public private(set) var lines: [Int: ClosedRange<Int>] = [:]
  /// For each number the lines of its scope with all copies.
  public private(set) var scopeLines: [Int: ClosedRange<Int>] = [:]
  /// For each number the place that is reached where its scope is.
  public private(set) var places: [Int: Int] = [:]

  private let bytes: [UInt8]
  private let scopes: [(scope: Scope, place: Int, chosen: Chosen)]

  /// - Parameters:
  ///   - text: The original file.
  ///   - chosen: What is to be chosen from.
  ///   - firstPlace: The number of the first scope; a scope that follows has the next.
  public init(_ text: String, _ chosen: Chosen, firstPlace: Int) {
    bytes = Array(text.utf8)
    let byScope = Dictionary(grouping: chosen) { $0.mutant.scope }
    // The outer of two scopes comes first.
    let ordered = byScope.keys.sorted {
      ($0.range.lowerBound, -$0.range.upperBound) < ($1.range.lowerBound, -$1.range.upperBound)
    }
    scopes = ordered.enumerated().map { ($1, firstPlace + $0, byScope[$1] ?? []) }
    for scope in scopes {
      for mutant in scope.chosen { places[mutant.number] = scope.place }
    }
    var output = Output()
    output.append("import CMutantSwitch\n")
    write(0..<bytes.count, scopes[...], to: &output)
    self.text = String(decoding: output.bytes, as: UTF8.self)
    lines = output.lines
    scopeLines = output.scopeLines
  }

  /// Writes a range in which `scopes` lie, one in another or apart.
  private func write(
    _ range: Range<Int>, _ scopes: ArraySlice<(scope: Scope, place: Int, chosen: Chosen)>,
    to output: inout Output
  ) {
    var (next, rest) = (range.lowerBound, scopes)
    while let first = rest.first {
      output.append(bytes[next..<first.scope.range.lowerBound])
      let inner = rest.dropFirst().prefix { $0.scope.range.upperBound <= first.scope.range.upperBound }
      write(first.scope, at: first.place, first.chosen, inner, to: &output)
      next = first.scope.range.upperBound
      rest = rest.dropFirst(1 + inner.count)
    }
    output.append(bytes[next..<range.upperBound])
  }

  private func write(
    _ scope: Scope, at place: Int, _ chosen: Chosen,
    _ inner: ArraySlice<(scope: Scope, place: Int, chosen: Chosen)>, to output: inout Output
  ) {
    let (before, after) =
      switch scope.form {
      case .statements: ("", "")
      case .returnedExpression: ("return ", "")
      case .initialValue, .operand: ("(", ")")
      }
    let isOperand = scope.form == .operand
    let firstOfAll = output.line
    output.append(isOperand ? "(" : "\nswitch mutant_at(\(place)) {\n")
    for (number, mutant) in chosen {
      output.append(isOperand ? "mutant_at(\(place)) == \(number) ? " : "case \(number):\n")
      let first = output.line
      output.append(before)
      output.append(bytes[scope.range.lowerBound..<mutant.range.lowerBound])
      output.append(mutant.changed)
      output.append(bytes[mutant.range.upperBound..<scope.range.upperBound])
      output.append(after)
      output.lines[number] = first...output.line
      output.append(isOperand ? "\n: " : "\n")
    }
    if !isOperand { output.append("default:\n") }
    output.append(before)
    write(scope.range, inner, to: &output)
    output.append(after)
    output.append(isOperand ? ")" : "\n}\n")
    for (number, _) in chosen { output.scopeLines[number] = firstOfAll...output.line }
  }
}

/// Text as it grows, and where it is.
private struct Output {
  private(set) var bytes: [UInt8] = []
  private(set) var line = 1
  var lines: [Int: ClosedRange<Int>] = [:]
  var scopeLines: [Int: ClosedRange<Int>] = [:]

  mutating func append(_ text: String) { append(ArraySlice(text.utf8)) }

  mutating func append(_ more: ArraySlice<UInt8>) {
    bytes += more
    line += more.count { $0 == UInt8(ascii: "\n") }
  }
}

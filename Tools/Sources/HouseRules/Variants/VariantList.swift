/// The names of variants, and for each the files that may name it: one line each, name and file separated by a
/// tabulator.
///
///     gradient-descent	Sources/Experiments/Variants/GradientDescent.swift
///     gradient-descent	Sources/Experiments/Variants/Registry.swift
///
/// A file that ends with `/` is a folder with all that it holds. Several lines of one name allow several files. Empty
/// lines and lines that begin with # say nothing.
public struct VariantList: Sendable {
  /// The files that may name each variant.
  let homes: [String: [String]]

  /// A list of variants.
  ///
  /// - Throws: `Malformed` for a line that is not a name, a tabulator and a file.
  public init(_ text: String) throws {
    var homes: [String: [String]] = [:]
    for (number, line) in text.split(separator: "\n", omittingEmptySubsequences: false).enumerated() {
      guard !line.isEmpty, line.first != "#" else { continue }
      let parts = line.split(separator: "\t", omittingEmptySubsequences: false)
      guard parts.count == 2, parts.allSatisfy({ !$0.isEmpty }) else { throw Malformed(line: number + 1) }
      homes[String(parts[0]), default: []].append(String(parts[1]))
    }
    self.homes = homes
  }

  /// A line that is no variant.
  public struct Malformed: Error, CustomStringConvertible {
    let line: Int

    public var description: String {
      "line \(line) of the list of variants: expected a name, a tabulator and a file"
    }
  }

  /// The names as enum cases spell them: `gradient-descent` is `gradientDescent`.
  var cases: [String: String] {
    Dictionary(homes.keys.map { (VariantList.camelCase($0), $0) }, uniquingKeysWith: { first, _ in first })
  }

  private static func camelCase(_ name: String) -> String {
    let parts = name.split { !$0.isLetter && !$0.isNumber }
    return (parts.first.map(String.init) ?? "")
      + parts.dropFirst().map { $0.prefix(1).uppercased() + $0.dropFirst() }.joined()
  }

  /// Whether a file may name a variant.
  func allows(_ path: String, toName name: String) -> Bool {
    homes[name, default: []].contains { path == $0 || $0.hasSuffix("/") && path.hasPrefix($0) }
  }
}

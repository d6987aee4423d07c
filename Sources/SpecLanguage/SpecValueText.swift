// Writing values: YAML that any reader takes as we do, and JSON.

extension SpecValue {
  /// The value as a YAML document: mappings in blocks, lists on one line, floats in the fewest digits that
  /// read back to the same bits.
  public var yaml: String {
    guard case .mapping(let entries) = self, !entries.isEmpty else { return flowStyle + "\n" }
    var lines: [String] = []
    Self.write(entries, indent: "", to: &lines)
    return lines.joined(separator: "\n") + "\n"
  }

  private static func write(_ entries: [Entry], indent: String, to lines: inout [String]) {
    for entry in entries {
      if case .mapping(let inner) = entry.value, !inner.isEmpty {
        lines.append("\(indent)\(plainOrQuoted(entry.key)):")
        write(inner, indent: indent + "  ", to: &lines)
      } else {
        lines.append("\(indent)\(plainOrQuoted(entry.key)): \(entry.value.flowStyle)")
      }
    }
  }

  /// The value on one line of YAML.
  public var flowStyle: String {
    switch self {
    case .boolean(let value): String(value)
    case .integer(let value): String(value)
    case .number(let value): Self.text(of: value)
    case .text(let value): Self.plainOrQuoted(value)
    case .list(let values): "[" + values.map(\.flowStyle).joined(separator: ", ") + "]"
    case .mapping(let entries):
      "{" + entries.map { "\(Self.plainOrQuoted($0.key)): \($0.value.flowStyle)" }.joined(separator: ", ")
        + "}"
    }
  }

  /// The value as JSON, on one line.
  public var json: String {
    switch self {
    case .boolean, .integer, .number: flowStyle
    case .text(let value): Self.quoted(value)
    case .list(let values): "[" + values.map(\.json).joined(separator: ",") + "]"
    case .mapping(let entries):
      "{" + entries.map { "\(Self.quoted($0.key)):\($0.value.json)" }.joined(separator: ",") + "}"
    }
  }

  /// The fewest digits that read back exactly, with a point always: YAML 1.1 takes `1e-08` for text.
  static func text(of value: Double) -> String {
    let text = value.description
    guard !text.contains("."), let exponent = text.firstIndex(of: "e") else { return text }
    return text[..<exponent] + ".0" + text[exponent...]
  }

  /// Plain where no reader of YAML can mistake it for anything but this text, in double quotes otherwise.
  private static func plainOrQuoted(_ text: String) -> String {
    let words: Set = ["true", "false", "yes", "no", "on", "off", "y", "n", "null"]
    func isSafe(_ byte: UInt8) -> Bool {
      switch byte {
      case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
        UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "_"),
        UInt8(ascii: "."), UInt8(ascii: "/"):
        true
      default: false
      }
    }
    let startsLikeText =
      text.utf8.first.map { isSafe($0) && !"-.0123456789".utf8.contains($0) } ?? false
    guard startsLikeText, text.utf8.allSatisfy(isSafe), !words.contains(text.lowercased()) else {
      return quoted(text)
    }
    return text
  }

  /// In double quotes, with the escapes that JSON and YAML share.
  private static func quoted(_ text: String) -> String {
    var result = "\""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "\"", "\\": result += "\\" + String(scalar)
      case "\u{20}"..."\u{7E}", "\u{A1}"..."\u{1FFF}", "\u{2070}"..."\u{D7FF}", "\u{10000}"...:
        result += String(scalar)
      default:
        let digits = String(scalar.value, radix: 16)
        result += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
      }
    }
    return result + "\""
  }
}

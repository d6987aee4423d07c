import Catalog
import Experiments
import Foundation
import SpecLanguage
import _ArchiveSupport
import _ExperimentSupport

/// Specs that are nearly right: trees of valid ones with keys and values changed, then, now and then, the text too.
struct SpecMutation {
  /// The resolved specs to begin with.
  let corpus: [SpecValue]
  /// Names that mean something, each with a value that would do.
  private let keys: [(name: String, example: String)]

  init() throws {
    var texts =
      CatalogEntry.all.compactMap(\.specified?.specification) + [
        smallestSpec, try StarterSpec.text(from: nil),
      ]
    texts += [
      spec(
        spec(with: "target: {singular-values: {values: [3, 2, 1], seed: 7}}"),
        with: "initialization: {balanced: {deviation: 0.1, rotations: haar}}"),
      spec(
        spec(with: "network: {widths: [4, 3, 2], field: complex}"),
        with: "initialization: {gaussian: {deviation: fan-in}}"),
      spec(
        spec(with: "target: {file: phi.npy, mask: mask.npy}"), with: "initialization: {files: [a.npy, b.npy]}"
      ),
      spec(
        spec(with: "observe: {snapshots: {at: [0, 3, 9]}, weights: snapshots, thresholds: [0.1]}"),
        with: "stop: {max-time: 1, loss-below: 1e-8}"),
      spec(
        with:
          "sweep: {network.depth: [2, 3], initialization.gaussian.deviation: {log: {from: 0.01, to: 1, count: 3}}}"
      ),
      spec(
        spec(with: "target: {diagonal: [2, 1, -1]}"), with: "initialization: {counterexample: {claim: 5}}"),
      spec(
        spec(
          spec(with: "dynamics: {gradient-flow: {relative-tolerance: 1e-8, method: bdf}, regularization: 2}"),
          with: "stop: {max-time: 5, loss-below: 1e-6, max-steps: 900}"),
        with: "observe: {snapshots: {every: 0.25}, thresholds: [0.1]}"),
      spec(
        spec(
          spec(with: "dynamics: {end-to-end-flow: {absolute-tolerance: 1e-9, maximum-steps: 500}}"),
          with: "stop: {max-time: 5}"), with: "initialization: {balanced: {deviation: 0.1}}"),
      spec(
        spec(with: "stop: {max-time: 5}"),
        with: "sweep: {dynamics: [{gradient-descent: {step-size: 0.01}}, {gradient-flow: {}}]}"),
    ]
    corpus = try texts.map { try experiment($0).resolved }
    var found: [(String, String)] = []
    func walk(_ key: SpecKey, _ path: String) {
      for child in key.children {
        found.append((child.name, child.example))
        found.append((path.isEmpty ? child.name : "\(path).\(child.name)", child.example))
        walk(child, path.isEmpty ? child.name : "\(path).\(child.name)")
      }
    }
    walk(.spec, "")
    keys = found
  }

  /// A spec, and sometimes values for `--set`.
  func make(_ dice: inout FuzzDice) -> (yaml: String, overrides: [String]) {
    var tree = dice.pick(corpus)
    for _ in 0..<dice.roll(4) { tree = mutated(tree, &dice, depth: 0) }
    var text = Self.flow(tree, &dice)
    if dice.roll(5) == 0 { for _ in 0...dice.roll(3) { text = scratched(text, &dice) } }
    let overrides = (0..<(dice.roll(8) == 0 ? 1 + dice.roll(3) : 0)).map { _ in
      let key = dice.pick(keys)
      return
        "\(key.name)\(dice.roll(12) == 0 ? "" : "=")\(dice.roll(2) == 0 ? key.example : dice.pick(Self.scalars))"
    }
    return (text, overrides)
  }

  // MARK: Trees

  private func mutated(_ tree: SpecValue, _ dice: inout FuzzDice, depth: Int) -> SpecValue {
    switch tree {
    case .mapping(var entries) where !entries.isEmpty:
      let place = dice.roll(entries.count)
      // Mostly deeper, so that all depths are met.
      if dice.roll(3) > 0 {
        entries[place].value = mutated(entries[place].value, &dice, depth: depth + 1)
        return .mapping(entries)
      }
      switch dice.roll(8) {
      case 0: entries.remove(at: place)
      case 1: entries.append(entries[place])
      case 2: entries[place].key = misspelt(entries[place].key, &dice)
      case 3: entries[place].key = dice.pick(keys).name
      case 4: entries[place].value = value(&dice)
      case 5: entries.append(.init(dice.pick(keys).name, value(&dice)))
      case 6: entries[place].value = dice.pick(corpus)
      default:
        entries.append(
          .init("sweep", .mapping([.init(dice.pick(keys).name, .list([value(&dice), value(&dice)]))])))
      }
      return .mapping(entries)
    case .list(var values) where !values.isEmpty && dice.roll(3) > 0:
      switch dice.roll(4) {
      case 0: values.remove(at: dice.roll(values.count))
      case 1: values.append(value(&dice))
      case 2: values += Array(repeating: values[0], count: dice.roll(300))
      default: values[dice.roll(values.count)] = value(&dice)
      }
      return .list(values)
    default: return dice.roll(8) == 0 ? nested(tree, dice.roll(60)) : value(&dice)
    }
  }

  private func value(_ dice: inout FuzzDice) -> SpecValue {
    switch dice.roll(6) {
    case 0: .mapping([.init(dice.pick(keys).name, .text(dice.pick(Self.scalars)))])
    case 1: .list((0..<dice.roll(4)).map { _ in .text(dice.pick(Self.scalars)) })
    case 2: .text(dice.pick(keys).example)
    default: .text(dice.pick(Self.scalars))
    }
  }

  private func nested(_ tree: SpecValue, _ depth: Int) -> SpecValue {
    (0..<depth).reduce(tree) { inner, _ in .list([inner]) }
  }

  private func misspelt(_ key: String, _ dice: inout FuzzDice) -> String {
    var letters = Array(key)
    guard !letters.isEmpty else { return "x" }
    let place = dice.roll(letters.count)
    switch dice.roll(4) {
    case 0: letters.remove(at: place)
    case 1: letters.insert(dice.pick(Array("-_ aé\u{0}:#{")), at: place)
    case 2: letters[place] = dice.pick(Array("xyzλ'\""))
    default: letters = Array(key.uppercased())
    }
    return String(letters)
  }

  // MARK: Texts

  /// YAML in flow style; texts are not escaped, so that hostile ones take effect.
  static func flow(_ tree: SpecValue, _ dice: inout FuzzDice) -> String {
    switch tree {
    case .boolean(let value): return "\(value)"
    case .integer(let value): return "\(value)"
    case .number(let value): return "\(value)"
    case .text(let text): return text
    case .list(let values): return "[" + values.map { flow($0, &dice) }.joined(separator: ", ") + "]"
    case .mapping(let entries):
      let colon = dice.roll(60) == 0 ? ":" : ": "
      return "{" + entries.map { "\($0.key)\(colon)\(flow($0.value, &dice))" }.joined(separator: ",\n ") + "}"
    }
  }

  private func scratched(_ text: String, _ dice: inout FuzzDice) -> String {
    var bytes = Array(text.utf8)
    guard !bytes.isEmpty else { return "{" }
    let place = dice.roll(bytes.count)
    let end = min(bytes.count, place + 1 + dice.roll(40))
    switch dice.roll(7) {
    case 0: bytes[place] ^= UInt8(1 << dice.roll(8))
    case 1: bytes.removeSubrange(place..<end)
    case 2: bytes.insert(contentsOf: Array(bytes[place..<end]), at: dice.roll(bytes.count))
    case 3: bytes.removeSubrange(place...)
    case 4: bytes.insert(contentsOf: Array(dice.pick(Self.scraps).utf8), at: place)
    case 5:
      bytes.insert(
        contentsOf: Array(repeating: dice.pick(Array("[{-\"'".utf8)), count: 1 + dice.roll(3000)), at: place)
    default: bytes.insert(UInt8(truncatingIfNeeded: dice.roll(256)), at: place)
    }
    return String(decoding: bytes, as: UTF8.self)
  }

  private static let scraps = [
    "\n---\n", "\n...\n", "\t", "\r", "\u{FEFF}", "\u{2028}", "&a [1, 2]", "*a", "<<: *a", "!!int",
    "!!binary", "!x", "? ", "| ", "> ", "%YAML 1.2\n",
    "#", ": ", ", ", "}", "]", "\u{0}", "\u{1B}[31m", "\"\\u0000\"", "é\u{301}", "𝔘",
  ]

  static let scalars = [
    "0", "-0", "1", "-1", "2", "3", "1.5", "1e-8", "1e308", "-1e308", "1e-320", "1e999", "1e400", ".inf",
    "-.inf", ".nan", "NaN", "nan", "inf",
    "9223372036854775807", "9223372036854775808", "18446744073709551615", "-9223372036854775808",
    "99999999999999999999999999", "1000000",
    "1000001", "0x10", "0o17", "1_000", "010", "1:30", "~", "null", "''", "\"\"", "' '", "true", "yes", "off",
    "none", "any", "cheap", "all",
    "real", "complex", "haar", "fan-in", "positive", "log", "phi.npy", "/", "/dev/null", "/dev/zero", ".",
    "../..", "~/x", "file:///etc", "\"a\\nb\"",
    "\"\\x00\"", "\"\\e[2J\"", "é", "λ", "\u{202E}x", "2026-01-01", "!!float 1", "[]", "{}", "[[]]", "[{}]",
    "{a: 1}", "x" + String(repeating: "y", count: 700),
  ]
}

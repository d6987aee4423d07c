import Experiments
import Foundation
import SpecLanguage

/// The smallest spec that is right; one key a line, so that line numbers in messages are easy to follow.
package let smallestSpec = """
  name: base
  network: {depth: 2, width: 3}
  target: {identity: {}}
  initialization: {gaussian: {deviation: 0.1}}
  dynamics: {gradient-descent: {step-size: 0.01}}
  stop: {max-steps: 10}
  """

/// A spec with one of its lines replaced (the one that begins with the same key), or one added.
package func spec(_ text: String = smallestSpec, with line: String) -> String {
  let key = line.prefix { $0 != ":" } + ":"
  var lines = text.split(separator: "\n").map(String.init)
  if let index = lines.firstIndex(where: { $0.hasPrefix(key) }) {
    lines[index] = line
  } else {
    lines.append(line)
  }
  return lines.joined(separator: "\n")
}

/// A spec read as if it were in the file spec.yaml of the folder /specs.
package func experiment(_ yaml: String, set overrides: String...) throws(InputError) -> Experiment {
  try Experiment(
    yaml: yaml, source: "spec.yaml", folder: URL(fileURLWithPath: "/specs", isDirectory: true),
    overrides: overrides)
}

/// The registered choices of a section, as a message lists them: a new one needs no new expectation.
///
/// - Parameter orReplacements: whether keys that take their place are among them.
package func choices(of section: String, orReplacements: Bool = false) -> String {
  for case .mapping(let mapping) in SpecKey.spec[[section]]?.type.alternatives ?? [] {
    let replacements = orReplacements ? mapping.keys.filter(\.replacesVariants) : []
    return (mapping.variants + replacements).map(\.name).joined(last: "or")
  }
  preconditionFailure("\(section) has no variants")
}

/// The quantities to observe, as a message lists them.
package var quantityNames: String {
  for case .list(.choice(let choices), _) in SpecKey.spec[["observe", "quantities"]]?.type.alternatives ?? []
  {
    return choices.map(\.name).joined(last: "or")
  }
  preconditionFailure("observe.quantities is no list of words")
}

/// The message that a spec meets; empty where it is right.
package func message(_ yaml: String, set overrides: [String] = []) -> String {
  do throws(InputError) {
    _ = try Experiment(
      yaml: yaml, source: "spec.yaml", folder: URL(fileURLWithPath: "/specs", isDirectory: true),
      overrides: overrides)
    return ""
  } catch {
    return error.description
  }
}

import ArgumentParser
import Experiments
import Foundation
import SpecLanguage

/// `deeplinear schema`
struct SchemaCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "schema",
    abstract: "Print the spec's JSON Schema: every key with its meaning, range and default.",
    discussion: """
      Editors complete and check specs with it. With yaml-language-server (VS Code, Neovim, …):

        deeplinear schema > deeplinear.schema.json

      and, as the first line of a spec:

        # yaml-language-server: $schema=deeplinear.schema.json

      Readers of YAML 1.1 take 1e-8 for text, where deeplinear reads the number: if your editor complains, write 1.0e-8.
      """)

  @Flag(help: "A table for people instead, in Markdown.")
  var table = false

  func run() throws {
    if table { return try StandardStreams.write(SpecKey.spec.markdownTable) }
    let compact = Data(SpecKey.spec.jsonSchema(title: "DeepLinear spec").json.utf8)
    let object = try JSONSerialization.jsonObject(with: compact)
    let pretty = try JSONSerialization.data(
      withJSONObject: object, options: [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes])
    try StandardStreams.print(String(decoding: pretty, as: UTF8.self))
  }
}

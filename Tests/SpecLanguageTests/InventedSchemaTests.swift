import SpecLanguage
import Testing

/// A language for recipes: nothing here is known to the specs of experiments.
@Suite("Any tree of keys is a language of its own")
struct InventedSchemaTests {
  static let root = SpecKey(
    "recipe",
    .keys(
      SpecKey("title", .text(.name), .required, example: "bread", "What it is called."),
      SpecKey(
        "oven",
        .keys(
          SpecKey("heat", .number(.positive), .defaulted(180.0), unit: "°C", synonyms: ["temp"], "How hot.")),
        .defaulted([:]), example: "{heat: 180}", "How it is baked."),
      SpecKey(
        "flour", .oneOf([grams, SpecKey("cups", .integer(1...9), .required, example: "2", "In cups.")]),
        .required, example: "{cups: 2}", "How much flour."),
      SpecKey(
        "trials",
        .axes(
          over: ["oven"],
          ranges: SpecMapping(keys: [SpecKey("count", .integer(2...9), .required, example: "3", "How many.")])
        ),
        .optional, example: "{oven.heat: [180, 200]}", "What is varied.")),
    .required, "A recipe.")

  private static let grams = SpecKey("grams", .number(.positive), .required, example: "500", "In grams.")

  private func resolved(_ yaml: String) throws(InputError) -> SpecValue {
    let node = try SyntaxReader.read(yaml, source: "recipe.yaml")
    return try Resolution(folder: "/recipes", root: Self.root).resolve(node, as: Self.root, path: "")
  }

  private func message(_ yaml: String) -> String {
    do throws(InputError) {
      _ = try resolved(yaml)
      return ""
    } catch {
      return error.description
    }
  }

  @Test("Defaults are filled in, and the keys are in the schema's order")
  func defaults() throws {
    #expect(
      try resolved("flour: {cups: 2}\ntitle: bread").yaml
        == "title: bread\noven:\n  heat: 180.0\nflour:\n  cups: 2\n")
  }

  @Test("The message for an unknown key suggests the nearest one of the same schema, at any depth")
  func suggestions() {
    let start = "title: bread\nflour: {grams: 500}\n"
    #expect(
      message(start + "ovn: {}") == "recipe.yaml:3:1: the spec has no key 'ovn'; did you mean oven?")
    #expect(
      message(start + "temp: 200")
        == "recipe.yaml:3:1: the spec has no key 'temp'; did you mean oven.heat?")
    #expect(
      message(start + "network: {depth: 4}")
        == "recipe.yaml:3:1: the spec has no key 'network'; its keys are title, oven, flour and trials.")
  }

  @Test("The JSON Schema has its title, one variant of several, and the axes over the keys that may vary")
  func jsonSchema() {
    let schema = Self.root.jsonSchema(title: "Recipe")
    #expect(schema["title"] == "Recipe" && schema["required"] == ["title", "flour"])
    #expect(
      schema["properties"]?["flour"]?["oneOf"] == [["required": ["grams"]], ["required": ["cups"]]])
    let axes = schema["properties"]?["trials"]?["properties"]?.entries?.map(\.key)
    #expect(axes == ["oven", "oven.heat", "zip"])
  }

  @Test("The table has a row for each key, with its unit and its default")
  func table() {
    let rows = Self.root.markdownTable.split(separator: "\n")
    #expect(rows.count == 2 + 7)
    #expect(rows.contains("| `oven.heat` | a number above 0; unit: °C; default: 180.0 | How hot. |"))
  }
}

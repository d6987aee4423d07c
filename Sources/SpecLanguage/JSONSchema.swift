// The schema in the language that editors understand: JSON Schema, draft 2020-12.

extension SpecKey {
  /// The JSON Schema of the documents whose root key this is, so that editors complete keys and show their documentation.
  ///
  /// It says what one key alone can say; what keys must agree on is checked when a document is read.
  public func jsonSchema(title: String) -> SpecValue {
    let entries: [SpecValue.Entry] = [
      .init("$schema", "https://json-schema.org/draft/2020-12/schema"), .init("title", .text(title)),
    ]
    let ignored: SpecValue = ["description": "Ignored: a place for what anchors name."]
    return .mapping(
      entries + (jsonSchema(under: self).entries ?? [])
        + [.init("patternProperties", .mapping([.init("^\(SyntaxNode.ignoredPrefix)", ignored)]))])
  }

  private func jsonSchema(under root: SpecKey) -> SpecValue {
    var description = documentation
    if let unit { description += " Unit: \(unit)." }
    if let untilAvailable { description += " Not available yet; \(untilAvailable)." }
    var entries: [SpecValue.Entry] = [.init("description", .text(description))]
    if case .defaulted(let value) = presence { entries.append(.init("default", value)) }
    return .mapping(entries + (type.jsonSchema(under: root).entries ?? []))
  }

  /// `name: schema` for each of several keys.
  fileprivate static func properties(_ keys: [SpecKey], under root: SpecKey) -> SpecValue {
    .mapping(keys.map { .init($0.name, $0.jsonSchema(under: root)) })
  }
}

extension SpecType {
  fileprivate func jsonSchema(under root: SpecKey) -> SpecValue {
    switch self {
    case .integer(let range):
      ["type": "integer", "minimum": .integer(range.lowerBound), "maximum": .integer(range.upperBound)]
    case .number(let range): .mapping([.init("type", "number")] + range.jsonBounds)
    case .boolean: ["type": "boolean"]
    case .text: ["type": "string", "minLength": 1]
    case .choice(let choices): ["enum": .list(choices.map { .text($0.name) })]
    case .list(let element, let count):
      [
        "type": "array", "items": element.jsonSchema(under: root), "minItems": .integer(count.lowerBound),
        "maxItems": .integer(count.upperBound),
      ]
    case .union(let types): ["anyOf": .list(types.map { $0.jsonSchema(under: root) })]
    case .mapping(let mapping): mapping.jsonSchema(under: root)
    case .axes(let names, let ranges): Self.axesSchema(over: names, ranges, under: root)
    }
  }

  /// Dotted paths with values, and `zip` with groups of them.
  private static func axesSchema(
    over names: [String], _ ranges: SpecMapping, under root: SpecKey
  ) -> SpecValue {
    let axis: SpecValue = ["anyOf": [["type": "array", "minItems": 1], ranges.jsonSchema(under: root)]]
    let paths = names.flatMap { name in
      [name] + (root[[name]]?.paths ?? []).map { "\(name).\($0)" }
    }
    let axes = paths.map { SpecValue.Entry($0, axis) }
    let group: SpecValue = ["type": "object", "properties": .mapping(axes), "additionalProperties": false]
    let zip: SpecValue = ["type": "array", "minItems": 1, "items": group]
    return [
      "type": "object", "properties": .mapping(axes + [.init("zip", zip)]), "additionalProperties": false,
      "minProperties": 1,
    ]
  }
}

extension SpecMapping {
  fileprivate func jsonSchema(under root: SpecKey) -> SpecValue {
    var entries: [SpecValue.Entry] = [
      .init("type", "object"), .init("properties", SpecKey.properties(variants + keys, under: root)),
      .init("additionalProperties", false),
    ]
    let required = keys.filter { if case .required = $0.presence { true } else { false } }
    if !required.isEmpty { entries.append(.init("required", .list(required.map { .text($0.name) }))) }
    let pairs = keys.compactMap { key in key.alternative.map { SpecValue.list([.text(key.name), .text($0)]) }
    }
    if !pairs.isEmpty { entries.append(.init("allOf", .list(pairs.map { ["not": ["required": $0]] }))) }
    if !variants.isEmpty {
      let given = variants.map { SpecValue.mapping([.init("required", [.text($0.name)])]) }
      let replaced = replacements.map { key -> SpecValue in
        ["required": [.text(key.name)], "not": ["anyOf": .list(given)]]
      }
      entries.append(.init("oneOf", .list(given + replaced)))
    }
    return .mapping(entries)
  }
}

extension NumberRange {
  fileprivate var jsonBounds: [SpecValue.Entry] {
    var bounds: [SpecValue.Entry] = []
    if lower.isFinite { bounds.append(.init(includesLower ? "minimum" : "exclusiveMinimum", .number(lower))) }
    if upper.isFinite { bounds.append(.init(includesUpper ? "maximum" : "exclusiveMaximum", .number(upper))) }
    return bounds
  }
}

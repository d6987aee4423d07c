/// Numbers that only some runs have, by the names of their fields, such as "alignment_time".
public struct FieldNumbers: Sendable, Equatable, ExpressibleByDictionaryLiteral {
  /// By the number of the field among those; empty where the run has none of them.
  private var numbers: [Double?] = []

  /// No number of any field.
  public init() {}

  /// The numbers of a dictionary.
  ///
  /// - Precondition: the keys are names of such fields.
  public init(_ dictionary: [String: Double]) { for (name, number) in dictionary { self[name] = number } }

  /// The numbers of a dictionary literal; its keys are names of such fields, each once.
  public init(dictionaryLiteral elements: (String, Double)...) {
    for (name, number) in elements { self[name] = number }
  }

  /// The number of a field; nil where the run has none.
  ///
  /// - Precondition: `name` is that of a field that some runs have.
  public subscript(name: String) -> Double? {
    get { self[at: Self.place(name)] }
    set { self[at: Self.place(name)] = newValue }
  }

  /// The number of a field, by its place among the fields that some runs have.
  subscript(at place: Int) -> Double? {
    get { numbers.isEmpty ? nil : numbers[place] }
    set {
      if numbers.isEmpty {
        guard newValue != nil else { return }
        numbers = Array(repeating: nil, count: ResultField.optionalNames.count)
      }
      numbers[place] = newValue
    }
  }

  private static let places = Dictionary(
    uniqueKeysWithValues: ResultField.optionalNames.enumerated().map { ($0.element, $0.offset) })

  private static func place(_ name: String) -> Int {
    guard let place = places[name] else {
      preconditionFailure("'\(name)' is no field that some runs have")
    }
    return place
  }
}

extension FieldNumbers: Codable {
  /// Reads a dictionary.
  ///
  /// - Throws: `DecodingError` where it has another field's name for a key.
  public init(from decoder: any Decoder) throws {
    let dictionary = try [String: Double](from: decoder)
    if let odd = dictionary.keys.first(where: { Self.places[$0] == nil }) {
      throw DecodingError.dataCorrupted(
        .init(codingPath: decoder.codingPath, debugDescription: "'\(odd)' is no field that some runs have"))
    }
    self.init(dictionary)
  }

  /// Writes a dictionary.
  public func encode(to encoder: any Encoder) throws {
    let pairs = ResultField.optionalNames.compactMap { name in self[name].map { (name, $0) } }
    try Dictionary(uniqueKeysWithValues: pairs).encode(to: encoder)
  }
}

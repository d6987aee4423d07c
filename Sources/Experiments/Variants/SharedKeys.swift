import SpecLanguage

// Keys that several variants have.

extension SpecKey {
  static let deviation = SpecKey(
    "deviation", .number(.positive), .required, example: "0.1", synonyms: deviationSynonyms,
    "The standard deviation of the Gaussian entries.")

  static let deviationSynonyms = ["std", "sigma", "scale", "stddev", "standard-deviation"]

  /// The seed of a random target.
  static let targetSeed = SpecKey(
    "seed", .integer(0...Int.max), .defaulted(0), example: "7",
    "The seed from which Φ is drawn, the same in every run.")

  static func scale(_ range: NumberRange, _ documentation: String) -> SpecKey {
    SpecKey("scale", .number(range), .defaulted(1.0), example: "1.0", synonyms: ["value"], documentation)
  }
}

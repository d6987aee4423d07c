// network, target, initialization, dynamics: the variants bring their own keys.

import SpecLanguage

extension SpecKey {
  static let network = SpecKey(
    "network",
    .keys(
      SpecKey(
        "depth", .integer(1...1000), .optional, example: "4", synonyms: ["layers", "N", "num-layers"],
        "N, the number of layers; with width."
      ).symbol("N"),
      SpecKey(
        "width", .integer(1...1_000_000), .optional, example: "5", synonyms: ["hidden", "dim", "d"],
        "d, where all widths are the same: d_0 = … = d_N; with depth."
      ).symbol("d"),
      SpecKey(
        "widths", .list(of: .integer(1...1_000_000), count: 2...1001), .optional, example: "[128, 32, 32, 1]",
        synonyms: ["sizes", "shape", "dims"], "d_0 … d_N, the input's first; instead of depth and width."),
      SpecKey(
        "field",
        .choice([.init("real", "real weights"), .init("complex", "complex weights")]), .defaulted("real"),
        example: "complex", synonyms: ["dtype"], "The field over which the weights are taken."
      ).namedByValue),
    .required, example: "{depth: 4, width: 5}", synonyms: ["model", "architecture"],
    "The widths of the network and its field.")

  static let target = SpecKey(
    "target", .oneOf(TargetRegistry.keys, keys: LossRegistry.all.map { $0.key }),
    .required, example: "{identity: {scale: 1.0}}", synonyms: ["phi", "sigma", "teacher"],
    "Φ, the matrix to be learned, and the part of it that enters the loss.")

  static let initialization = SpecKey(
    "initialization",
    .oneOf(
      InitializationRegistry.keys,
      keys: [
        SpecKey(
          "determinant",
          .choice([
            .init("any", "as drawn"), .init("positive", "conditioned on det W_{1:N} > 0"),
            .init("negative", "conditioned on det W_{1:N} < 0"),
          ]), .defaulted("any"), "Conditions a random start on the sign of det W_{1:N}; real, d_0 = d_N.")
      ]),
    .required, example: "{gaussian: {deviation: 0.1}}",
    synonyms: ["init", "initialisation", "start", "weights"],
    "The distribution of the weights at step 0.")

  static let dynamics = SpecKey(
    "dynamics",
    .oneOf(
      MethodRegistry.keys,
      keys: [
        SpecKey(
          "regularization", .number(.nonnegative), .defaulted(0.0), example: "1.0",
          synonyms: ["a", "regularisation", "penalty"], "a, the strength of the balance penalty."
        ).symbol("a"),
        SpecKey(
          "precision",
          .choice([
            .init("double", "64-bit floating point"),
            .init(
              "single", "32-bit floating point",
              untilAvailable: "leave dynamics.precision out, or write double"),
          ]), .defaulted("double"), synonyms: ["dtype"], "The floating-point format of the run."),
      ]),
    .required, example: "{gradient-descent: {step-size: 0.01}}",
    synonyms: ["optimizer", "training", "method"],
    "How the weights move.")
}

// network, target, initialization.

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
    "target",
    .oneOf(
      SpecKey(
        "identity", .keys(scale(.any, "What the identity is multiplied by.")), .required,
        example: "{scale: 1.0}",
        "Φ = scale · I, padded with zeros where not square."),
      SpecKey(
        "diagonal", .list(of: .number(.any), count: 1...100_000), .required, example: "[3, 2, 1]",
        "Φ is diagonal with these min(d_0, d_N) entries."),
      SpecKey(
        "singular-values",
        .keys(
          SpecKey(
            "values", .list(of: .number(.nonnegative), count: 1...100_000), .required, example: "[3, 2, 1]",
            "The min(d_0, d_N) singular values."),
          drawSeed),
        .required, example: "{values: [3, 2, 1], seed: 7}",
        "Φ = U diag(values) Vᴴ with U and V drawn from the Haar law."),
      SpecKey(
        "gaussian", .keys(deviation, drawSeed), .required, example: "{deviation: 1, seed: 7}",
        "Φ has independent Gaussian entries."),
      SpecKey(
        "file", .text(.file), .required, example: "phi.npy", synonyms: ["npy", "matrix"],
        "Φ is read from a .npy file of shape d_N × d_0."),
      data,
      keys: [
        SpecKey(
          "mask", .orNone(.text(.file), "every entry counts"), .defaulted("none"), example: "mask.npy",
          "A .npy file of zeros and ones: only entries with a one count (matrix completion)."),
        SpecKey(
          "covariance", .orNone(.text(.file), "the plain square loss"), .defaulted("none"),
          example: "lxx.npy",
          "A .npy file with Λ_xx, d_0 × d_0: the general quadratic loss, Φ being Λ_yx."),
      ]),
    .required, example: "{identity: {scale: 1.0}}", synonyms: ["phi", "sigma", "teacher"],
    "Φ, the matrix to be learned, and what of it the loss sees.")

  static let initialization = SpecKey(
    "initialization",
    .oneOf(
      SpecKey(
        "gaussian",
        .keys(
          SpecKey(
            "deviation",
            .union([
              .number(.positive), .list(of: .number(.positive), count: 1...1000),
              .choice([.init("fan-in", "1/√d_{j−1} for layer j")]),
            ]), .required, example: "0.1",
            synonyms: ["std", "sigma", "scale", "stddev", "standard-deviation"],
            "The standard deviation of the entries: one number, one per layer, or fan-in for 1/√d_{j−1}."
          ).symbol("s")),
        .required, example: "{deviation: 0.1}", "Independent Gaussian entries in every layer."),
      SpecKey(
        "balanced",
        .keys(
          deviation.symbol("s"),
          SpecKey(
            "rotations",
            .choice([
              .init("none", "no rotations"), .init("haar", "Haar rotations between neighbouring layers"),
            ]), .defaulted("none"), "What is inserted between neighbouring layers.")),
        .required, example: "{deviation: 0.1}",
        "A Gaussian end-to-end matrix, split into balanced layers (Arora et al., 2019, Procedure 1)."),
      SpecKey(
        "balanced-gaussian", .keys(deviation.symbol("s")), .required, example: "{deviation: 0.1}",
        "Balanced layers, each Gaussian in law (Luo et al., 2025, §4.1); all widths the same."),
      SpecKey(
        "identity", .keys(scale(.any, "What the identity is multiplied by.")), .required,
        example: "{scale: 1.0}",
        "Every layer is scale · I, padded with zeros where not square."),
      SpecKey(
        "orthogonal", .keys(scale(.positive, "Every singular value of every layer.")), .required,
        example: "{scale: 1.0}", "Haar orthogonal or unitary layers, scaled."),
      SpecKey(
        "files", .list(of: .text(.file), count: 1...1000), .required,
        example: "[w1.npy, w2.npy, w3.npy, w4.npy]",
        "One .npy file a layer, W_1 first, W_j of shape d_j × d_{j−1}."),
      SpecKey(
        "counterexample",
        .keys(
          SpecKey("claim", .integer(4...5), .required, example: "4", "Which claim of Arora et al., 2019."),
          SpecKey(
            "margin", .number(.betweenZeroAndOne), .defaulted(0.5),
            "The deficiency margin of claim 4's start; claim 5 does not use it.")),
        .required, example: "{claim: 4, margin: 0.5}", "A start from which gradient descent fails."),
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
    "The law of the weights at step 0.")

  private static let deviation = SpecKey(
    "deviation", .number(.positive), .required, example: "0.1",
    synonyms: ["std", "sigma", "scale", "stddev", "standard-deviation"],
    "The standard deviation of the Gaussian entries.")

  private static let drawSeed = SpecKey(
    "seed", .integer(0...Int.max), .defaulted(0), example: "7",
    "The seed from which Φ is drawn, the same in every run.")

  private static func scale(_ range: NumberRange, _ documentation: String) -> SpecKey {
    SpecKey("scale", .number(range), .defaulted(1.0), example: "1.0", synonyms: ["value"], documentation)
  }

  private static func flag(_ name: String, _ documentation: String) -> SpecKey {
    SpecKey(name, .boolean, .defaulted(false), documentation)
  }

  private static let data = SpecKey(
    "data",
    .keys(
      SpecKey("csv", .text(.file), .optional, example: "ethanol.csv", "A table, one row an instance."),
      SpecKey("label", .text(.words), .optional, example: "ppm", "The column of the table to be predicted."),
      SpecKey(
        "ignore", .list(of: .text(.words), count: 0...100_000), .defaulted([]), example: "[batch]",
        "Columns of the table to leave out."),
      SpecKey(
        "images", .text(.file), .optional, example: "train-images-idx3-ubyte.gz", "Images in IDX format."),
      SpecKey(
        "labels", .text(.file), .optional, example: "train-labels-idx1-ubyte.gz",
        "Their labels, made one-hot."),
      SpecKey(
        "sensor", .list(of: .text(.file), count: 1...1000), .optional, example: "[batch1.dat, batch2.dat]",
        "Files of the UCI gas sensor data set."),
      SpecKey("class", .integer(1...1000), .optional, example: "1", "The gas of the sensor files to keep."),
      flag("whiten", "Rotates and scales the instances to mean zero and covariance I."),
      flag("normalize-labels", "Scales the labels to ‖Λ_yx‖_F = 1."),
      flag("pseudo-inverse", "Drops constant directions when whitening, instead of refusing them."),
      flag("centre-labels", "Subtracts the mean of the labels.")),
    .required, example: "{csv: ethanol.csv, label: ppm, whiten: true}", synonyms: ["dataset"],
    "Φ is made from a data set."
  ).unavailable("reduce the data to a matrix yourself and name it under target.file")
}

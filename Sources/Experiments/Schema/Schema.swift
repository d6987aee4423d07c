// The keys of the spec, in the order in which the resolved spec writes them. The sections follow in
// SchemaProblem.swift (network, target, initialization, dynamics) and SchemaRun.swift (stop, observe, sweep).

import SpecLanguage

extension SpecKey {
  /// The whole spec.
  public static let spec = SpecKey(
    "spec",
    .keys(
      name.excludedFromIdentity, network, target, initialization, dynamics, stop, observe,
      seeds.excludedFromIdentity,
      sweep.excludedFromIdentity, best, checkpoint.excludedFromIdentity),
    .required, "A problem, how to train on it, and what to record.")

  private static let name = SpecKey(
    "name", .text(.name), .required, example: "four-layer-complex",
    "What the experiment is called; the output folder unless --out names another.")

  private static let seeds = SpecKey(
    "seeds",
    .keys(
      SpecKey(
        "first", .integer(0...Int.max), .defaulted(0), example: "0",
        "The first seed; one run a seed, at every point of the sweep."),
      SpecKey(
        "count", .integer(1...1_000_000_000), .defaulted(1), unit: "runs", example: "64",
        "How many seeds, rising by one from the first."
      ).unless("until"),
      SpecKey(
        "until",
        .keys(
          SpecKey(
            "half-width", .number(.betweenZeroAndOne), .required, example: "0.01",
            "Half the width of the exact 95 % interval of a point's success fraction at which it gets no more seeds."
          ),
          SpecKey(
            "at-most", .integer(1...1_000_000_000), .defaulted(1_000_000), unit: "runs",
            "The most seeds of a point, however well its fraction is known.")),
        .optional, example: "{half-width: 0.01}",
        "In place of count: batches of 256 seeds at every point until the fraction of its runs that converge is known so well; needs stop.loss-below."
      )),
    .defaulted([:]), example: "{first: 0, count: 64}", synonyms: ["seed", "random-seeds", "repeats"],
    "The seeds, each of which is one run at every point.")

  /// Keys whose values a sweep may vary.
  static let sweepable = ["network", "target", "initialization", "dynamics", "stop"]
}

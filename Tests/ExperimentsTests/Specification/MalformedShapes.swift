// Values that do not go together: whole messages, so that every word is looked at when one changes.

extension Malformed {
  static let shapes: [Malformed] = [
    .init(
      "network: {depth: 3, widths: [3, 3, 3]}",
      meets:
        "spec.yaml:2:18: network.depth is 3, but network.widths has 3 numbers, which is depth 2; leave one of them out."
    ),
    .init(
      "network: {depth: 2, width: 3, widths: [3, 4, 3]}",
      meets: "spec.yaml:2:28: network.width is 3, but network.widths has 4 in it; leave one of them out."),
    .init(
      "target: {diagonal: [3, 2]}",
      meets:
        "spec.yaml:3:20: target.diagonal has 2 entries; expected 3, which is min(d_0, d_N) for widths [3, 3, 3]."
    ),
    .init(
      "target: {diagonal: [1]}",
      meets:
        "spec.yaml:3:20: target.diagonal has 1 entry; expected 3, which is min(d_0, d_N) for widths [3, 3, 3]."
    ),
    .init(
      "target: {singular-values: {values: [4, 3, 2, 1]}}",
      meets:
        "spec.yaml:3:36: target.singular-values.values has 4 entries; expected 3, which is min(d_0, d_N) for widths [3, 3, 3]."
    ),
    .init(
      "initialization: {gaussian: {deviation: [0.1, 0.2, 0.3]}}",
      meets: "spec.yaml:4:40: initialization.gaussian.deviation has 3 deviations; expected 2, one per layer."),
    .init(
      "initialization: {files: [w1.npy]}",
      meets: "spec.yaml:4:25: initialization.files has 1 file; expected 2, one per layer."),
    .init(
      "network: {widths: [5, 2, 4]}", "initialization: {balanced: {deviation: 0.1}}",
      meets:
        "spec.yaml:4:28: initialization.balanced needs hidden widths of at least min(d_0, d_N) = 4; the narrowest of [5, 2, 4] is 2."
    ),
    .init(
      "network: {widths: [3, 4, 3]}", "initialization: {balanced-gaussian: {deviation: 0.1}}",
      meets:
        "spec.yaml:4:37: initialization.balanced-gaussian needs all widths the same, not [3, 4, 3]; use balanced instead."
    ),
    .init(
      "network: {widths: [3, 4, 2]}", "initialization: {gaussian: {deviation: 0.1}, determinant: positive}",
      meets:
        "spec.yaml:4:59: initialization.determinant needs d_0 = d_N, for the end-to-end matrix to be square; the widths are [3, 4, 2]."
    ),
    .init(
      "network: {widths: [3, 2, 3]}", "initialization: {gaussian: {deviation: 0.1}, determinant: negative}",
      meets:
        "spec.yaml:4:59: initialization.determinant needs hidden widths of at least d_0 = 3, for the determinant not to be 0; the widths are [3, 2, 3]."
    ),
    .init(
      "network: {depth: 2, width: 3, field: complex}",
      "initialization: {gaussian: {deviation: 0.1}, determinant: positive}",
      meets:
        "spec.yaml:4:59: initialization.determinant needs a real network: a complex determinant has no sign; leave it out."
    ),
    .init(
      "initialization: {identity: {}, determinant: positive}",
      meets:
        "spec.yaml:4:45: initialization.determinant conditions a random start, and this one is not; leave it out."
    ),
    .init(
      "network: {depth: 3, width: 3}", "initialization: {counterexample: {claim: 4}}",
      meets:
        "spec.yaml:4:34: initialization.counterexample of claim 4 needs an even depth; the network has depth 3."
    ),
    .init(
      "network: {widths: [3, 4, 3]}", "initialization: {counterexample: {claim: 5}}",
      meets: "spec.yaml:4:34: initialization.counterexample needs all widths the same, not [3, 4, 3]."),
    .init(
      "target: {identity: {scale: 2}}", "initialization: {counterexample: {claim: 4}}",
      meets:
        "spec.yaml:4:34: initialization.counterexample of claim 4 needs target: {identity: {scale: 1.0}}."),
    .init(
      "initialization: {counterexample: {claim: 5}}",
      meets:
        "spec.yaml:4:34: initialization.counterexample of claim 5 needs a target with a negative eigenvalue, such as diagonal: [1, -1]."
    ),
    .init(
      "target: {identity: {}, mask: m.npy, covariance: c.npy}",
      meets: "spec.yaml:3:49: target has both mask and covariance, which make different losses; keep one."),
    .init(
      "stop: {max-time: 1e300}",
      meets:
        "spec.yaml:6:18: stop.max-time is more steps of 0.01 than can be counted; shorten it, or add max-steps."
    ),
    .init(
      "observe: {snapshots: {at: [0, 10, 10]}}",
      meets: "spec.yaml:7:27: observe.snapshots.at has 10 after 10; expected steps that rise."),
    .init(
      "observe: {snapshots: {at: [0, 1.5]}}",
      meets:
        "spec.yaml:7:27: observe.snapshots.at has 1.5; expected whole steps, as gradient descent has no others."
    ),
    .init(
      "observe: {thresholds: [0.1, 0.01, 0.1]}",
      meets: "spec.yaml:7:23: observe.thresholds has 0.1 twice; keep one."),
    .init(
      "seeds: {first: 9223372036854775807, count: 2}",
      meets:
        "spec.yaml:7:16: the last seed, seeds.first + seeds.count − 1, is more than 9223372036854775807; begin with a smaller seed."
    ),
  ]
}

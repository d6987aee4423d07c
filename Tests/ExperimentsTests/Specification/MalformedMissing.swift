// Missing keys, and exactly one of several: whole messages, so that every word is looked at when one changes.

import _ExperimentSupport

extension Malformed {
  static let missing: [Malformed] = [
    .init(
      "network: {width: 3}",
      meets:
        "spec.yaml:2:10: network has width but no depth; add them, such as {depth: 4, width: 5} or {widths: [128, 32, 1]}."
    ),
    .init(
      "network: {depth: 2}",
      meets:
        "spec.yaml:2:10: network has depth but no width; add them, such as {depth: 4, width: 5} or {widths: [128, 32, 1]}."
    ),
    .init(
      "network: {}",
      meets:
        "spec.yaml:2:10: network has neither widths nor depth and width; add them, such as {depth: 4, width: 5} or {widths: [128, 32, 1]}."
    ),
    .init(
      "target: {}",
      meets:
        "spec.yaml:3:9: target has none of \(choices(of: "target", orReplacements: true)); add one, such as identity: {scale: 1.0}."
    ),
    .init(
      "target: {mask: m.npy}",
      meets:
        "spec.yaml:3:9: target has none of \(choices(of: "target", orReplacements: true)); add one, such as identity: {scale: 1.0}."
    ),
    .init(
      "target: {identity: {}, file: phi.npy}",
      meets: "spec.yaml:3:24: target has both identity and file; keep one of them."),
    .init(
      "initialization: {determinant: positive}",
      meets:
        "spec.yaml:4:17: initialization has none of \(choices(of: "initialization")); add one, such as gaussian: {deviation: 0.1}."
    ),
    .init(
      "initialization: {gaussian: {deviation: 1}, identity: {}, balanced: {deviation: 1}}",
      meets: "spec.yaml:4:44: initialization has all of gaussian, identity and balanced; keep one of them."),
    .init(
      "initialization: {gaussian: {}}",
      meets:
        "spec.yaml:4:28: initialization.gaussian has no deviation, which is required; add one, such as deviation: 0.1."
    ),
    .init(
      "dynamics: {regularization: 1}",
      meets:
        "spec.yaml:5:11: dynamics has none of \(choices(of: "dynamics")); add one, such as gradient-descent: {step-size: 0.01}."
    ),
    .init(
      "dynamics: {gradient-descent: {}}",
      meets:
        "spec.yaml:5:30: dynamics.gradient-descent has no step-size, which is required; add one, such as step-size: 0.01."
    ),
    .init(
      "stop: {loss-below: 1e-8}",
      meets: "spec.yaml:6:7: stop has neither max-steps nor max-time; add one, such as max-steps: 200000."),
    .init(
      "stop: {}",
      meets: "spec.yaml:6:7: stop has neither max-steps nor max-time; add one, such as max-steps: 200000."),
    .init(
      "stop: {max-steps: none}",
      meets: "spec.yaml:6:7: stop has neither max-steps nor max-time; add one, such as max-steps: 200000."),
    .init(
      "observe: {snapshots: {}}",
      meets:
        "spec.yaml:7:22: observe.snapshots has none of log, every, at or times; add one, such as log: 300."),
    .init(
      "observe: {snapshots: {log: 10, every: 5}}",
      meets: "spec.yaml:7:32: observe.snapshots has both log and every; keep one of them."),
  ]
}

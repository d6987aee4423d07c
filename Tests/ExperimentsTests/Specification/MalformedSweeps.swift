// Sweeps: whole messages, so that every word is looked at when one changes.

import _ExperimentSupport

extension Malformed {
  static let sweeps: [Malformed] = [
    .init(
      "sweep: {}",
      meets:
        "spec.yaml:7:8: sweep is empty; expected keys with their values, such as {network.depth: [2, 3, 4]}."),
    .init(
      "sweep: [1]",
      meets:
        "spec.yaml:7:8: sweep is a list of 1; expected keys with their values, such as {network.depth: [2, 3, 4]}."
    ),
    .init(
      "sweep: {network.depth: 3}",
      meets:
        "spec.yaml:7:24: sweep.network.depth is 3; expected a list of values, or log or linear with from, to and count, such as [4]."
    ),
    .init(
      "sweep: {network.depth: []}",
      meets:
        "spec.yaml:7:24: sweep.network.depth is an empty list; expected a list of values, or log or linear with from, to and count, such as [4]."
    ),
    .init(
      "sweep: {network.dept: [2, 3]}",
      meets:
        "spec.yaml:7:9: sweep has 'network.dept', which is no key of the spec; did you mean network.depth?"),
    .init(
      "sweep: {deviation: [0.1, 0.2]}",
      meets:
        "spec.yaml:7:9: sweep has 'deviation', which is no key of the spec; did you mean target.gaussian.deviation, initialization.gaussian.deviation, initialization.balanced.deviation or initialization.balanced-gaussian.deviation?"
    ),
    .init(
      "sweep: {nonsense.at.all: [1]}",
      meets:
        "spec.yaml:7:9: sweep has 'nonsense.at.all', which is no key of the spec; 'deeplinear schema' lists them."
    ),
    .init(
      "sweep: {network..depth: [1]}",
      meets:
        "spec.yaml:7:9: sweep has 'network..depth', which is no key of the spec; did you mean network.depth?"),
    .init(
      "sweep: {seeds.count: [1, 2]}",
      meets:
        "spec.yaml:7:9: seeds.count cannot be swept; expected a key of network, target, initialization, dynamics or stop."
    ),
    .init(
      "sweep: {network.depth: [2, 0]}",
      meets: "spec.yaml:7:28: entry 2 of sweep.network.depth is 0; expected a whole number from 1 to 1000."),
    .init(
      "sweep: {network.depth: [2, 2]}",
      meets:
        "spec.yaml:7:8: two points of the sweep are the same, with {\"network.depth\":2}; keep each value once."
    ),
    .init(
      "sweep: {network.depth: {log: {from: 2, to: 9, count: 4}}}",
      meets:
        "spec.yaml:7:24: entry 2 of sweep.network.depth is 3.30192724889; expected a whole number from 1 to 1000."
    ),
    .init(
      "sweep: {network.depth: {log: {from: 0, to: 9, count: 4}}}",
      meets: "spec.yaml:7:37: sweep.network.depth.log.from is 0; expected a number above 0, such as 1e-3."),
    .init(
      "sweep: {network.depth: {linear: {from: 2, to: 4}}}",
      meets:
        "spec.yaml:7:33: sweep.network.depth.linear has no count, which is required; add one, such as count: 13."
    ),
    .init(
      "sweep: {network.depth: {linear: {from: 2, to: 4, count: 1}}}",
      meets:
        "spec.yaml:7:57: sweep.network.depth.linear.count is 1; expected a whole number from 2 to 10000, such as 13."
    ),
    .init(
      "sweep: {network.depth: {range: {from: 2, to: 4}}}",
      meets: "spec.yaml:7:25: sweep.network.depth has no key 'range'; its keys are log and linear."),
    .init(
      "sweep: {network.depth: [2, 3], network.depth: [4]}",
      meets:
        "spec.yaml:7:32: the key 'network.depth' is given twice in line 7; keep one."),
    .init(
      "sweep: {network.depth: [2, 3], zip: [{network.depth: [4]}]}",
      meets: "spec.yaml:7:8: sweep varies network.depth twice, on two axes; keep one axis."
    ),
    .init(
      "sweep: {initialization: [{identity: {}}], initialization.identity.scale: [1, 2]}",
      meets:
        "spec.yaml:7:8: sweep varies initialization.identity.scale twice, by itself and as initialization; keep one axis."
    ),
    .init(
      "sweep: {initialization.identity.scale: [1, 2]}",
      meets: "spec.yaml:7:41: initialization has both gaussian and identity; keep one of them."),
    .init(
      "sweep: {zip: [{network.depth: [2, 3], network.width: [2, 3, 4]}]}",
      meets:
        "spec.yaml:7:15: network.depth has 2 values and network.width has 3; expected the same number in a group of sweep.zip, whose axes move together."
    ),
    .init(
      "sweep: {zip: {network.depth: [2, 3]}}",
      meets:
        "spec.yaml:7:14: sweep.zip is a mapping; expected a list of groups of axes, such as [{network.depth: [3, 8], stop.max-steps: [1000, 5000]}]."
    ),
    .init(
      "sweep: {zip: [3]}",
      meets:
        "spec.yaml:7:15: a group of sweep.zip is 3; expected axes, such as {network.depth: [3, 8], stop.max-steps: [1000, 5000]}."
    ),
    .init(
      "sweep: {zip: [{}]}",
      meets:
        "spec.yaml:7:15: a group of sweep.zip is empty; expected axes, such as {network.depth: [3, 8], stop.max-steps: [1000, 5000]}."
    ),
    .init(
      "sweep: {network.depth: {linear: {from: 1, to: 200, count: 200}}, network.width: {linear: {from: 1, to: 200, count: 200}}}",
      meets:
        "spec.yaml:7:8: the sweep has at least 40000 points; expected at most 10000, each of which runs every seed."
    ),
    .init(
      "sweep: {network.widths: [[3, 3], [3, 3, 3]]}",
      meets:
        "spec.yaml:2:18: network.depth is 2, but network.widths has 2 numbers, which is depth 1; leave one of them out. This is the point network.widths = [3, 3]."
    ),
    .init(
      "sweep: {network.widths: [[3, 3]]}",
      meets:
        "spec.yaml:2:18: network.depth is 2, but network.widths has 2 numbers, which is depth 1; leave one of them out. This is the point network.widths = [3, 3]."
    ),
    .init(
      "observe: {snapshots: {at: [3, 1]}}",
      "sweep: {initialization.determinant: [positive, negative], network.depth: [2, 3]}",
      meets: "spec.yaml:7:27: observe.snapshots.at has 1 after 3; expected steps that rise."),
    .init(
      "initialization: {}", "sweep: {initialization.gaussian.deviation: [0.1, 0.2]}",
      "observe: {snapshots: {at: [0.5]}}",
      meets:
        "spec.yaml:8:27: observe.snapshots.at has 0.5; expected whole steps, as gradient descent has no others."
    ),
    .init(
      "sweep: {network.depth: [1, 2], initialization.determinant: [positive, negative], zip: [{network.field: [complex, complex], stop.max-steps: [1, 2]}]}",
      meets:
        "spec.yaml:7:61: initialization.determinant needs a real network: a complex determinant has no sign; leave it out. This is the point initialization.determinant = positive, network.field = complex, stop.max-steps = 1."
    ),
    .init(
      "initialization: gaussian", "sweep: {initialization.determinant: [positive, negative]}",
      meets:
        "spec.yaml:4:17: initialization is 'gaussian'; write it as a mapping: {gaussian: {deviation: 0.1}}."
    ),
    .init(
      "initialization: [0.1]", "sweep: {zip: [{initialization.gaussian.deviation: [1, 2]}]}",
      meets:
        "spec.yaml:4:17: initialization is a list of 1; expected a mapping with exactly one of \(choices(of: "initialization")), such as {gaussian: {deviation: 0.1}}."
    ),
    .init(
      "network: {widths: [3, 2, 3]}",
      "sweep: {initialization: [{gaussian: {deviation: 1}}, {balanced: {deviation: 0.5}}]}",
      meets:
        "spec.yaml:7:65: initialization.balanced needs hidden widths of at least min(d_0, d_N) = 3; the narrowest of [3, 2, 3] is 2. This is the point initialization = {balanced: {deviation: 0.5, rotations: none}, determinant: any}."
    ),
  ]
}

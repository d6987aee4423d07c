// --set: whole messages, so that every word is looked at when one changes.

extension Malformed {
  static let overrides: [Malformed] = [
    .set(
      "stop.max-steps",
      meets: "--set 'stop.max-steps': expected key=value, such as --set stop.max-steps=1000."),
    .set(
      "stop.max-step=5",
      meets: "--set: 'stop.max-step' is no key of the spec; did you mean stop.max-steps?"),
    .set(
      "max-steps=5",
      meets: "--set: 'max-steps' is no key of the spec; did you mean stop.max-steps?"),
    .set(
      "stop.max-steps=many",
      meets:
        "--set stop.max-steps is 'many'; expected a whole number from 0 to 1000000000000 or none, such as 200000."
    ),
    .set(
      "stop.max-steps=",
      meets: "--set stop.max-steps: no value follows '='; write one, such as stop.max-steps=200000."),
    .set(
      "stop.max-steps=5", "stop.max-steps=6",
      meets: "--set stop.max-steps: the key is set twice; keep one."),
    .set(
      "network={depth: 2",
      meets:
        "--set network: this is not YAML: did not find expected ',' or '}' while parsing a flow mapping; check indentation, brackets and quotes."
    ),
    .set(
      "network.widths=[3, 3]",
      meets:
        "spec.yaml:2:18: network.depth is 2, but network.widths has 2 numbers, which is depth 1; leave one of them out."
    ),
    .set(
      "initialization.identity.scale=2",
      meets:
        "--set initialization.identity.scale: initialization has both gaussian and identity; keep one of them."
    ),
    .set(
      "sweep.network.dept=[1, 2]",
      meets:
        "--set sweep.network.dept: sweep has 'network.dept', which is no key of the spec; did you mean network.depth?"
    ),
    .set(
      "sweep.network.depth=[2, 3]", "network.depth=2",
      meets:
        "--set network.depth: the spec sweeps this key, so the value would have no effect; set sweep.network.depth instead."
    ),
    .set(
      "seeds=5", "seeds.count=3",
      meets: "--set seeds is 5; expected a mapping, such as {first: 0, count: 64}."),
    .set(
      "target=identity", "target.mask=m.npy",
      meets: "--set target is 'identity'; write it as a mapping: {identity: {scale: 1.0}}."),
    .set(
      "seeds={count: 1, count: 2}",
      meets: "--set seeds: the key 'count' is given twice; keep one."),
    .set(
      "=5",
      meets: "--set: '' is no key of the spec; 'deeplinear schema' lists them."),
    .set(
      "dynamics.gradient-descent.step-size=-1",
      meets:
        "--set dynamics.gradient-descent.step-size is -1; expected a number above 0, such as 0.01."
    ),
  ]
}

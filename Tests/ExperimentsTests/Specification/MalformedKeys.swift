// Unknown and duplicate keys: whole messages, so that every word is looked at when one changes.

extension Malformed {
  static let keys: [Malformed] = [
    .init(
      "network: {dept: 4, width: 3}",
      meets: "spec.yaml:2:11: network has no key 'dept'; did you mean depth?"),
    .init(
      "network: {depth: 2, width: 3, maxSteps: 4}",
      meets: "spec.yaml:2:31: network has no key 'maxSteps'; did you mean stop.max-steps?"),
    .init(
      "network: {depth: 2, width: 3, wobble: 4}",
      meets: "spec.yaml:2:31: network has no key 'wobble'; its keys are depth, width, widths and field."),
    .init(
      "depth: 4",
      meets: "spec.yaml:7:1: the spec has no key 'depth'; did you mean network.depth?"),
    .init(
      "learning_rate: 0.1",
      meets:
        "spec.yaml:7:1: the spec has no key 'learning_rate'; did you mean dynamics.gradient-descent.step-size?"
    ),
    .init(
      "targte: {identity: {}}",
      meets: "spec.yaml:7:1: the spec has no key 'targte'; did you mean target?"),
    .init(
      "initialization: {gaussian: {std: 0.1}}",
      meets: "spec.yaml:4:29: initialization.gaussian has no key 'std'; did you mean deviation?"),
    .init(
      "init: {gaussian: {deviation: 0.1}}",
      meets: "spec.yaml:7:1: the spec has no key 'init'; did you mean initialization?"),
    .init(
      "stop: {max_steps: 10}",
      meets: "spec.yaml:6:8: stop has no key 'max_steps'; did you mean max-steps?"),
    .init(
      "stop: {maxSteps: 10}",
      meets: "spec.yaml:6:8: stop has no key 'maxSteps'; did you mean max-steps?"),
    .init(
      "stop: {epochs: 10}",
      meets: "spec.yaml:6:8: stop has no key 'epochs'; did you mean max-steps?"),
    .init(
      "observe: {snapshot: {log: 3}}",
      meets: "spec.yaml:7:11: observe has no key 'snapshot'; did you mean snapshots?"),
    .init(
      "network: {depth: 2, depth: 3, width: 3}",
      meets: "spec.yaml:2:21: the key 'depth' is given twice in line 2; keep one."),
    .init(
      "name: again\nname: twice",
      meets: "spec.yaml:2:1: the key 'name' is given in line 1 and again in line 2; keep one."),
    .init(
      "seeds:\n  count: 3\n  \"count\": 4\n  count: 5",
      meets: "spec.yaml:9:3: the key 'count' is given in line 8 and again in line 9; keep one."),
    .init(
      "x-a: {b: [{c: 1}, {d: 2, d: 3}]}\nx-a: 4",
      meets: "spec.yaml:7:26: the key 'd' is given twice in line 7; keep one."),
    .init(
      "seeds: {\"naïve\": 1, 'naïve': 2, naïve: 3}",
      meets: "spec.yaml:7:21: the key 'naïve' is given twice in line 7; keep one."),
    .init(
      "seeds: {\"\": 1, \"\": 2}",
      meets: "spec.yaml:7:9: the key '' is given more than once, here for the first time; keep one."),
    .init(
      "seeds: {[1]: 1, [1]: 2}",
      meets: "spec.yaml:7:9: a list or mapping is in the place of a key."),
    .init(
      "seeds: {first: 0, number: 3}",
      meets: "spec.yaml:7:19: seeds has no key 'number'; its keys are first, count and until."),
    .init(
      "dynamics: {gradient-descent: {step-size: 0.01, momentum: 0.9}}",
      meets:
        "spec.yaml:5:48: dynamics.gradient-descent has no key 'momentum'; did you mean dynamics.heavy-ball?"),
    .init(
      "\"\": 3",
      meets:
        "spec.yaml:7:1: the spec has no key ''; its keys are name, network, target, initialization, dynamics, stop, observe, seeds, sweep, best and checkpoint."
    ),
    .init(
      "\(long): 3",
      meets: "spec.yaml:7:1: the key \(shown) has more than the 1024 characters that YAML allows; shorten it."
    ),
    .init(
      "\"\(long)\": 3",
      meets: "spec.yaml:7:1: the key \(shown) has more than the 1024 characters that YAML allows; shorten it."
    ),
    .init(
      "stop: {max-steps: 10, \(long): 3}",
      meets:
        "spec.yaml:6:23: the key \(shown) has more than the 1024 characters that YAML allows; shorten it."),
    .document(
      "{\"\(long)\": 3}",
      meets: "spec.yaml:1:2: the key \(shown) has more than the 1024 characters that YAML allows; shorten it."
    ),
    .init(
      "[1, 2]: 3",
      meets: "spec.yaml:7:1: a list or mapping is in the place of a key."),
  ]

  private static let long = String(repeating: "k", count: 1030)
  private static let shown = "'\(String(repeating: "k", count: 40))…'"
}

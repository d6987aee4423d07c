// Numbers outside their range: whole messages, so that every word is looked at when one changes.

extension Malformed {
  static let ranges: [Malformed] = [
    .init(
      "checkpoint: {every: 10}",
      meets:
        "spec.yaml:7:21: checkpoint.every is 10; expected a duration in s, min or h, such as 10min."),
    .init(
      "network: {depth: 0, width: 3}",
      meets: "spec.yaml:2:18: network.depth is 0; expected a whole number from 1 to 1000, such as 4."),
    .init(
      "network: {depth: -2, width: 3}",
      meets: "spec.yaml:2:18: network.depth is -2; expected a whole number from 1 to 1000, such as 4."),
    .init(
      "network: {depth: 2, width: 0}",
      meets: "spec.yaml:2:28: network.width is 0; expected a whole number from 1 to 1000000, such as 5."),
    .init(
      "network: {depth: 2, width: 99999999999999999999}",
      meets:
        "spec.yaml:2:28: network.width is 99999999999999999999; expected a whole number from 1 to 1000000, such as 5."
    ),
    .init(
      "network: {depth: 1001, width: 3}",
      meets: "spec.yaml:2:18: network.depth is 1001; expected a whole number from 1 to 1000, such as 4."),
    .init(
      "network: {widths: [3]}",
      meets:
        "spec.yaml:2:19: network.widths is a list of 1; expected a list of at least 2 (each a whole number from 1 to 1000000), such as [128, 32, 32, 1]."
    ),
    .init(
      "network: {widths: []}",
      meets:
        "spec.yaml:2:19: network.widths is an empty list; expected a list of at least 2 (each a whole number from 1 to 1000000), such as [128, 32, 32, 1]."
    ),
    .init(
      "network: {widths: [3, 0, 3]}",
      meets: "spec.yaml:2:23: entry 2 of network.widths is 0; expected a whole number from 1 to 1000000."),
    .init(
      "network: {depth: 1_0, width: 3}",
      meets:
        "spec.yaml:2:18: network.depth is '1_0'; expected a whole number from 1 to 1000; write 10, without '_' and ','."
    ),
    .init(
      "network: {depth: 0x2, width: 3}",
      meets:
        "spec.yaml:2:18: network.depth is '0x2'; expected a whole number from 1 to 1000; write it in decimal."
    ),
    .init(
      "network: {depth: 02, width: 3}",
      meets:
        "spec.yaml:2:18: network.depth is '02'; expected a whole number from 1 to 1000; write 2, without leading zeros."
    ),
    .init(
      "dynamics: {gradient-descent: {step-size: 0}}",
      meets:
        "spec.yaml:5:42: dynamics.gradient-descent.step-size is 0; expected a number above 0, such as 0.01."),
    .init(
      "dynamics: {gradient-descent: {step-size: -0.01}}",
      meets:
        "spec.yaml:5:42: dynamics.gradient-descent.step-size is -0.01; expected a number above 0, such as 0.01."
    ),
    .init(
      "dynamics: {gradient-descent: {step-size: .inf}}",
      meets:
        "spec.yaml:5:42: dynamics.gradient-descent.step-size is '.inf'; expected a number above 0; numbers are finite here."
    ),
    .init(
      "dynamics: {gradient-descent: {step-size: nan}}",
      meets:
        "spec.yaml:5:42: dynamics.gradient-descent.step-size is 'nan'; expected a number above 0; numbers are finite here."
    ),
    .init(
      "dynamics: {gradient-descent: {step-size: 1e999}}",
      meets:
        "spec.yaml:5:42: dynamics.gradient-descent.step-size is 1e999; expected a number above 0; it lies outside the range of a double."
    ),
    .init(
      "dynamics: {gradient-descent: {step-size: 1e-999}}",
      meets:
        "spec.yaml:5:42: dynamics.gradient-descent.step-size is 1e-999; expected a number above 0; it lies outside the range of a double."
    ),
    .init(
      "dynamics: {gradient-descent: {step-size: '0.01'}}",
      meets:
        "spec.yaml:5:42: dynamics.gradient-descent.step-size is the text '0.01'; expected a number above 0, such as 0.01."
    ),
    .init(
      "dynamics: {gradient-descent: {step-size: 0,01}}",
      meets: "spec.yaml:5:44: dynamics.gradient-descent has no key '01'; its only key is step-size."),
    .init(
      "dynamics: {gradient-descent: {step-size: 1%}}",
      meets:
        "spec.yaml:5:42: dynamics.gradient-descent.step-size is '1%'; expected a number above 0; write 0.01."),
    .init(
      "dynamics: {gradient-descent: {step-size: 0.01}, regularization: -1}",
      meets: "spec.yaml:5:65: dynamics.regularization is -1; expected a number of at least 0, such as 1.0."),
    .init(
      "initialization: {gaussian: {deviation: 0}}",
      meets:
        "spec.yaml:4:40: initialization.gaussian.deviation is 0; expected a number above 0, a non-empty list (each a number above 0) or fan-in, such as 0.1."
    ),
    .init(
      "initialization: {gaussian: {deviation: [0.1, -0.1]}}",
      meets:
        "spec.yaml:4:46: entry 2 of initialization.gaussian.deviation is -0.1; expected a number above 0."),
    .init(
      "initialization: {orthogonal: {scale: 0}}",
      meets: "spec.yaml:4:38: initialization.orthogonal.scale is 0; expected a number above 0, such as 1.0."),
    .init(
      "initialization: {counterexample: {claim: 3}}",
      meets:
        "spec.yaml:4:42: initialization.counterexample.claim is 3; expected a whole number from 4 to 5, such as 4."
    ),
    .init(
      "initialization: {counterexample: {claim: 4, margin: 1}}",
      meets:
        "spec.yaml:4:53: initialization.counterexample.margin is 1; expected a number above 0 and below 1, such as 0.5."
    ),
    .init(
      "target: {singular-values: {values: [1, 1, -1]}}",
      meets:
        "spec.yaml:3:43: entry 3 of target.singular-values.values is -1; expected a number of at least 0."),
    .init(
      "target: {gaussian: {deviation: 1, seed: -1}}",
      meets:
        "spec.yaml:3:41: target.gaussian.seed is -1; expected a whole number from 0 to 9223372036854775807, such as 7."
    ),
    .init(
      "target: {diagonal: [1, .nan, 1]}",
      meets:
        "spec.yaml:3:24: entry 2 of target.diagonal is '.nan'; expected a number; numbers are finite here."),
    .init(
      "target: {diagonal: []}",
      meets:
        "spec.yaml:3:20: target.diagonal is an empty list; expected a non-empty list (each a number), such as [3, 2, 1]."
    ),
    .init(
      "stop: {max-steps: -1}",
      meets:
        "spec.yaml:6:19: stop.max-steps is -1; expected a whole number from 0 to 1000000000000 or none, such as 200000."
    ),
    .init(
      "stop: {max-steps: 1e3.5}",
      meets:
        "spec.yaml:6:19: stop.max-steps is '1e3.5'; expected a whole number from 0 to 1000000000000 or none, such as 200000."
    ),
    .init(
      "stop: {max-steps: 10, loss-below: 0}",
      meets: "spec.yaml:6:35: stop.loss-below is 0; expected a number above 0 or none, such as 1e-8."),
    .init(
      "observe: {snapshots: {log: 1}}",
      meets:
        "spec.yaml:7:28: observe.snapshots.log is 1; expected a whole number from 2 to 1000000, such as 300."),
    .init(
      "observe: {thresholds: [1e-2, 0]}",
      meets: "spec.yaml:7:30: entry 2 of observe.thresholds is 0; expected a number above 0."),
    .init(
      "seeds: {count: 0}",
      meets: "spec.yaml:7:16: seeds.count is 0; expected a whole number from 1 to 1000000000, such as 64."),
    .init(
      "seeds: {first: -1}",
      meets:
        "spec.yaml:7:16: seeds.first is -1; expected a whole number from 0 to 9223372036854775807, such as 0."
    ),
    .init(
      "seeds: {first: 9223372036854775808}",
      meets:
        "spec.yaml:7:16: seeds.first is 9223372036854775808; expected a whole number from 0 to 9223372036854775807, such as 0."
    ),
  ]
}

// Values of the wrong type: whole messages, so that every word is looked at when one changes.

import _ExperimentSupport

extension Malformed {
  static let types: [Malformed] = [
    .init(
      "network: {depth: four, width: 3}",
      meets: "spec.yaml:2:18: network.depth is 'four'; expected a whole number from 1 to 1000, such as 4."),
    .init(
      "network: {depth: '2', width: 3}",
      meets:
        "spec.yaml:2:18: network.depth is the text '2'; expected a whole number from 1 to 1000, such as 4."),
    .init(
      "network: {depth: 2.5, width: 3}",
      meets: "spec.yaml:2:18: network.depth is 2.5; expected a whole number from 1 to 1000, such as 4."),
    .init(
      "network: {depth: [2], width: 3}",
      meets:
        "spec.yaml:2:18: network.depth is a list of 1; expected a whole number from 1 to 1000, such as 4."),
    .init(
      "network: {depth: {n: 2}, width: 3}",
      meets: "spec.yaml:2:18: network.depth is a mapping; expected a whole number from 1 to 1000, such as 4."),
    .init(
      "network: {depth: , width: 3}",
      meets: "spec.yaml:2:18: network.depth is empty; expected a whole number from 1 to 1000, such as 4."),
    .init(
      "network: {depth: null, width: 3}",
      meets: "spec.yaml:2:18: network.depth is empty; expected a whole number from 1 to 1000, such as 4."),
    .init(
      "network: 3",
      meets: "spec.yaml:2:10: network is 3; expected a mapping, such as {depth: 4, width: 5}."),
    .init(
      "network: [3, 3]",
      meets: "spec.yaml:2:10: network is a list of 2; expected a mapping, such as {depth: 4, width: 5}."),
    .init(
      "network: {widths: 3}",
      meets:
        "spec.yaml:2:19: network.widths is 3; expected a list of at least 2 (each a whole number from 1 to 1000000), such as [128, 32, 32, 1]."
    ),
    .init(
      "network: {widths: [3, x, 3]}",
      meets: "spec.yaml:2:23: entry 2 of network.widths is 'x'; expected a whole number from 1 to 1000000."),
    .init(
      "network: {depth: 2, width: 3, field: complx}",
      meets: "spec.yaml:2:38: network.field is 'complx'; did you mean complex?"),
    .init(
      "network: {depth: 2, width: 3, field: quaternion}",
      meets: "spec.yaml:2:38: network.field is 'quaternion'; expected real or complex."),
    .init(
      "network: {depth: 2, width: 3, field: true}",
      meets: "spec.yaml:2:38: network.field is 'true'; expected real or complex."),
    .init(
      "target: {identity: }",
      meets: "spec.yaml:3:20: target.identity is empty; expected a mapping, such as {scale: 1.0}."),
    .init(
      "target: {identity: 1.0}",
      meets: "spec.yaml:3:20: target.identity is 1.0; expected a mapping, such as {scale: 1.0}."),
    .init(
      "initialization: gaussian",
      meets:
        "spec.yaml:4:17: initialization is 'gaussian'; write it as a mapping: {gaussian: {deviation: 0.1}}."
    ),
    .init(
      "initialization: gausian",
      meets: "spec.yaml:4:17: initialization is 'gausian'; did you mean {gaussian: {deviation: 0.1}}?"),
    .init(
      "target: identity",
      meets: "spec.yaml:3:9: target is 'identity'; write it as a mapping: {identity: {scale: 1.0}}."),
    .init(
      "dynamics: 'gradient-descent'",
      meets:
        "spec.yaml:5:11: dynamics is the text 'gradient-descent'; write it as a mapping: {gradient-descent: {step-size: 0.01}}."
    ),
    .init(
      "observe: {snapshots: log}",
      meets: "spec.yaml:7:22: observe.snapshots is 'log'; write it as a mapping: {log: 300}."),
    .init(
      "initialization: ",
      meets:
        "spec.yaml:4:16: initialization is empty; expected a mapping with exactly one of \(choices(of: "initialization")), such as {gaussian: {deviation: 0.1}}."
    ),
    .init(
      "target: {file: [phi.npy]}",
      meets: "spec.yaml:3:16: target.file is a list of 1; expected the path of a file, such as phi.npy."),
    .init(
      "target: {file: ''}",
      meets: "spec.yaml:3:16: target.file is the text ''; expected the path of a file, such as phi.npy."),
    .init(
      "target: {identity: {}, mask: {file: m.npy}}",
      meets:
        "spec.yaml:3:30: target.mask is a mapping; expected the path of a file or none, such as mask.npy."),
    .init(
      "initialization: {gaussian: {deviation: fanin}}",
      meets: "spec.yaml:4:40: initialization.gaussian.deviation is 'fanin'; did you mean fan-in?"),
    .init(
      "initialization: {gaussian: {deviation: wide}}",
      meets:
        "spec.yaml:4:40: initialization.gaussian.deviation is 'wide'; expected a number above 0, a non-empty list (each a number above 0) or fan-in, such as 0.1."
    ),
    .init(
      "initialization: {gaussian: {deviation: {all: 1}}}",
      meets:
        "spec.yaml:4:40: initialization.gaussian.deviation is a mapping; expected a number above 0, a non-empty list (each a number above 0) or fan-in, such as 0.1."
    ),
    .init(
      "initialization: {gaussian: {deviation: [0.1, x]}}",
      meets: "spec.yaml:4:46: entry 2 of initialization.gaussian.deviation is 'x'; expected a number above 0."
    ),
    .init(
      "initialization: {files: w1.npy}",
      meets:
        "spec.yaml:4:25: initialization.files is 'w1.npy'; expected a non-empty list (each the path of a file), such as [w1.npy, w2.npy, w3.npy, w4.npy]."
    ),
    .init(
      "stop: {max-steps: 10, stop-when-stalled: 1}",
      meets: "spec.yaml:6:42: stop.stop-when-stalled is 1; expected true or false, such as true."),
    .init(
      "stop: {max-steps: 10, stop-when-stalled: 'yes'}",
      meets: "spec.yaml:6:42: stop.stop-when-stalled is the text 'yes'; expected true or false, such as true."
    ),
    .init(
      "stop: {max-steps: ten}",
      meets:
        "spec.yaml:6:19: stop.max-steps is 'ten'; expected a whole number from 0 to 1000000000000 or none, such as 200000."
    ),
    .init(
      "stop: {max-steps: 10, loss-below: nothing}",
      meets: "spec.yaml:6:35: stop.loss-below is 'nothing'; expected a number above 0 or none, such as 1e-8."),
    .init(
      "observe: {quantities: [loss, singular_values]}",
      meets:
        "spec.yaml:7:30: entry 2 of observe.quantities is 'singular_values'; did you mean singular-values?"),
    .init(
      "observe: {quantities: [loss, loss]}",
      meets: "spec.yaml:7:30: observe.quantities names 'loss' twice; keep one."),
    .init(
      "observe: {quantities: [sharpness]}",
      meets:
        "spec.yaml:7:24: entry 1 of observe.quantities is 'sharpness'; expected \(quantityNames)."
    ),
    .init(
      "observe: {quantities: everything}",
      meets:
        "spec.yaml:7:23: observe.quantities is 'everything'; expected cheap or a list (each \(quantityNames)), such as [loss, singular-values, imbalance]."
    ),
    .init(
      "observe: {weights: finale}",
      meets: "spec.yaml:7:20: observe.weights is 'finale'; did you mean final?"),
    .init(
      "observe: {weights: [final]}",
      meets: "spec.yaml:7:20: observe.weights is a list of 1; expected none, initial, final or snapshots."),
    .init(
      "observe: {thresholds: 0.1}",
      meets:
        "spec.yaml:7:23: observe.thresholds is 0.1; expected a list (each a number above 0), such as [1e-2, 1e-4]."
    ),
    .init(
      "name: [a]",
      meets:
        "spec.yaml:1:7: name is a list of 1; expected a name to call a folder by, without '/' and not beginning with '.', such as four-layer-complex."
    ),
    .init(
      "name: ",
      meets:
        "spec.yaml:1:6: name is empty; expected a name to call a folder by, without '/' and not beginning with '.', such as four-layer-complex."
    ),
    .init(
      "name: a/b",
      meets:
        "spec.yaml:1:7: name is 'a/b'; expected a name to call a folder by, without '/' and not beginning with '.', such as four-layer-complex."
    ),
    .init(
      "name: .hidden",
      meets:
        "spec.yaml:1:7: name is '.hidden'; expected a name to call a folder by, without '/' and not beginning with '.', such as four-layer-complex."
    ),
    .init(
      "seeds: 5",
      meets: "spec.yaml:7:8: seeds is 5; expected a mapping, such as {first: 0, count: 64}."),
  ]
}

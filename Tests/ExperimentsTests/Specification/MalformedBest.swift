// The section best: whole messages, so that every word is looked at when one changes.

import _ExperimentSupport

extension Malformed {
  private static let stop = "stop: {loss-below: 1e-3, max-steps: 10}"
  private static let over = "over: dynamics.gradient-descent.step-size"

  static let best: [Malformed] = [
    .init(
      stop, "best: {over: dynamics.gradient-descent.stepsize, list: [1], by: fewest-steps}",
      meets:
        "spec.yaml:7:14: best.over is 'dynamics.gradient-descent.stepsize', which is no key of the spec; did you mean dynamics.gradient-descent.step-size?"
    ),
    .init(
      stop, "best: {over: network.depth, list: [1, 2], by: fewest-steps}",
      meets:
        "spec.yaml:7:14: best.over is network.depth; expected a key of dynamics or initialization that takes a number, such as dynamics.gradient-descent.step-size."
    ),
    .init(
      stop, "best: {over: dynamics.precision, list: [1, 2], by: fewest-steps}",
      meets:
        "spec.yaml:7:14: best.over is dynamics.precision; expected a key of dynamics or initialization that takes a number, such as dynamics.gradient-descent.step-size."
    ),
    .init(
      stop, "best: {over: stop.loss-below, list: [1, 2], by: fewest-steps}",
      meets:
        "spec.yaml:7:14: best.over is stop.loss-below; expected a key of dynamics or initialization that takes a number, such as dynamics.gradient-descent.step-size."
    ),
    .init(
      stop, "best: {\(over), list: [0.1, -1], by: fewest-steps}",
      meets: "spec.yaml:7:63: entry 2 of best.list is -1; expected a number above 0."),
    .init(
      stop, "best: {\(over), linear: {from: 1, to: -1, count: 3}, by: fewest-steps}",
      meets: "spec.yaml:7:59: entry 2 of best.linear is 0.0; expected a number above 0."),
    .init(
      stop, "best: {\(over), log: {from: 1, to: 2, count: 2000}, by: fewest-steps}",
      meets:
        "spec.yaml:7:7: best has 2000 values; expected at most 1000, each of which is an attempt of every run."
    ),
    .init(
      stop, "best: {\(over), list: [0.1, 0.2, 1e-1], by: fewest-steps}",
      meets:
        "spec.yaml:7:7: best has the value 0.1 of dynamics.gradient-descent.step-size twice; keep one."),
    .init(
      stop, "best: {\(over), list: [0.1]}",
      meets: "spec.yaml:7:7: best has no by, which is required; add one, such as by: fewest-steps."),
    .init(
      stop, "best: {\(over), by: fewest-steps}",
      meets:
        "spec.yaml:7:7: best has none of log, linear or list; add one, such as log: {from: 1e-3, to: 1, count: 13}."
    ),
    .init(
      stop, "best: {\(over), list: [0.1], by: fewest-step}",
      meets: "spec.yaml:7:68: best.by is 'fewest-step'; did you mean fewest-steps?"),
    .init(
      stop, "best: {\(over), lists: [0.1], by: fewest-steps}",
      meets: "spec.yaml:7:51: best has no key 'lists'; did you mean list?"),
    .init(
      "best: {\(over), list: [0.1], by: fewest-steps}",
      meets:
        "spec.yaml:7:7: best counts the steps to stop.loss-below, and stop has none; add it, such as loss-below: 1e-5."
    ),
    .init(
      stop, "best: {\(over), list: [0.1], by: fewest-steps}",
      "sweep: {dynamics.gradient-descent.step-size: [1, 2]}",
      meets:
        "spec.yaml:7:14: best chooses a value of dynamics.gradient-descent.step-size, and sweep varies dynamics.gradient-descent.step-size; keep one of the two."
    ),
    .init(
      stop, "best: {\(over), list: [0.1], by: fewest-steps}",
      "sweep: {dynamics: [{gradient-descent: {step-size: 1}}]}",
      meets:
        "spec.yaml:7:14: best chooses a value of dynamics.gradient-descent.step-size, and sweep varies dynamics; keep one of the two."
    ),
    .init(
      stop, "best: {over: dynamics.heavy-ball.step-size, list: [0.1], by: fewest-steps}",
      meets:
        "spec.yaml:7:14: best.over is dynamics.heavy-ball.step-size, and dynamics has gradient-descent; name a key inside that."
    ),
    .init(
      "stop: {loss-below: 1e-3, max-time: 10}", "dynamics: {gradient-flow: {}}",
      "best: {over: dynamics.gradient-flow.relative-tolerance, list: [1e-8, 1e-9], by: fewest-steps}",
      meets:
        "spec.yaml:7:14: best chooses by the steps of an optimizer, and those of a flow are its solver's; leave best out, or use dynamics.gradient-descent in place of gradient-flow."
    ),
    .init(
      "stop: {loss-below: 1e-3, max-time: 10}", "dynamics: {gradient-flow: {}}",
      "best: {over: initialization.gaussian.deviation, list: [0.1, 0.2], by: fewest-steps}",
      meets:
        "spec.yaml:7:14: best chooses by the steps of an optimizer, and those of a flow are its solver's; leave best out, or use dynamics.gradient-descent in place of gradient-flow."
    ),
    .init(
      "dynamics: 3", stop, "best: {\(over), list: [0.1], by: fewest-steps}",
      meets:
        "spec.yaml:5:11: dynamics is 3; expected a mapping with exactly one of \(choices(of: "dynamics")), such as {gradient-descent: {step-size: 0.01}}."
    ),
  ]
}

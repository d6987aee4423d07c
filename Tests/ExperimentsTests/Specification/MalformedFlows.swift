// What a flow requires of the spec: whole messages, so that every word is looked at when one changes.

import _ExperimentSupport

extension Malformed {
  static let flows: [Malformed] = [
    .init(
      "dynamics: {gradient-flow: {}}", "stop: {max-time: 5}", "observe: {quantities: [loss, flow-distance]}",
      meets:
        "spec.yaml:7:23: observe.quantities names flow-distance, which is measured along steps of one length, and dynamics is a flow; leave it out."
    ),
    .init(
      "dynamics: {gradient-flow: {}}",
      meets:
        "spec.yaml:6:7: stop has no max-time, which a flow needs, as its steps have no length of their own; add one, such as max-time: 200.0."
    ),
    .init(
      "dynamics: {gradient-flow: {relative-tolerance: 0}}",
      meets:
        "spec.yaml:5:48: dynamics.gradient-flow.relative-tolerance is 0; expected a number from 2e-12 to 0.1, such as 1.0e-10."
    ),
    .init(
      "dynamics: {gradient-flow: {relative-tolerance: 0.2}}",
      meets:
        "spec.yaml:5:48: dynamics.gradient-flow.relative-tolerance is 0.2; expected a number from 2e-12 to 0.1, such as 1.0e-10."
    ),
    .init(
      "dynamics: {gradient-flow: {relative-tolerance: tight}}",
      meets:
        "spec.yaml:5:48: dynamics.gradient-flow.relative-tolerance is 'tight'; expected a number from 2e-12 to 0.1, such as 1.0e-10."
    ),
    .init(
      "dynamics: {gradient-flow: {relative-tolerance: 1e-12}}",
      meets:
        "spec.yaml:5:48: dynamics.gradient-flow.relative-tolerance is 1e-12; expected a number from 2e-12 to 0.1, such as 1.0e-10."
    ),
    .init(
      "dynamics: {gradient-flow: {absolute-tolerance: 1e300}}",
      meets:
        "spec.yaml:5:48: dynamics.gradient-flow.absolute-tolerance is 1e300; expected a number above 0 and at most 1, such as 1.0e-12."
    ),
    .init(
      "dynamics: {gradient-flow: {}, regularization: 1e300}", "stop: {max-time: 5}",
      meets:
        "spec.yaml:5:47: dynamics.regularization is 1e+300, and in a flow the rounding of so strong a penalty outweighs the loss; expected at most 1e+12."
    ),
    .init(
      "dynamics: {end-to-end-flow: {absolute-tolerance: -1e-12}}",
      meets:
        "spec.yaml:5:50: dynamics.end-to-end-flow.absolute-tolerance is -1e-12; expected a number above 0 and at most 1, such as 1.0e-12."
    ),
    .init(
      "dynamics: {gradient-flow: {absolute-tolerance: .inf}}",
      meets:
        "spec.yaml:5:48: dynamics.gradient-flow.absolute-tolerance is '.inf'; expected a number above 0 and at most 1; numbers are finite here."
    ),
    .init(
      "dynamics: {gradient-flow: {method: runge-kutta}}",
      meets:
        "spec.yaml:5:36: dynamics.gradient-flow.method is 'runge-kutta'; expected automatic, bdf or dormand-prince."
    ),
    .init(
      "dynamics: {gradient-flow: {method: dormand-price}}",
      meets:
        "spec.yaml:5:36: dynamics.gradient-flow.method is 'dormand-price'; did you mean dormand-prince?"
    ),
    .init(
      "dynamics: {gradient-flow: {maximum-steps: 0}}",
      meets:
        "spec.yaml:5:43: dynamics.gradient-flow.maximum-steps is 0; expected a whole number from 1 to 1000000000000, such as 10000000."
    ),
    .init(
      "dynamics: {gradient-flow: {maximum-steps: 1.5}}",
      meets:
        "spec.yaml:5:43: dynamics.gradient-flow.maximum-steps is 1.5; expected a whole number from 1 to 1000000000000, such as 10000000."
    ),
    .init(
      "dynamics: {gradient-flow: {step-size: 0.01}}",
      meets:
        "spec.yaml:5:28: dynamics.gradient-flow has no key 'step-size'; did you mean dynamics.gradient-descent.step-size?"
    ),
    .init(
      "dynamics: {gradient-flow: {rtol: 1e-8}}",
      meets:
        "spec.yaml:5:28: dynamics.gradient-flow has no key 'rtol'; did you mean relative-tolerance?"
    ),
    .init(
      "dynamics: {gradient-flow: {max-steps: 100}}",
      meets:
        "spec.yaml:5:28: dynamics.gradient-flow has no key 'max-steps'; did you mean stop.max-steps?"
    ),
    .init(
      "dynamics: {gradient-flow: {}, gradient-descent: {step-size: 0.01}}",
      meets:
        "spec.yaml:5:31: dynamics has both gradient-flow and gradient-descent; keep one of them."
    ),
    .init(
      "dynamics: {gradient-flow: 1e-10}", "stop: {max-time: 5}",
      meets:
        "spec.yaml:5:27: dynamics.gradient-flow is 1e-10; expected a mapping, such as {relative-tolerance: 1e-10}."
    ),
    .init(
      "dynamics: {ode: {}}",
      meets:
        "spec.yaml:5:12: dynamics has no key 'ode'; did you mean gradient-flow?"
    ),
    .init(
      "dynamics: {gradient-flow: {}}", "stop: {max-time: 5, stop-when-stalled: true}",
      meets:
        "spec.yaml:6:40: stop.stop-when-stalled is true, but a flow is never stationary within a finite time; leave it out, or use loss-below."
    ),
    .init(
      "dynamics: {gradient-flow: {}}", "stop: {max-time: 0}",
      meets:
        "spec.yaml:6:18: stop.max-time is 0; expected a number above 0 or none, such as 2000.0."
    ),
    .init(
      "dynamics: {gradient-flow: {}}", "stop: {max-time: 5}", "observe: {snapshots: {at: [0, 1.5, 1.5]}}",
      meets:
        "spec.yaml:7:27: observe.snapshots.at has 1.5 after 1.5; expected times that rise."
    ),
    .init(
      "dynamics: {gradient-flow: {}}", "stop: {max-time: 5}", "observe: {snapshots: {times: [0, 1.5, 1]}}",
      meets:
        "spec.yaml:7:30: observe.snapshots.times has 1 after 1.5; expected times that rise."
    ),
    .init(
      "observe: {snapshots: {times: [0, 0.5, 0.5]}}",
      meets:
        "spec.yaml:7:30: observe.snapshots.times has 0.5 after 0.5; expected times that rise."
    ),
    .init(
      "dynamics: {gradient-flow: {}}", "stop: {max-time: 5}", "observe: {snapshots: {every: -0.5}}",
      meets:
        "spec.yaml:7:30: observe.snapshots.every is -0.5; expected a whole number from 1 to 1000000000000 or a number above 0, such as 100."
    ),
    .init(
      "observe: {snapshots: {every: 0.5}}",
      meets:
        "spec.yaml:7:30: observe.snapshots.every is 0.5; expected whole steps, as gradient descent has no others."
    ),
    .init(
      "observe: {snapshots: {every: 0}}",
      meets:
        "spec.yaml:7:30: observe.snapshots.every is 0; expected a whole number from 1 to 1000000000000 or a number above 0, such as 100."
    ),
    .init(
      "dynamics: {gradient-flow: {}}", "stop: {max-time: 5}", "initialization: {counterexample: {claim: 4}}",
      meets:
        "spec.yaml:4:34: initialization.counterexample of claim 4 is made for a step size, and a flow has none; use dynamics.gradient-descent, or claim 5."
    ),
    .init(
      "dynamics: {end-to-end-flow: {}}", "stop: {max-time: 5}",
      meets:
        "spec.yaml:4:17: initialization.gaussian is not balanced, as an end-to-end flow supposes; use balanced or balanced-gaussian, or gradient-flow."
    ),
    .init(
      "dynamics: {end-to-end-flow: {}, regularization: 1}", "stop: {max-time: 5}",
      "initialization: {balanced: {deviation: 0.1}}",
      meets:
        "spec.yaml:5:49: dynamics.regularization is 1.0, but an end-to-end flow keeps its layers balanced, where the penalty is 0; leave it out, or use gradient-flow."
    ),
    .init(
      "network: {widths: [5, 2, 4]}", "dynamics: {end-to-end-flow: {}}", "stop: {max-time: 5}",
      "initialization: {identity: {}}",
      meets:
        "spec.yaml:5:29: dynamics.end-to-end-flow needs hidden widths of at least min(d_0, d_N) = 4; the narrowest of [5, 2, 4] is 2; use gradient-flow."
    ),
    .init(
      "network: {widths: [3, 4, 3]}", "dynamics: {end-to-end-flow: {}}", "stop: {max-time: 5}",
      "initialization: {orthogonal: {}}",
      meets:
        "spec.yaml:4:17: initialization.orthogonal of these widths is not balanced, as an end-to-end flow supposes; use balanced or balanced-gaussian, or gradient-flow."
    ),
    .init(
      "network: {widths: [3, 4, 5, 2]}", "dynamics: {end-to-end-flow: {}}", "stop: {max-time: 5}",
      "initialization: {identity: {}}",
      meets:
        "spec.yaml:4:17: initialization.identity of these widths is not balanced, as an end-to-end flow supposes; use balanced or balanced-gaussian, or gradient-flow."
    ),
    .init(
      "dynamics: {regularization: 10, gradient-descent: {step-size: 0.01}}", "stop: {max-time: 5}",
      "sweep: {dynamics: [{gradient-descent: {step-size: 0.01}}, {gradient-flow: {}}]}",
      meets:
        "spec.yaml:5:12: sweep.dynamics replaces the whole of dynamics, so that dynamics.regularization here would have no effect; write regularization into each value of the sweep."
    ),
    .init(
      "sweep: {dynamics: [{gradient-descent: {step-size: 0.01}}, {gradient-flow: {}}]}",
      meets:
        "spec.yaml:6:7: stop has no max-time, which a flow needs, as its steps have no length of their own; add one, such as max-time: 200.0. This is the point dynamics = {gradient-flow: {relative-tolerance: 1.0e-10, absolute-tolerance: 1.0e-12, method: automatic, maximum-steps: 10000000}, regularization: 0.0, precision: double}."
    ),
    .init(
      "stop: {max-time: 5}", "sweep: {dynamics: [{gradient-flow: {}, gradient-descent: {step-size: 1}}]}",
      meets:
        "spec.yaml:7:40: entry 1 of sweep.dynamics has both gradient-flow and gradient-descent; keep one of them."
    ),
    .init(
      "stop: {max-time: 5}", "sweep: {dynamics.gradient-flow.relative-tolerance: [1e-8, 1e-6]}",
      meets:
        "spec.yaml:7:53: dynamics has both gradient-descent and gradient-flow; keep one of them."
    ),
    .init(
      "dynamics: {gradient-flow: {}}", "stop: {max-time: 5}",
      "sweep: {dynamics.gradient-flow.relative-tolerance: [1e-8, 1]}",
      meets:
        "spec.yaml:7:59: entry 2 of sweep.dynamics.gradient-flow.relative-tolerance is 1; expected a number from 2e-12 to 0.1."
    ),
    .init(
      "stop: {max-time: 5}", "sweep: {dynamics: [flow]}",
      meets:
        "spec.yaml:7:20: entry 1 of sweep.dynamics is 'flow'; expected a mapping with exactly one of \(choices(of: "dynamics"))."
    ),
  ]
}

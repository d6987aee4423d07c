"""Both flows: methods, losses, endings, events, verification."""

from cases import case, end_to_end_flow, flow, network, square

METHODS = ("automatic", "dormand-prince", "bdf")
BALANCED = {"balanced": {"deviation": 0.4}}
UNTIL = {"loss-below": 1e-8, "max-time": 40}


def gradient_flows():
    for field in ("real", "complex"):
        for method in METHODS:
            yield case(
                f"flow-{method}-{field}", network=square(3, 3, field), dynamics=flow(method=method), stop=UNTIL)
            yield case(
                f"flow-{method}-penalty-{field}", network=square(2, 2, field), target={"diagonal": [2.0, 1.0]},
                dynamics=flow(20.0, method=method), stop=UNTIL)
        yield case(
            f"flow-mask-{field}", network=square(3, 3, field), dynamics=flow(), stop=UNTIL,
            target={"file": "../inputs/phi.npy", "mask": "../inputs/mask.npy"})
        yield case(
            f"flow-covariance-{field}", network=square(3, 3, field), dynamics=flow(), stop=UNTIL,
            target={"diagonal": [2.0, 1.0, 0.5], "covariance": "../inputs/covariance.npy"})
        yield case(
            f"flow-rectangular-{field}", network=network(4, 2, 3, field=field), target={"gaussian": {"deviation": 1.0}},
            initialization={"gaussian": {"deviation": "fan-in"}}, dynamics=flow(2.0), stop={"max-time": 10})
        # Stiff enough that the explicit solver gives way to the implicit one.
        yield case(
            f"flow-switching-{field}", network=square(3, 2, field), target={"diagonal": [2.0, 1.0]}, dynamics=flow(3000),
            stop={"max-time": 40}, seeds={"count": 2})
    for depth in (1, 2, 5, 8):
        yield case(
            f"flow-depth-{depth}", network=square(depth, 2), target={"diagonal": [1.0, 0.5]}, dynamics=flow(),
            initialization={"gaussian": {"deviation": 0.6}}, stop={"max-time": 12})
    yield case(
        "flow-wide", network=square(2, 30), target={"file": "../inputs/phi-wide.npy"}, dynamics=flow(),
        initialization={"gaussian": {"deviation": "fan-in"}}, stop={"max-time": 3}, seeds={"count": 2})
    yield case(
        "flow-counterexample-5", dynamics=flow(), target={"diagonal": [1.0, 1.0, -1.0]}, stop={"max-time": 15},
        initialization={"counterexample": {"claim": 5}})
    yield case(
        "flow-loose", dynamics=flow(relative_tolerance=1e-4, absolute_tolerance=1e-6), stop={"max-time": 20},
        seeds={"count": 6})


def flow_endings():
    small = {"network": square(2, 2), "target": {"identity": {}}, "initialization": {"gaussian": {"deviation": 0.3}}}
    for name, stop in {
        "max-time": {"max-time": 6}, "converged": {"loss-below": 0.25, "max-time": 6},
        "max-steps": {"max-steps": 7, "max-time": 6}, "loss-above": {"loss-above": 0.01, "max-time": 6},
    }.items():
        yield case(f"flow-stop-{name}", **small, dynamics=flow(), stop=stop)
    short = small | {"stop": {"max-time": 6}}
    yield case("flow-stop-maximum-steps", **short, dynamics=flow(maximum_steps=5))
    yield case("flow-stop-stalled", **short | {"initialization": {"identity": {"scale": 0.0}}}, dynamics=flow())
    yield case("flow-stop-not-finite", **short | {"initialization": {"gaussian": {"deviation": 1e200}}}, dynamics=flow())
    for name, schedule in {
        "log-2": {"log": 2}, "log-40": {"log": 40}, "every": {"every": 0.7}, "every-exactly": {"every": 0.5},
        "at": {"at": [0.5, 2.25, 100]},
    }.items():
        yield case(
            f"flow-snapshots-{name}", **short, dynamics=flow(), observe={"snapshots": schedule, "thresholds": [0.5, 1e-2]})


def end_to_end_flows():
    for field in ("real", "complex"):
        for method in METHODS:
            yield case(
                f"end-to-end-{method}-{field}", network=square(3, 3, field), initialization=BALANCED,
                dynamics=end_to_end_flow(method=method), stop=UNTIL)
        for depth in (1, 2, 4, 7):
            yield case(
                f"end-to-end-depth-{depth}-{field}", network=square(depth, 2, field), target={"diagonal": [1.0, 0.5]},
                initialization={"balanced-gaussian": {"deviation": 0.6}}, dynamics=end_to_end_flow(), stop={"max-time": 12},
                observe={"snapshots": {"log": 10}, "weights": "snapshots", "thresholds": [0.1]})
    yield case(
        "end-to-end-rectangular", network=network(4, 3, 2), target={"gaussian": {"deviation": 1.0}}, initialization=BALANCED,
        dynamics=end_to_end_flow(), stop={"max-time": 10})
    yield case(
        "end-to-end-mask", target={"file": "../inputs/phi.npy", "mask": "../inputs/mask.npy"}, initialization=BALANCED,
        dynamics=end_to_end_flow(), stop={"max-time": 10})
    yield case(
        "end-to-end-covariance", initialization={"identity": {"scale": 0.5}}, dynamics=end_to_end_flow(), stop={"max-time": 10},
        target={"diagonal": [2.0, 1.0, 0.5], "covariance": "../inputs/covariance.npy"})
    yield case(
        "end-to-end-files", network=square(4, 3), dynamics=end_to_end_flow(), stop={"max-time": 10},
        initialization={"files": [f"../inputs/balanced-{layer}.npy" for layer in range(1, 5)]})


def verified():
    for name, dynamics, initialization in (
        ("flow", flow(), {"gaussian": {"deviation": 0.3}}), ("stiff", flow(200.0), {"gaussian": {"deviation": 0.3}}),
        ("bdf", flow(20.0, method="bdf"), {"gaussian": {"deviation": 0.3}}), ("end-to-end", end_to_end_flow(), BALANCED),
        ("not-finite", flow(), {"gaussian": {"deviation": 1e200}}),
    ):
        for field in ("real", "complex"):
            yield case(
                f"verified-{name}-{field}", network=square(3, 2, field), target={"diagonal": [2.0, 1.0]}, dynamics=dynamics,
                initialization=initialization, stop={"loss-below": 1e-6, "max-time": 20}, options=["--verify"])


def all_cases():
    yield from gradient_flows()
    yield from flow_endings()
    yield from end_to_end_flows()
    yield from verified()

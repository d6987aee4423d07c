"""Runs of a second or more that write checkpoints, are ended by a signal and continued, several times."""

import signal

from cases import REFERENCE_ENGINE, case, descent, end_to_end_flow, flow, network, singular_values, square

OFTEN = {"every": "0.05s"}


def by_engine():
    observe = {"snapshots": {"log": 20}, "thresholds": [1.0, 1e-1, 1e-3]}
    for name, number in (("sigint", signal.SIGINT), ("sigterm", signal.SIGTERM)):
        yield case(
            f"interrupted-lockstep-{name}", signal=number, checkpoint=OFTEN, dynamics=descent(1e-6, 1.0), observe=observe,
            stop={"max-steps": 1_500_000}, seeds={"count": 12}, target={"identity": {}})
        yield case(
            f"interrupted-reference-{name}", signal=number, checkpoint=OFTEN, network=square(2, 40), observe=observe,
            target=singular_values(40), initialization={"gaussian": {"deviation": 0.1}}, dynamics=descent(0.001),
            stop={"max-steps": 12_000}, seeds={"count": 2})
        yield case(
            f"interrupted-flow-{name}", signal=number, checkpoint=OFTEN, network=square(3, 2), observe=observe,
            seeds={"count": 3}, target={"diagonal": [2.0, 1.0]}, dynamics=flow(1000, method="dormand-prince"), stop={"max-time": 8})
    yield case(
        "interrupted-batches", signal=signal.SIGINT, checkpoint=OFTEN, threads=2, network=square(3, 2),
        target={"diagonal": [1.0, -0.5]}, initialization={"balanced": {"deviation": 0.5}}, dynamics=descent(0.0001),
        stop={"loss-below": 1e-3, "max-steps": 2_000_000}, observe=observe, seeds={"count": 40},
        sweep={"network.field": ["real", "complex"]})
    yield case(
        "interrupted-blocks", signal=signal.SIGTERM, checkpoint=OFTEN, dynamics=descent(1e-5), target={"identity": {}},
        stop={"max-steps": 300_000}, seeds={"count": 200}, observe={"snapshots": {"log": 5}, "weights": "none"})
    yield case(
        "interrupted-bdf", signal=signal.SIGINT, checkpoint=OFTEN, network=square(4, 3, "complex"), observe=observe,
        dynamics=flow(300, method="bdf", relative_tolerance=1e-9), stop={"max-time": 20}, seeds={"count": 4})
    yield case(
        "interrupted-automatic", signal=signal.SIGTERM, checkpoint=OFTEN, network=square(4, 3), observe=observe,
        dynamics=flow(2000), stop={"max-time": 10}, seeds={"count": 3})
    yield case(
        "interrupted-end-to-end", signal=signal.SIGINT, checkpoint=OFTEN, network=square(4, 12), observe=observe,
        target=singular_values(12), initialization={"balanced": {"deviation": 0.05}}, dynamics=end_to_end_flow(),
        stop={"max-time": 40}, seeds={"count": 3})


def by_contents():
    """With all that a checkpoint must hold: quantities, weights of snapshots, losses, verification."""
    observe = {"snapshots": {"log": 30}, "thresholds": [1.0, 1e-1, 1e-3], "weights": "snapshots"}
    yield case(
        "interrupted-lockstep-weights", signal=signal.SIGINT, checkpoint=OFTEN, network=network(4, 3, 2, field="complex"),
        target={"diagonal": [1.0, 0.5]}, dynamics=descent(1e-6, 2.0), stop={"max-steps": 600_000}, observe=observe,
        seeds={"count": 11})
    yield case(
        "interrupted-lockstep-mask", signal=signal.SIGTERM, checkpoint=OFTEN, dynamics=descent(1e-6), observe=observe,
        target={"file": "../inputs/phi.npy", "mask": "../inputs/mask.npy"}, stop={"max-steps": 2_000_000}, seeds={"count": 9})
    yield case(
        "interrupted-reference-weights", signal=signal.SIGTERM, checkpoint=OFTEN, network=square(2, 3, "complex"),
        target={"diagonal": [2.0, 1.0, 0.5], "covariance": "../inputs/covariance-complex.npy"}, observe=observe,
        dynamics=descent(1e-5, REFERENCE_ENGINE), stop={"max-steps": 300_000, "stop-when-stalled": True}, seeds={"count": 3})
    yield case(
        "interrupted-flow-weights", signal=signal.SIGINT, checkpoint=OFTEN, network=square(4, 3, "complex"), observe=observe,
        dynamics=flow(500, method="dormand-prince"), stop={"loss-below": 1e-9, "max-time": 30}, seeds={"count": 3})
    yield case(
        "interrupted-flow-distance", signal=signal.SIGINT, checkpoint=OFTEN, network=square(3, 2),
        target={"diagonal": [1.0, 0.5]}, dynamics=descent(1e-5), stop={"max-steps": 4_000_000}, seeds={"count": 6},
        observe={"snapshots": {"log": 30}, "quantities": ["loss", "flow-distance"]})
    yield case(
        "interrupted-verified", signal=signal.SIGTERM, checkpoint=OFTEN, network=square(3, 2), target={"diagonal": [2.0, 1.0]},
        dynamics=flow(100), stop={"max-time": 12}, seeds={"count": 12}, options=["--verify"])


def all_cases():
    yield from by_engine()
    yield from by_contents()

"""Engines, kernel families, sizes, threads, many seeds, and runs that are interrupted and continued."""

import signal

from cases import REFERENCE_ENGINE, case, descent, end_to_end_flow, flow, network, square

FAMILIES = ["portable", "neon", "avx2", "avx512"]
SHORT = {"max-steps": 60}
SPARSE = {"snapshots": {"log": 6}}


def singular_values(rank):
    return {"singular-values": {"values": [round(2.0 - i / rank, 6) for i in range(rank)], "seed": 1}}


def families():
    """A batch that is not full, in each family; the families that round alike give the same bits."""
    for family in FAMILIES:
        for field in ("real", "complex"):
            yield case(
                f"kernels-{family}-{field}", network=square(3, 3, field), dynamics=descent(0.03, 0.7), kernels=family,
                seeds={"count": 21})
        yield case(
            f"kernels-{family}-mask", kernels=family, target={"file": "../inputs/phi.npy", "mask": "../inputs/mask.npy"},
            seeds={"count": 9})
        yield case(
            f"kernels-{family}-covariance", kernels=family, network=square(3, 3, "complex"), seeds={"count": 9},
            target={"diagonal": [2.0, 1.0, 0.5], "covariance": "../inputs/covariance-complex.npy"})
        yield case(
            f"kernels-{family}-widths", kernels=family, network=network(4, 3, 5, 2), target={"diagonal": [1.0, 0.5]},
            dynamics=descent(0.02, 0.5), seeds={"count": 9})
        yield case(f"kernels-{family}-size-11", kernels=family, network=square(3, 11), target=singular_values(11), stop=SHORT)
        yield case(f"kernels-{family}-diverging", kernels=family, dynamics=descent(0.9), stop={"max-steps": 300})


def sizes():
    """Each size has code of its own, or belongs to another engine."""
    for field, widths in (("real", (1, 2, 4, 5, 6, 7, 8, 12, 16, 20, 30)), ("complex", (1, 2, 4, 5, 7, 8, 11, 16, 24))):
        for width in widths:
            yield case(
                f"size-{width}-{field}", network=square(3, width, field), target=singular_values(width), stop=SHORT,
                initialization={"gaussian": {"deviation": "fan-in"}}, dynamics=descent(0.02, 0.3), observe=SPARSE)


def reference_engine():
    weak = descent(0.02, REFERENCE_ENGINE)
    for field in ("real", "complex"):
        for width in (1, 3, 6, 7, 16, 17):
            yield case(
                f"reference-size-{width}-{field}", network=square(3, width, field), target=singular_values(width),
                initialization={"gaussian": {"deviation": "fan-in"}}, dynamics=weak, stop=SHORT, observe=SPARSE)
        yield case(
            f"reference-weights-{field}", network=square(4, 3, field), dynamics=weak,
            observe={"snapshots": {"every": 30}, "weights": "snapshots", "thresholds": [1.0, 0.1]})
        yield case(
            f"reference-mask-{field}", network=square(3, 3, field), dynamics=weak,
            target={"file": "../inputs/phi.npy", "mask": "../inputs/mask.npy"})
        yield case(
            f"reference-covariance-{field}", network=square(3, 3, field), dynamics=weak,
            target={"diagonal": [2.0, 1.0, 0.5], "covariance": "../inputs/covariance.npy"})
    wide = {"network": square(3, 30), "stop": SHORT, "observe": SPARSE, "initialization": {"gaussian": {"deviation": 0.2}}}
    yield case("reference-wide-penalty", **wide, target={"file": "../inputs/phi-wide.npy"}, dynamics=descent(0.01, 2.0))
    yield case(
        "reference-wide-mask", **wide, target={"file": "../inputs/phi-wide.npy", "mask": "../inputs/mask-wide.npy"})
    yield case(
        "reference-wide-covariance", **wide,
        target={"file": "../inputs/phi-wide.npy", "covariance": "../inputs/covariance-wide.npy"})
    yield case("reference-diverging", dynamics=descent(0.9, REFERENCE_ENGINE), stop={"max-steps": 300})
    yield case(
        "reference-rectangular", network=network(60, 40, 35), target={"gaussian": {"deviation": 0.2}}, stop=SHORT,
        initialization={"balanced": {"deviation": 0.1}}, observe=SPARSE)
    yield case(
        "reference-threads", network=square(2, 40), target=singular_values(40), dynamics=descent(0.01, 1.0), stop=SHORT,
        seeds={"count": 70}, threads=2, observe={"snapshots": {"log": 6}, "quantities": ["loss"], "weights": "none"})


def many_seeds():
    """More than one batch, and more than one block of runs."""
    small = {"observe": {"snapshots": {"log": 8}, "thresholds": [1.0]}, "stop": {"loss-below": 1e-3, "max-steps": 600}}
    for threads in (1, 2):
        yield case(f"seeds-600-threads-{threads}", **small, seeds={"first": 17, "count": 600}, threads=threads)
        yield case(
            f"seeds-300-complex-threads-{threads}", **small, network=square(4, 2, "complex"), target={"diagonal": [2.0, 1.0]},
            seeds={"count": 300}, threads=threads)
    yield case("seeds-one", seeds={"first": 9223372036854775807, "count": 1})
    yield case(
        "seeds-flows-threads-2", network=square(3, 2), target={"identity": {}}, dynamics=flow(5, relative_tolerance=1e-6),
        stop={"loss-below": 1e-3, "max-time": 8}, seeds={"count": 70}, threads=2,
        observe={"snapshots": {"every": 0.5}, "thresholds": [0.5], "weights": "snapshots"})


def interruptions():
    """Runs of a second or two that write checkpoints, are ended by a signal and continued."""
    often = {"every": "0.05s"}
    observe = {"snapshots": {"log": 20}, "thresholds": [1.0, 1e-1, 1e-3]}
    for name, number in (("sigint", signal.SIGINT), ("sigterm", signal.SIGTERM)):
        yield case(
            f"interrupted-lockstep-{name}", signal=number, checkpoint=often, dynamics=descent(1e-6, 1.0), observe=observe,
            stop={"max-steps": 1_500_000}, seeds={"count": 12}, target={"identity": {}})
        yield case(
            f"interrupted-reference-{name}", signal=number, checkpoint=often, network=square(2, 40), observe=observe,
            target=singular_values(40), initialization={"gaussian": {"deviation": 0.1}}, dynamics=descent(0.001),
            stop={"max-steps": 12_000}, seeds={"count": 2})
        yield case(
            f"interrupted-flow-{name}", signal=number, checkpoint=often, network=square(3, 2), observe=observe,
            target={"diagonal": [2.0, 1.0]}, dynamics=flow(1000, method="dormand-prince"), stop={"max-time": 8}, seeds={"count": 3})
    yield case(
        "interrupted-batches", signal=signal.SIGINT, checkpoint=often, threads=2, network=square(3, 2),
        target={"diagonal": [1.0, -0.5]}, initialization={"balanced": {"deviation": 0.5}}, dynamics=descent(0.0002),
        stop={"loss-below": 1e-3, "max-steps": 500_000}, observe=observe, seeds={"count": 40},
        sweep={"network.field": ["real", "complex"]})
    yield case(
        "interrupted-blocks", signal=signal.SIGTERM, checkpoint=often, dynamics=descent(1e-5), target={"identity": {}},
        stop={"max-steps": 60_000}, seeds={"count": 200}, observe={"snapshots": {"log": 5}, "weights": "none"})
    yield case(
        "interrupted-bdf", signal=signal.SIGINT, checkpoint=often, network=square(4, 3, "complex"), observe=observe,
        dynamics=flow(300, method="bdf", relative_tolerance=1e-9), stop={"max-time": 20}, seeds={"count": 4})
    yield case(
        "interrupted-automatic", signal=signal.SIGTERM, checkpoint=often, network=square(4, 3), observe=observe,
        dynamics=flow(2000), stop={"max-time": 10}, seeds={"count": 3})
    yield case(
        "interrupted-end-to-end", signal=signal.SIGINT, checkpoint=often, network=square(4, 12), observe=observe,
        target=singular_values(12), initialization={"balanced": {"deviation": 0.05}}, dynamics=end_to_end_flow(),
        stop={"max-time": 40}, seeds={"count": 3})


def more_interruptions():
    """With all that a checkpoint must hold: quantities, weights of snapshots, losses, verification."""
    often = {"every": "0.05s"}
    observe = {"snapshots": {"log": 30}, "thresholds": [1.0, 1e-1, 1e-3], "weights": "snapshots"}
    yield case(
        "interrupted-lockstep-weights", signal=signal.SIGINT, checkpoint=often, network=network(4, 3, 2, field="complex"),
        target={"diagonal": [1.0, 0.5]}, dynamics=descent(1e-6, 2.0), stop={"max-steps": 600_000}, observe=observe, seeds={"count": 11})
    yield case(
        "interrupted-lockstep-mask", signal=signal.SIGTERM, checkpoint=often, dynamics=descent(1e-6), observe=observe,
        target={"file": "../inputs/phi.npy", "mask": "../inputs/mask.npy"}, stop={"max-steps": 2_000_000}, seeds={"count": 9})
    yield case(
        "interrupted-reference-weights", signal=signal.SIGTERM, checkpoint=often, network=square(2, 3, "complex"),
        target={"diagonal": [2.0, 1.0, 0.5], "covariance": "../inputs/covariance-complex.npy"}, observe=observe,
        dynamics=descent(1e-5, REFERENCE_ENGINE), stop={"max-steps": 300_000, "stop-when-stalled": True}, seeds={"count": 3})
    yield case(
        "interrupted-flow-weights", signal=signal.SIGINT, checkpoint=often, network=square(4, 3, "complex"), observe=observe,
        dynamics=flow(500, method="dormand-prince"), stop={"loss-below": 1e-9, "max-time": 30}, seeds={"count": 3})
    yield case(
        "interrupted-flow-distance", signal=signal.SIGINT, checkpoint=often, network=square(3, 2), target={"diagonal": [1.0, 0.5]},
        dynamics=descent(1e-5), stop={"max-steps": 1_000_000}, seeds={"count": 6},
        observe={"snapshots": {"log": 30}, "quantities": ["loss", "flow-distance"]})
    yield case(
        "interrupted-verified", signal=signal.SIGTERM, checkpoint=often, network=square(3, 2), target={"diagonal": [2.0, 1.0]},
        dynamics=flow(100), stop={"max-time": 12}, seeds={"count": 12}, options=["--verify"])


def all_cases():
    yield from families()
    yield from sizes()
    yield from reference_engine()
    yield from many_seeds()
    yield from interruptions()
    yield from more_interruptions()

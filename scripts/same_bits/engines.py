"""Engines, kernel families, sizes, threads, and many seeds."""

from cases import REFERENCE_ENGINE, case, descent, flow, network, singular_values, square

FAMILIES = ["portable", "neon", "avx2", "avx512"]
SHORT = {"max-steps": 60}
SPARSE = {"snapshots": {"log": 6}}


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
            f"seeds-300-complex-threads-{threads}", **small, network=square(4, 2, "complex"), threads=threads,
            target={"diagonal": [2.0, 1.0]}, seeds={"count": 300})
    yield case("seeds-one", seeds={"first": 9223372036854775807, "count": 1})
    yield case(
        "seeds-flows-threads-2", network=square(3, 2), target={"identity": {}}, dynamics=flow(5, relative_tolerance=1e-6),
        stop={"loss-below": 1e-3, "max-time": 8}, seeds={"count": 70}, threads=2,
        observe={"snapshots": {"every": 0.5}, "thresholds": [0.5], "weights": "snapshots"})


def all_cases():
    yield from families()
    yield from sizes()
    yield from reference_engine()
    yield from many_seeds()

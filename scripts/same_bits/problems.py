"""Every initialization, target source, loss and shape, over both fields, by gradient descent."""

from cases import REFERENCE_ENGINE, case, descent, network, square

FIELDS = ["real", "complex"]
FEW = {"first": 0, "count": 3}


def layers(stem):
    return [f"../inputs/{stem.format(layer)}.npy" for layer in range(1, 5)]


INITIALIZATIONS = {
    "gaussian": {"gaussian": {"deviation": 0.3}},
    "gaussian-per-layer": {"gaussian": {"deviation": [0.1, 0.2, 0.3, 0.4]}},
    "gaussian-fan-in": {"gaussian": {"deviation": "fan-in"}},
    "balanced": {"balanced": {"deviation": 0.5}},
    "balanced-haar": {"balanced": {"deviation": 0.5, "rotations": "haar"}},
    "balanced-gaussian": {"balanced-gaussian": {"deviation": 0.5}},
    "identity": {"identity": {"scale": 0.5}},
    "orthogonal": {"orthogonal": {"scale": 0.8}},
    "files": {"files": layers("layer-{}")},
    "files-balanced": {"files": layers("balanced-{}")},
    "counterexample-4": {"counterexample": {"claim": 4, "margin": 0.3}},
    "counterexample-5": {"counterexample": {"claim": 5}},
}
TARGET_OF = {"counterexample-4": {"identity": {"scale": 1.0}}, "counterexample-5": {"diagonal": [1.0, 0.5, -1.0]}}

TARGETS = {
    "identity": {"identity": {"scale": -1.5}},
    "diagonal": {"diagonal": [1.0, -3.0, 2.0]},
    "singular-values": {"singular-values": {"values": [3.0, 2.0, 0.0], "seed": 7}},
    "gaussian": {"gaussian": {"deviation": 0.8, "seed": 7}},
    "file": {"file": "../inputs/phi.npy"},
}

LOSSES = {
    "mask": {"file": "../inputs/phi.npy", "mask": "../inputs/mask.npy"},
    "mask-sparse": {"diagonal": [2.0, 1.0, 0.5], "mask": "../inputs/mask-sparse.npy"},
    "covariance": {"diagonal": [2.0, 1.0, 0.5], "covariance": "../inputs/covariance.npy"},
}


def initializations():
    for name, initialization in INITIALIZATIONS.items():
        for field in FIELDS:
            yield case(
                f"initialization-{name}-{field}", network=square(4, 3, field), initialization=initialization, seeds=FEW,
                target=TARGET_OF.get(name, {"identity": {}}), observe={"snapshots": {"log": 10}, "weights": "initial"})
    yield case(
        "initialization-files-complex-layers", network=square(4, 3, "complex"),
        initialization={"files": layers("layer-{}-complex")}, observe={"snapshots": {"log": 10}, "weights": "snapshots"})
    yield case(
        "initialization-files-narrow", network=network(3, 2, 3, 2, 3), initialization={"files": layers("narrow-{}")})
    for claim, target in ((4, {"identity": {}}), (5, {"file": "../inputs/phi-symmetric.npy"})):
        yield case(
            f"initialization-counterexample-{claim}-reference-engine", network=square(2, 3), target=target,
            initialization={"counterexample": {"claim": claim}}, dynamics=descent(0.01, REFERENCE_ENGINE))


def determinants():
    for sign in ("positive", "negative"):
        for name in ("gaussian", "balanced", "balanced-haar", "balanced-gaussian", "orthogonal"):
            initialization = INITIALIZATIONS[name] | {"determinant": sign}
            yield case(
                f"determinant-{sign}-{name}", network=square(3, 3), initialization=initialization, seeds={"count": 8},
                observe={"snapshots": {"log": 6}, "weights": "initial"})


def targets():
    for name, target in (TARGETS | LOSSES).items():
        for field in FIELDS:
            yield case(f"target-{name}-{field}", network=square(3, 3, field), target=target)
    yield case(
        "target-complex-file", network=square(2, 3, "complex"), target={"file": "../inputs/phi-complex.npy"})
    yield case(
        "target-complex-covariance", network=square(2, 3, "complex"),
        target={"file": "../inputs/phi-complex.npy", "covariance": "../inputs/covariance-complex.npy"})
    rectangular = network(4, 3, 3, 2)
    yield case("target-file-fortran", network=rectangular, target={"file": "../inputs/phi-fortran.npy"})
    yield case(
        "target-mask-rectangular", network=rectangular,
        target={"gaussian": {"deviation": 1.0}, "mask": "../inputs/mask-rectangular.npy"})
    yield case(
        "target-covariance-rectangular", network=rectangular,
        target={"singular-values": {"values": [2.0, 1.0], "seed": 1}, "covariance": "../inputs/covariance-rectangular.npy"})


def shapes():
    initialization = {"gaussian": {"deviation": "fan-in"}}
    for field in FIELDS:
        for depth in range(1, 9):
            yield case(
                f"depth-{depth}-{field}", network=square(depth, 2, field), target={"diagonal": [1.0, 0.5]},
                initialization={"gaussian": {"deviation": 0.6}}, dynamics=descent(0.03, 0.5))
        for name, widths in {
            "narrow": (3, 2, 3), "narrow-deep": (4, 3, 1, 3, 4), "wide-inside": (2, 6, 5, 2), "tall": (1, 4, 3, 7),
            "to-one": (5, 4, 1), "one-by-one": (1, 1, 1), "one-layer": (4, 2), "one-square-layer": (3, 3),
        }.items():
            yield case(
                f"widths-{name}-{field}", network=network(*widths, field=field), initialization=initialization,
                target={"gaussian": {"deviation": 0.7, "seed": 2}}, dynamics=descent(0.02, 1.0),
                observe={"snapshots": {"log": 10}, "weights": "snapshots"})


def all_cases():
    yield from initializations()
    yield from determinants()
    yield from targets()
    yield from shapes()

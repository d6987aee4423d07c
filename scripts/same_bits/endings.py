"""How runs of gradient descent end, what they record and when; sweeps."""

from cases import REFERENCE_ENGINE, case, descent, flow, network, square

STILL = {"identity": {"scale": 1.0}}


def stops():
    for name, stop in {
        "max-steps": {"max-steps": 77}, "no-step": {"max-steps": 0}, "max-time": {"max-time": 0.3},
        "max-time-first": {"max-time": 0.1, "max-steps": 400}, "max-steps-first": {"max-time": 9, "max-steps": 4},
        "converged": {"loss-below": 1e-8, "max-steps": 3000}, "converged-at-start": {"loss-below": 100, "max-steps": 9},
        "loss-above": {"loss-above": 4.0, "max-steps": 400}, "loss-above-at-start": {"loss-above": 1e-3, "max-steps": 9},
        "all": {"loss-below": 1e-4, "loss-above": 1e6, "max-steps": 900, "max-time": 30.0, "stop-when-stalled": True},
    }.items():
        for engine, a in (("lockstep", 0.0), ("reference", REFERENCE_ENGINE)):
            yield case(f"stop-{name}-{engine}", stop=stop, dynamics=descent(0.1 if name == "max-time" else 0.02, a))
    for engine, a in (("lockstep", 0.0), ("reference", REFERENCE_ENGINE)):
        yield case(
            f"stop-stalled-{engine}", target={"identity": {}}, initialization=STILL, dynamics=descent(0.02, a),
            stop={"max-steps": 9})
        yield case(
            f"stop-when-stalled-{engine}", target={"identity": {}}, initialization=STILL, dynamics=descent(0.02, a),
            stop={"max-steps": 9, "stop-when-stalled": True})
        yield case(
            f"stop-when-stalled-late-{engine}", network=square(2, 2), target={"diagonal": [2.0, 1.0]},
            initialization={"gaussian": {"deviation": 0.8}}, dynamics=descent(0.1, a),
            stop={"max-steps": 20000, "stop-when-stalled": True}, seeds={"count": 10})
        for field in ("real", "complex"):
            yield case(
                f"stop-not-finite-{engine}-{field}", network=square(4, 3, field), dynamics=descent(1.0, a),
                initialization={"gaussian": {"deviation": 2.0}}, stop={"max-steps": 500, "loss-above": 1e300})
        yield case(
            f"stop-not-finite-at-start-{engine}", initialization={"gaussian": {"deviation": 1e120}}, dynamics=descent(0.01, a))
        yield case(
            f"stop-default-ceiling-{engine}", initialization={"gaussian": {"deviation": 1.5}}, dynamics=descent(0.7, a))


def mixtures():
    """Seeds that end in different ways at different steps, among others that continue."""
    for engine, a in (("lockstep", 0.0), ("reference", REFERENCE_ENGINE)):
        for field in ("real", "complex"):
            yield case(
                f"mixture-{engine}-{field}", network=square(3, 3, field), initialization={"gaussian": {"deviation": 0.8}},
                dynamics=descent(0.12, a), seeds={"count": 100},
                stop={"loss-below": 1e-4, "loss-above": 50.0, "max-steps": 90},
                observe={"snapshots": {"log": 10}, "weights": "snapshots", "thresholds": [1.0, 1e-2]})


def snapshots():
    schedules = {
        "log-2": {"log": 2}, "log-50": {"log": 50}, "log-many": {"log": 300}, "every-7": {"every": 7},
        "every-100": {"every": 100}, "at": {"at": [0, 1, 5, 77]}, "at-beyond": {"at": [3, 1000, 2000]},
    }
    for name, schedule in schedules.items():
        yield case(
            f"snapshots-{name}", observe={"snapshots": schedule, "thresholds": [0.3, 1e9, 1e-30]},
            stop={"loss-below": 1e-3, "max-steps": 400})
        yield case(
            f"snapshots-{name}-reference", observe={"snapshots": schedule, "thresholds": [0.3, 1e9, 1e-30]},
            stop={"loss-below": 1e-3, "max-steps": 400}, dynamics=descent(0.02, REFERENCE_ENGINE))


def weights():
    for choice in ("none", "initial", "final", "snapshots"):
        for field in ("real", "complex"):
            yield case(
                f"weights-{choice}-{field}", network=network(3, 4, 2, field=field), target={"diagonal": [1.0, 0.5]},
                observe={"snapshots": {"log": 6}, "weights": choice})
        yield case(
            f"weights-{choice}-flow", network=square(2, 2), target={"diagonal": [1.0, 0.5]}, dynamics=flow(),
            stop={"max-time": 5}, observe={"snapshots": {"log": 6}, "weights": choice})


def quantities():
    yield case("quantities-loss", observe={"quantities": ["loss"], "snapshots": {"log": 20}})
    yield case("quantities-none", observe={"quantities": [], "snapshots": {"log": 20}, "thresholds": [1.0]})
    yield case(
        "quantities-some", network=square(4, 3, "complex"),
        observe={"quantities": ["imbalance", "hermitian-singular-values", "mutual-alignment"], "snapshots": {"log": 20}})
    for name, sections in {
        "lockstep": {}, "complex": {"network": square(2, 2, "complex"), "target": {"diagonal": [1.0, 0.5]}},
        "penalty": {"dynamics": descent(0.01, 5.0)}, "reference": {"dynamics": descent(0.02, REFERENCE_ENGINE)},
        "diverging": {"dynamics": descent(0.9), "stop": {"max-steps": 300}},
        "mask": {"target": {"file": "../inputs/phi.npy", "mask": "../inputs/mask.npy"}},
    }.items():
        observe = {"quantities": ["loss", "flow-distance", "singular-values"], "snapshots": {"log": 15}}
        yield case(f"quantities-flow-distance-{name}", **sections, observe=observe)


def penalties():
    for a in (1e-3, 1.0, 40.0):
        for field in ("real", "complex"):
            yield case(
                f"penalty-{a:g}-{field}", network=square(4, 3, field), dynamics=descent(0.005, a),
                initialization={"gaussian": {"deviation": 0.4}}, stop={"max-steps": 1500})


def all_cases():
    yield from stops()
    yield from mixtures()
    yield from snapshots()
    yield from weights()
    yield from quantities()
    yield from penalties()

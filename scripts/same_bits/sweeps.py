"""Sweeps of every kind, and figures of what they leave."""

from cases import OVERVIEW, case, descent, of, square

DEVIATION = "initialization.gaussian.deviation"


def one_key():
    yield case(
        "sweep-log", sweep={DEVIATION: {"log": {"from": 1e-2, "to": 1, "count": 5}}}, seeds={"count": 6},
        figures=[
            OVERVIEW, of("steps", "--against", "deviation"), of("success"), of("loss", "--log-y"),
            of("steps-to-0.01", "--against", DEVIATION, "--linear-x"), of("imbalance", "--point", "2")])
    yield case(
        "sweep-linear", dynamics=descent(0.01, 1.0), seeds={"count": 4},
        sweep={"dynamics.regularization": {"linear": {"from": 0, "to": 4, "count": 5}}},
        figures=[of("saddle-time", "--against", "regularization"), of("penalty"), of("time-to-1")])
    yield case(
        "sweep-determinant", network=square(4, 2), target={"identity": {}}, seeds={"count": 8},
        sweep={"initialization.determinant": ["positive", "negative"]},
        figures=[of("hermitian-singular-values"), of("success", "--against", "determinant")])


def several_keys():
    yield case(
        "sweep-zip", stop={"loss-below": 1e-3, "max-steps": 2000}, seeds={"count": 4},
        sweep={"zip": [{"network.depth": [2, 3, 5], DEVIATION: [0.2, 0.3, 0.5]}]},
        figures=[OVERVIEW, of("steps"), of("layer-singular-values", "--point", "1", "--layer", "2", "--layer", "3")])
    yield case(
        "sweep-heatmap", network={"depth": 2, "width": 2}, target={"identity": {}}, seeds={"count": 5},
        sweep={"network.depth": [2, 3, 4], "network.width": [1, 2, 3]},
        figures=[
            of("success", "--against", "depth", "--against", "width"),
            of("steps", "--against", "width", "--against", "depth", "--log-y")])
    yield case(
        "sweep-field", network={"depth": 4, "width": 2}, target={"diagonal": [1.0, 0.5]}, seeds={"count": 7},
        sweep={"network.field": ["real", "complex"], "dynamics.gradient-descent.step-size": [0.01, 0.03]},
        figures=[
            OVERVIEW, of("loss"), of("divergence"), of("hermitian-singular-values", "--k", "2"),
            of("mutual-alignment", "--point", "2")])


def mappings():
    yield case(
        "sweep-widths", target={"identity": {"scale": 1.0}}, network=None, seeds={"count": 3},
        sweep={"network": [{"widths": [2, 3, 2]}, {"widths": [4, 2]}, {"depth": 3, "width": 3, "field": "complex"}]},
        figures=[of("singular-values"), of("magnitude", "--against", "imbalance", "--run", "1")])
    methods = [
        {"gradient-descent": {"step-size": 0.02}}, {"gradient-descent": {"step-size": 0.01}, "regularization": 1.0},
        {"gradient-flow": {}}, {"gradient-flow": {"method": "bdf"}, "regularization": 1.0},
    ]
    yield case(
        "sweep-dynamics", dynamics=None, sweep={"dynamics": methods}, seeds={"count": 5},
        stop={"loss-below": 1e-6, "max-time": 15},
        observe={
            "snapshots": {"log": 12}, "thresholds": [1.0, 1e-2],
            "quantities": ["loss", "singular-values", "flow-distance"]},
        figures=[
            OVERVIEW, of("loss"), of("evaluations"), of("flow-distance"), of("time-to-0.01"),
            of("steps", "--against", "step-size")])
    yield case(
        "sweep-stop", sweep={"stop": [{"max-steps": 50}, {"loss-below": 1e-2, "max-time": 3.0}]}, figures=[of("time")])


def all_cases():
    yield from one_key()
    yield from several_keys()
    yield from mappings()

"""Sweeps, figures of what they leave, the papers' figures, and requests that are refused."""

from cases import DEFAULTS, Case, case, descent, flow, square

BALANCED = {"balanced": {"deviation": 0.5}}
OVERVIEW = ()


def sweeps():
    deviation = "initialization.gaussian.deviation"
    yield case(
        "sweep-log", sweep={deviation: {"log": {"from": 1e-2, "to": 1, "count": 5}}}, seeds={"count": 6},
        figures=[OVERVIEW, ("--of", "steps", "--against", "deviation"), ("--of", "success"), ("--of", "loss", "--log-y"),
                 ("--of", "steps-to-0.01", "--against", deviation, "--linear-x"), ("--of", "imbalance", "--point", "2")])
    yield case(
        "sweep-linear", dynamics=descent(0.01, 1.0), seeds={"count": 4},
        sweep={"dynamics.regularization": {"linear": {"from": 0, "to": 4, "count": 5}}},
        figures=[("--of", "saddle-time", "--against", "regularization"), ("--of", "penalty"), ("--of", "time-to-1")])
    yield case(
        "sweep-zip", stop={"loss-below": 1e-3, "max-steps": 2000}, seeds={"count": 4}, sweep={"zip": [{"network.depth": [2, 3, 5], deviation: [0.2, 0.3, 0.5]}]},
        figures=[OVERVIEW, ("--of", "steps"), ("--of", "layer-singular-values", "--point", "1", "--layer", "2", "--layer", "3")])
    yield case(
        "sweep-heatmap", network={"depth": 2, "width": 2}, target={"identity": {}}, seeds={"count": 5},
        sweep={"network.depth": [2, 3, 4], "network.width": [1, 2, 3]},
        figures=[("--of", "success", "--against", "depth", "--against", "width"),
                 ("--of", "steps", "--against", "width", "--against", "depth", "--log-y")])
    yield case(
        "sweep-field", network={"depth": 4, "width": 2}, target={"diagonal": [1.0, 0.5]}, seeds={"count": 7},
        sweep={"network.field": ["real", "complex"], "dynamics.gradient-descent.step-size": [0.01, 0.03]},
        figures=[OVERVIEW, ("--of", "loss"), ("--of", "divergence"), ("--of", "hermitian-singular-values", "--k", "2"),
                 ("--of", "mutual-alignment", "--point", "2")])
    yield case(
        "sweep-widths", target={"identity": {"scale": 1.0}}, network=None, seeds={"count": 3},
        sweep={"network": [{"widths": [2, 3, 2]}, {"widths": [4, 2]}, {"depth": 3, "width": 3, "field": "complex"}]},
        figures=[("--of", "singular-values"), ("--of", "magnitude", "--against", "imbalance", "--run", "1")])
    yield case(
        "sweep-determinant", network=square(4, 2), target={"identity": {}}, seeds={"count": 8},
        initialization={"gaussian": {"deviation": 0.4}}, sweep={"initialization.determinant": ["positive", "negative"]},
        figures=[("--of", "hermitian-singular-values"), ("--of", "success", "--against", "determinant")])
    methods = [
        {"gradient-descent": {"step-size": 0.02}}, {"gradient-descent": {"step-size": 0.01}, "regularization": 1.0},
        {"gradient-flow": {}}, {"gradient-flow": {"method": "bdf"}, "regularization": 1.0},
    ]
    yield case(
        "sweep-dynamics", dynamics=None, sweep={"dynamics": methods}, stop={"loss-below": 1e-6, "max-time": 15}, seeds={"count": 5},
        observe={"snapshots": {"log": 12}, "thresholds": [1.0, 1e-2], "quantities": ["loss", "singular-values", "flow-distance"]},
        figures=[OVERVIEW, ("--of", "loss"), ("--of", "evaluations"), ("--of", "flow-distance"), ("--of", "steps", "--against", "step-size"),
                 ("--of", "time-to-0.01")])
    yield case(
        "sweep-stop", sweep={"stop": [{"max-steps": 50}, {"loss-below": 1e-2, "max-time": 3.0}]}, figures=[("--of", "time")])


def theory():
    requests = [("--of", "singular-values", "--theory"), ("--of", "loss", "--theory"), ("--of", "imbalance", "--theory", "--run", "0")]
    for name, sections in {
        "one-layer": {"network": square(1, 3), "initialization": {"gaussian": {"deviation": 0.5}}},
        "aligned": {"network": square(3, 3), "initialization": {"identity": {"scale": 0.5}}},
        "aligned-real-orthogonal": {"network": square(4, 3), "initialization": {"orthogonal": {"scale": 0.7}}, "target": {"identity": {}}},
        "two-layers": {"network": square(2, 3, "complex"), "initialization": BALANCED},
        "two-layers-rectangular": {"network": {"widths": [4, 3, 2]}, "target": {"diagonal": [2.0, 1.0]}, "initialization": BALANCED},
        "end-to-end": {"network": square(3, 3), "initialization": BALANCED},
        "end-to-end-file": {
            "target": {"file": "../inputs/phi.npy"}, "initialization": {"balanced-gaussian": {"deviation": 0.4}}},
        "complex": {"network": square(4, 2, "complex"), "target": {"diagonal": [1.0, 0.5]}, "initialization": BALANCED},
        "flow": {"initialization": BALANCED, "dynamics": flow(), "stop": {"max-time": 12}},
    }.items():
        yield case(f"theory-{name}", **sections, figures=requests)
    yield case(
        "theory-sweep", initialization=BALANCED, figures=requests,
        sweep={"dynamics.gradient-descent.step-size": [0.01, 0.05], "network.depth": [2, 3]})


def figures():
    every = ("loss", "penalty", "gradient-norm", "residual-norm", "imbalance", "magnitude", "deficiency-margin", "singular-values",
             "layer-singular-values", "hermitian-singular-values", "skew-error", "balanced-skew-error", "polar-sum-singular-values",
             "effective-rank", "left-alignment", "right-alignment", "mutual-alignment")
    for field in ("real", "complex"):
        yield case(
            f"figures-every-quantity-{field}", network=square(4, 3, field), dynamics=descent(0.01, 1.0), seeds={"count": 6},
            figures=[OVERVIEW, *[("--of", name) for name in every],
                     ("--of", "loss", "--of", "imbalance", "--width", "page", "--title", "Two panels"),
                     ("--of", "singular-values", "--k", "1", "--k", "3", "--run", "0", "--run", "2"),
                     ("--of", "magnitude", "--against", "imbalance"), ("--of", "loss", "--linear-y", "--log-x")])
    yield case("figures-many-seeds", seeds={"count": 30}, figures=[OVERVIEW, ("--of", "singular-values")])
    yield case(
        "figures-diverging", dynamics=descent(0.3), initialization={"gaussian": {"deviation": 1.1}}, seeds={"count": 12},
        figures=[OVERVIEW, ("--of", "loss")])
    yield case(
        "figures-flow", dynamics=flow(), stop={"loss-below": 1e-6, "max-time": 20}, seeds={"count": 6},
        figures=[OVERVIEW, ("--of", "loss"), ("--of", "imbalance")])


README = """
name: four-layers  # the spec of the README, with fewer steps and seeds
network: {depth: 4, width: 3}
target:
  identity: {scale: 1.0}
initialization:
  gaussian: {deviation: 0.2}
dynamics:
  gradient-descent: {step-size: 0.01}
  regularization: 10.0
stop: {loss-below: 1e-8, max-steps: 20000}
seeds: {first: 0, count: 16}
sweep:
  initialization.determinant: [positive, negative]
"""


def ways_to_write():
    """A spec with comments, values set by the command line, JSON on standard output."""
    figures = (OVERVIEW, ("--of", "hermitian-singular-values", "--k", "3"))
    yield Case("written-readme", README, figures=figures)
    yield Case("written-set", README, options=("--set", "network.width=2", "--set", "seeds={first: 5, count: 3}", "--set", "sweep.initialization.determinant=[negative]"))
    yield Case("written-json", README, options=("--json", "--set", "dynamics={gradient-flow: {}}", "--set", "stop={max-time: 9}"))


def papers():
    for name, options in (
        ("luo2025-figure-1", ()), ("luo2025-figure-2", ("--method", "flow")), ("luo2025-figure-3", ()), ("luo2025-figure-4", ())
    ):
        yield Case(f"reproduce-{name}{'-flow' if options else ''}", call=("reproduce", name, "--quick", *options))


def refused():
    """Sentences are compared, but may be improved; the exit status may not change."""
    for name, sections in {
        "unknown-key": {"targt": {"identity": {}}}, "narrow-balanced": {"network": {"widths": [3, 2, 3]}, "initialization": BALANCED},
        "target-size": {"target": {"diagonal": [1.0, 2.0]}}, "no-stop": {"stop": {"loss-below": 1e-3}},
        "flow-without-time": {"dynamics": flow()}, "two-targets": {"target": {"identity": {}, "diagonal": [1.0, 1.0, 1.0]}},
        "wrong-type": {"network": {"depth": "three", "width": 3}}, "out-of-range": {"dynamics": descent(-0.1)},
        "missing-file": {"target": {"file": "nowhere.npy"}}, "file-shape": {"target": {"file": "../inputs/phi-wide.npy"}},
        "complex-file": {"target": {"file": "../inputs/phi-complex.npy"}},
        "mask-and-covariance": {"target": {"identity": {}, "mask": "../inputs/mask.npy", "covariance": "../inputs/covariance.npy"}},
        "odd-counterexample": {"initialization": {"counterexample": {"claim": 4}}, "target": {"identity": {}}},
        "complex-determinant": {
            "network": square(3, 3, "complex"), "initialization": {"gaussian": {"deviation": 1}, "determinant": "positive"}},
        "unknown-method": {"dynamics": {"heavy-bal": {"step-size": 0.1}}}, "sweep-of-seeds": {"sweep": {"seeds.count": [1, 2]}},
        "data-target": {"target": {"data": {"csv": "table.csv", "label": "x"}}},
    }.items():
        spec = {"name": name} | DEFAULTS | sections
        yield Case(f"refused-{name}", spec, is_refused=True)
    yield Case("refused-yaml", "name: broken\nnetwork: {depth: 3\n", is_refused=True)
    yield Case("refused-duplicate-key", "name: twice\nname: again\n", is_refused=True)
    yield Case("refused-verify-descent", {"name": "verify"} | DEFAULTS, options=("--verify",), is_refused=True)
    yield Case("refused-reproduce", call=("reproduce", "luo2025-figure-9"), is_refused=True)
    yield case(
        "refused-figures", is_refused=True, figures=[("--of", "los"), ("--of", "loss", "--against", "depth"), ("--of", "loss", "--theory"),
                                    ("--of", "singular-values", "--k", "9"), ("--of", "loss", "--run", "99")])


def all_cases():
    yield from sweeps()
    yield from theory()
    yield from figures()
    yield from ways_to_write()
    yield from papers()
    yield from refused()

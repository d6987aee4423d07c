"""Ways to write a spec and to ask for a run; requests that are refused."""

from cases import DEFAULTS, OVERVIEW, Case, case, descent, flow, of, square

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

BALANCED = {"balanced": {"deviation": 0.5}}
MASK, COVARIANCE = "../inputs/mask.npy", "../inputs/covariance.npy"

# Sections of specs that are wrong, by what is wrong.
WRONG = {
    "unknown-key": {"targt": {"identity": {}}},
    "unknown-method": {"dynamics": {"gradient-decent": {"step-size": 0.1}}},
    "wrong-type": {"network": {"depth": "three", "width": 3}},
    "out-of-range": {"dynamics": descent(-0.1)},
    "two-targets": {"target": {"identity": {}, "diagonal": [1.0, 1.0, 1.0]}},
    "target-size": {"target": {"diagonal": [1.0, 2.0]}},
    "data-target": {"target": {"data": {"csv": "table.csv", "label": "x"}}},
    "missing-file": {"target": {"file": "nowhere.npy"}},
    "file-shape": {"target": {"file": "../inputs/phi-wide.npy"}},
    "complex-file": {"target": {"file": "../inputs/phi-complex.npy"}},
    "mask-and-covariance": {"target": {"identity": {}, "mask": MASK, "covariance": COVARIANCE}},
    "narrow-balanced": {"network": {"widths": [3, 2, 3]}, "initialization": BALANCED},
    "odd-counterexample": {"initialization": {"counterexample": {"claim": 4}}, "target": {"identity": {}}},
    "complex-determinant": {
        "network": square(3, 3, "complex"), "initialization": {"gaussian": {"deviation": 1}, "determinant": "positive"}},
    "no-stop": {"stop": {"loss-below": 1e-3}},
    "flow-without-time": {"dynamics": flow()},
    "sweep-of-seeds": {"sweep": {"seeds.count": [1, 2]}},
}


def accepted():
    """Comments, values that the command line sets, JSON on standard output."""
    figures = (OVERVIEW, of("hermitian-singular-values", "--k", "3"))
    yield Case("written-readme", README, figures=figures)
    values = ["network.width=2", "seeds={first: 5, count: 3}", "sweep.initialization.determinant=[negative]"]
    yield Case("written-set", README, options=tuple(word for value in values for word in ("--set", value)))
    yield Case(
        "written-json", README,
        options=("--json", "--set", "dynamics={gradient-flow: {}}", "--set", "stop={max-time: 9}"))


def refused():
    """Sentences are compared, but may be improved; the exit status may not change."""
    for name, sections in WRONG.items():
        yield Case(f"refused-{name}", {"name": name} | DEFAULTS | sections, is_refused=True)
    yield Case("refused-yaml", "name: broken\nnetwork: {depth: 3\n", is_refused=True)
    yield Case("refused-duplicate-key", "name: twice\nname: again\n", is_refused=True)
    yield Case("refused-verify-descent", {"name": "verify"} | DEFAULTS, options=("--verify",), is_refused=True)
    yield Case("refused-reproduce", call=("reproduce", "luo2025-figure-9"), is_refused=True)
    yield case(
        "refused-figures", is_refused=True,
        figures=[
            of("los"), of("loss", "--against", "depth"), of("loss", "--theory"), of("singular-values", "--k", "9"),
            of("loss", "--run", "99")])


def all_cases():
    yield from accepted()
    yield from refused()

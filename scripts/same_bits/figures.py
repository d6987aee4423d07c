"""Figures: of every quantity, beside theory, and the papers'."""

from cases import OVERVIEW, Case, case, descent, flow, of, square

BALANCED = {"balanced": {"deviation": 0.5}}
QUANTITIES = [
    "loss", "penalty", "gradient-norm", "residual-norm", "imbalance", "magnitude", "deficiency-margin", "singular-values",
    "layer-singular-values", "hermitian-singular-values", "skew-error", "balanced-skew-error",
    "polar-sum-singular-values", "effective-rank", "left-alignment", "right-alignment", "mutual-alignment",
]


def theory():
    requests = [of("singular-values", "--theory"), of("loss", "--theory"), of("imbalance", "--theory", "--run", "0")]
    for name, sections in {
        "one-layer": {"network": square(1, 3), "initialization": {"gaussian": {"deviation": 0.5}}},
        "aligned": {"network": square(3, 3), "initialization": {"identity": {"scale": 0.5}}},
        "orthogonal": {
            "network": square(4, 3), "initialization": {"orthogonal": {"scale": 0.7}}, "target": {"identity": {}}},
        "two-layers": {"network": square(2, 3, "complex"), "initialization": BALANCED},
        "two-layers-rectangular": {
            "network": {"widths": [4, 3, 2]}, "target": {"diagonal": [2.0, 1.0]}, "initialization": BALANCED},
        "end-to-end": {"network": square(3, 3), "initialization": BALANCED},
        "end-to-end-file": {
            "target": {"file": "../inputs/phi.npy"}, "initialization": {"balanced-gaussian": {"deviation": 0.4}}},
        "complex": {
            "network": square(4, 2, "complex"), "target": {"diagonal": [1.0, 0.5]}, "initialization": BALANCED},
        "flow": {"initialization": BALANCED, "dynamics": flow(), "stop": {"max-time": 12}},
    }.items():
        yield case(f"theory-{name}", **sections, figures=requests)
    yield case(
        "theory-sweep", initialization=BALANCED, figures=requests,
        sweep={"dynamics.gradient-descent.step-size": [0.01, 0.05], "network.depth": [2, 3]})


def figures():
    for field in ("real", "complex"):
        yield case(
            f"figures-every-quantity-{field}", network=square(4, 3, field), dynamics=descent(0.01, 1.0),
            seeds={"count": 6},
            figures=[
                OVERVIEW, *map(of, QUANTITIES),
                of("loss", "--of", "imbalance", "--width", "page", "--title", "Two panels"),
                of("singular-values", "--k", "1", "--k", "3", "--run", "0", "--run", "2"),
                of("magnitude", "--against", "imbalance"), of("loss", "--linear-y", "--log-x")])
    yield case("figures-many-seeds", seeds={"count": 30}, figures=[OVERVIEW, of("singular-values")])
    yield case(
        "figures-diverging", dynamics=descent(0.3), initialization={"gaussian": {"deviation": 1.1}}, seeds={"count": 12},
        figures=[OVERVIEW, of("loss")])
    yield case(
        "figures-flow", dynamics=flow(), stop={"loss-below": 1e-6, "max-time": 20}, seeds={"count": 6},
        figures=[OVERVIEW, of("loss"), of("imbalance")])


def papers():
    for name in ("luo2025-figure-1", "luo2025-figure-2", "luo2025-figure-3", "luo2025-figure-4"):
        yield Case(f"reproduce-{name}", call=("reproduce", name, "--quick"))
    yield Case("reproduce-luo2025-figure-2-flow", call=("reproduce", "luo2025-figure-2", "--quick", "--method", "flow"))


def all_cases():
    yield from theory()
    yield from figures()
    yield from papers()

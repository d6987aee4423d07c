"""Makes Tests/DeepLinearTheoryTests/Fixtures/arora2019.json: every number of the first paper's statements, in 50 digits.

An independent program: formulas are written from the paper and evaluated by mpmath on the floating-point numbers that the fixture
holds as hexadecimal floats, so that both sides read the same. Starts near a bound are found by bisection on a scale that is rounded
to doubles; on which side they are is decided here, in 50 digits. A number that needs a positive margin and has none is null.
Run from the project's root: python3 Oracles/theory.py (a minute). Needs NumPy and mpmath (made with 2.4.6 and 1.3.0).
"""

import json
from pathlib import Path

import mpmath as mp
import numpy as np

from theory_counterexamples import divergence_cases, edge_cases, eigenvalue_cases, residual_cases
from theory_start import Start, hexadecimal, text

# Theorem 1, Lemma 2, Claim 1 and the flow.


def balanced(rng, widths, values):
    """Layers U D^{1/N} Vᵀ, padded, rounded to doubles."""
    n, k = len(widths) - 1, min(widths[0], widths[-1])
    root = np.array(values, dtype=float) ** (1 / n)
    bases = [np.linalg.qr(rng.standard_normal((d, k)))[0] for d in widths]
    return [bases[j + 1] @ np.diag(root) @ bases[j].T for j in range(n)]


def at_margin(layers, direction, goal):
    """Φ = fl(W_{1:N} + t·direction), with t such that the margin is near goal·σ_min(W_{1:N})."""
    w = layers[0]
    for v in layers[1:]:
        w = v @ w
    least = np.linalg.svd(w, compute_uv=False)[-1]

    def target(t):
        return w + t * direction

    low, high = 0.0, 4.0 * least
    for _ in range(80):
        middle = (low + high) / 2
        if Start(layers, target(middle)).margin > goal * least:
            low = middle
        else:
            high = middle
    return target(low)


def linear_cases(rng):
    plans = []
    for depth in range(1, 9):
        for goal, noise in [(0.7, 0), (0.3, 1e-6), (1e-6, 0), (1e-13, 0), (-0.4, 0), (0.9, 3.0)]:
            plans.append((depth, goal, noise))
    cases = []
    for number, (depth, goal, noise) in enumerate(plans):
        first, last = [(2, 2), (3, 2), (2, 4), (1, 3), (3, 3), (4, 1)][(number + depth) % 6]
        hidden = [max(min(first, last), int(rng.integers(1, 5))) for _ in range(depth - 1)]
        widths = [first] + hidden + [last]
        k = min(first, last)
        values = np.sort(rng.uniform(0.5, 2.0, k))[::-1]
        layers = balanced(rng, widths, values)
        layers = [w + noise * 1e-3 * rng.standard_normal(w.shape) for w in layers]
        direction = rng.standard_normal((last, first))
        direction /= np.linalg.norm(direction)
        target = at_margin(layers, direction, goal)
        start = Start(layers, target)
        bound = start.step_bound()
        if bound is None:
            eta = 1e-6
        else:
            eta = float(bound * [mp.mpf("0.5"), 1 - mp.mpf(10) ** -12, 1 + mp.mpf(10) ** -12, mp.mpf(2)][number % 4])
        epsilon = float(start.loss * [mp.mpf("1e-3"), mp.mpf("0.5"), mp.mpf(3)][number % 3])
        balance = start.balance_bound()
        case = {
            "widths": widths, "layers": [hexadecimal(w) for w in layers], "target": hexadecimal(target),
            "stepSize": eta.hex(), "epsilon": epsilon.hex(),
            "margin": text(start.margin), "targetNorm": text(start.norm), "leastValue": text(start.least),
            "residual": text(start.residual), "loss": text(start.loss), "imbalance": text(start.imbalance),
            "imbalanceBound": text(balance), "stepSizeBound": text(bound),
            "steps": text(start.steps(mp.mpf(eta), mp.mpf(epsilon))), "time": text(start.time(mp.mpf(epsilon))),
            "norms": text(start.power(4 * start.norm, 1)),
            "holds": {
                "deficiency-margin": bool(start.margin > 0),
                "imbalance": bool(balance is not None and start.imbalance <= balance),
                "step-size": bool(bound is not None and mp.mpf(eta) <= bound),
            },
        }
        cases.append(case)
    return cases


# Theorem 2 and Claim 3: one output.


def normal(x):
    return mp.erfc(-x / mp.sqrt(2)) / 2


def one_output_cases(rng):
    cases = []
    for number in range(24):
        depth = 1 + number % 5
        first = [20, 21, 25, 32, 50, 64, 100, 20, 250, 40, 1000, 19][number % 12]
        widths = [first] + [1 + int(rng.integers(0, 2)) for _ in range(depth - 1)] + [1]
        # Few bits an entry keep the file small; they are as good as any others.
        layers = [
            np.round(rng.standard_normal((widths[j + 1], widths[j])) * 64) / 128 for j in range(depth)]
        whole = layers[0]
        for w in layers[1:]:
            whole = w @ whole
        scale = [0.02, 0.5, 3.0][number % 3]
        target = np.round((whole * (1 + scale / 4) + scale / 8 * rng.standard_normal((1, first))) * 256) / 256
        start = Start(layers, target)
        goal = [2.0, 3.0, 10.0, 100.0, 1.5, 2000.0][number % 6]
        s = float(start.norm / (first * mp.sqrt(goal)))
        epsilon = float(start.norm ** 2 * [1e-6, 1e-2, 1][number % 3])
        n, d, phi, spread = depth, mp.mpf(first), start.norm, mp.mpf(s) ** 2 * first
        a = phi ** 2 / (mp.mpf(s) ** 2 * d ** 2)
        step_bound = start.power(spread, 4 * n - 2) / (100_000 * mp.mpf(n) ** 3 * start.power(phi, 10 * n - 6))
        eta = float(step_bound * [1 - mp.mpf(10) ** -12, 1 + mp.mpf(10) ** -12, mp.mpf(1) / 7, mp.mpf(7)][number % 4])
        steps = 4 / mp.mpf(eta) * (
            mp.log(4) * start.power(phi / spread, 2 * n - 2)
            + start.power(phi, 2 - 2 * n) * max(mp.mpf(0), mp.log(phi ** 2 / (8 * mp.mpf(epsilon)))))
        p = max(mp.mpf(0), (1 - 2 * mp.exp(-d / 16)) * (3 - 4 * normal(2 * mp.sqrt(2 / a))) / 2)
        hidden = mp.fprod(widths[1:-1])
        scale3 = mp.power(start.margin * phi / hidden, mp.mpf(1) / (2 * n)) / mp.mpf(s) if start.margin > 0 else None
        cases.append({
            "widths": widths, "layers": [hexadecimal(w) for w in layers], "target": hexadecimal(target),
            "deviation": s.hex(), "stepSize": eta.hex(), "epsilon": epsilon.hex(),
            "ratio": text(a), "stepSizeBound": text(step_bound), "steps": text(steps), "probability": text(p),
            "margin": text(start.margin), "marginBound": text(spread / (2 * phi)), "scale": text(scale3),
            "holds": {
                "target-ratio": bool(a >= 2), "input-width": first >= 20,
                "step-size": bool(mp.mpf(eta) <= step_bound),
                "deficiency-margin": bool(start.margin >= spread / (2 * phi)),
            },
        })
    return cases


# Claim 2.


def balance_cases(rng):
    cases = []
    for number in range(24):
        depth = 2 + number % 7
        widths = [int(d) for d in rng.integers(1, 40, depth + 1)]
        s = float(10 ** rng.uniform(-4, 1))
        factor = 10 * depth * mp.mpf(s) ** 4 * mp.mpf(max(widths)) ** 3
        levels = [float(mp.sqrt(factor / (1 - mp.mpf(p)))) for p in [0.5, 0.9, 0.99]]
        bounds = [max(mp.mpf(0), 1 - factor / mp.mpf(level) ** 2) for level in levels]
        # Starts with one entry x in W_1 have δ = x²: some on either side of every level.
        entries = [float(mp.sqrt(level) * q) for level in levels for q in [0.5, 1 - 1e-9, 1 + 1e-9]]
        counts = [sum(mp.mpf(x) ** 2 <= mp.mpf(level) for x in entries) for level in levels]
        cases.append({
            "widths": widths, "deviation": s.hex(), "entries": [x.hex() for x in entries],
            "levels": [text(mp.sqrt(factor / (1 - mp.mpf(p)))) for p in [0.5, 0.9, 0.99]],
            "bounds": [text(b) for b in bounds], "counts": counts,
        })
    return cases


def main():
    rng = np.random.default_rng(20190507)
    fixture = {
        "linear": linear_cases(rng), "oneOutput": one_output_cases(rng), "balance": balance_cases(rng),
        "divergence": divergence_cases(rng), "eigenvalues": eigenvalue_cases(rng), "residual": residual_cases(rng),
        "edges": edge_cases(rng),
    }
    folder = Path(__file__).resolve().parent.parent / "Tests" / "DeepLinearTheoryTests" / "Fixtures"
    body = ",\n".join(
        f'"{name}": [\n' + ",\n".join(json.dumps(case, separators=(",", ":")) for case in cases) + "\n]"
        for name, cases in fixture.items())
    (folder / "arora2019.json").write_text("{\n" + body + "\n}\n")
    for name, cases in fixture.items():
        names = cases[0].get("holds", {}) if name != "edges" else {}
        print(len(cases), name, {key: sum(case["holds"][key] for case in cases) for key in names})


main()

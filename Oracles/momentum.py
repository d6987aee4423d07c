"""Makes Tests/DeepLinearTests/Fixtures/momentum.json: trajectories with momentum by plain NumPy.

Steps are written out from their definitions; gradients are those of trajectories.py, an independent program too. Run from
the project's root: python3 Oracles/momentum.py. Needs NumPy.
"""

import json
from pathlib import Path

import numpy as np

from trajectories import gradients, numbers

STEPS = 500
SNAPSHOTS = [0, 1, 2, 10, 100, 500]


def case(rng, method, widths, is_complex, a, eta, beta, deviation):
    def draw(*shape):
        z = rng.standard_normal(shape)
        return (z + 1j * rng.standard_normal(shape)) / np.sqrt(2) if is_complex else z

    layers = [deviation * draw(widths[j + 1], widths[j]) for j in range(len(widths) - 1)]
    target = draw(widths[-1], widths[0]) / np.sqrt(widths[0])

    def evaluate(w):
        return gradients("square", w, a, target, None, None, None)

    record = {
        "method": method, "widths": widths, "complex": is_complex, "penalty": a, "step": eta, "momentum": beta,
        "start": [numbers(w) for w in layers], "target": numbers(target), "steps": SNAPSHOTS, "losses": [],
        "penalties": [],
    }
    before = layers
    for step in range(STEPS + 1):
        loss, penalty, g = evaluate(layers)
        if step in SNAPSHOTS:
            record["losses"].append(float(loss))
            record["penalties"].append(float(penalty))
        if step == STEPS:
            break
        if method == "heavy-ball":
            after = [w - eta * d + beta * (w - v) for w, v, d in zip(layers, before, g)]
        else:
            y = [w + beta * (w - v) for w, v in zip(layers, before)]
            after = [u - eta * d for u, d in zip(y, evaluate(y)[2])]
        before, layers = layers, after
    record["end"] = [numbers(w) for w in layers]
    return record


def main():
    rng = np.random.default_rng(20250611)
    cases = []
    for method in ["heavy-ball", "nesterov"]:
        for is_complex in [False, True]:
            cases += [
                case(rng, method, [3, 3, 3, 3], is_complex, 0.0, 0.02, 0.9, 0.4),
                case(rng, method, [4, 2, 5, 3], is_complex, 0.5, 0.01, 0.8, 0.4),
                case(rng, method, [3, 3, 3, 3], is_complex, 2.0, 0.005, 0.5, 0.5),
            ]
    path = Path(__file__).resolve().parent.parent / "Tests" / "DeepLinearTests" / "Fixtures" / "momentum.json"
    path.write_text(json.dumps(cases, separators=(",", ":"), allow_nan=False) + "\n")


if __name__ == "__main__":
    main()

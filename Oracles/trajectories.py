"""Makes Tests/DeepLinearTests/Fixtures/trajectories.json: whole gradient-descent trajectories by plain NumPy.

An independent program: every gradient is written out from its definition, no product is shared, nothing of the Swift
code is used. Run from the project's root: python3 Oracles/trajectories.py. Needs NumPy.
"""

import json
from functools import reduce
from pathlib import Path

import numpy as np

STEPS = 2000
SNAPSHOTS = [0, 1, 10, 100, 1000, 2000]


def product(matrices, size):
    """W_n … W_1 of [W_1, …, W_n]; the identity of `size` where empty."""
    return reduce(lambda p, w: w @ p, matrices, np.eye(size))


def h(a):
    return a.conj().T


def fitting(kind, w, target, mask, covariance, best):
    """ℓ above its optimum, and its gradient in W."""
    if kind == "square":
        return 0.5 * np.sum(np.abs(w - target) ** 2), w - target
    if kind == "masked":
        return 0.5 * np.sum(mask * np.abs(w - target) ** 2), mask * (w - target)
    e = w - best
    return 0.5 * np.trace(e @ covariance @ h(e)).real, w @ covariance - target


def gradients(kind, layers, a, *data):
    n = len(layers)
    sizes = [layers[0].shape[1]] + [w.shape[0] for w in layers]
    loss, g = fitting(kind, product(layers, sizes[0]), *data)
    delta = [None] + [layers[j - 1] @ h(layers[j - 1]) - h(layers[j]) @ layers[j] for j in range(1, n)] + [None]
    result = []
    for j in range(1, n + 1):
        w = layers[j - 1]
        behind, before = product(layers[j:], sizes[j]), product(layers[: j - 1], sizes[0])
        total = h(behind) @ g @ h(before)
        if j < n:
            total = total + a * delta[j] @ w
        if j > 1:
            total = total - a * w @ delta[j - 1]
        result.append(total)
    penalty = 0.25 * a * sum(np.sum(np.abs(d) ** 2) for d in delta[1:n])
    return loss, penalty, result


def numbers(a):
    """Row by row; complex entries as (re, im) one after the other. Python's repr of a float is exact."""
    a = np.ascontiguousarray(a)
    return a.view(np.float64).ravel().tolist()


def case(rng, widths, is_complex, kind, a, eta, deviation):
    def draw(*shape):
        z = rng.standard_normal(shape)
        return (z + 1j * rng.standard_normal(shape)) / np.sqrt(2) if is_complex else z

    layers = [deviation * draw(widths[j + 1], widths[j]) for j in range(len(widths) - 1)]
    target = draw(widths[-1], widths[0]) / np.sqrt(widths[0])
    mask = (rng.random(target.shape) < 0.7).astype(float)
    x = draw(widths[0], widths[0] + 3)
    covariance = x @ h(x) / (widths[0] + 3)
    best = target @ np.linalg.inv(covariance)
    record = {
        "widths": widths, "complex": is_complex, "kind": kind, "penalty": a, "step": eta,
        "start": [numbers(w) for w in layers], "target": numbers(target),
        "mask": mask.ravel().tolist(), "covariance": numbers(covariance),
        "steps": SNAPSHOTS, "losses": [], "penalties": [],
    }
    for step in range(STEPS + 1):
        loss, penalty, g = gradients(kind, layers, a, target, mask, covariance, best)
        if step in SNAPSHOTS:
            record["losses"].append(float(loss))
            record["penalties"].append(float(penalty))
        if step < STEPS:
            layers = [w - eta * d for w, d in zip(layers, g)]
    record["end"] = [numbers(w) for w in layers]
    return record


def main():
    rng = np.random.default_rng(20250119)
    cases = []
    for is_complex in [False, True]:
        cases += [
            case(rng, [3, 3, 3, 3, 3], is_complex, "square", 1.0, 0.01, 0.4),
            case(rng, [3, 3, 3, 3, 3], is_complex, "square", 0.0, 0.02, 0.3),
            case(rng, [4, 2, 5, 3], is_complex, "square", 0.5, 0.01, 0.4),
            case(rng, [5, 4, 1], is_complex, "quadratic", 0.0, 0.01, 0.4),
            case(rng, [2, 3, 4, 3, 2, 2], is_complex, "masked", 0.3, 0.01, 0.6),
            case(rng, [3, 2], is_complex, "quadratic", 0.7, 0.02, 0.5),
            case(rng, [12, 9, 10], is_complex, "square", 0.2, 0.01, 0.2),
            case(rng, [2, 2, 2, 2, 2, 2, 2, 2, 2], is_complex, "square", 0.1, 0.01, 0.5),
        ]
    path = Path(__file__).resolve().parent.parent / "Tests" / "DeepLinearTests" / "Fixtures" / "trajectories.json"
    path.write_text(json.dumps(cases, separators=(",", ":"), allow_nan=False) + "\n")


if __name__ == "__main__":
    main()

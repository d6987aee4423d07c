"""Makes Tests/DeepLinearFlowTests/Fixtures/flows.json: gradient flows by SciPy's DOP853 at rtol 1e-13.

An independent program: gradients are written out from their definition, nothing of the Swift code is used. Each flow is
solved a second time, at rtol 1e-12, or where it is stiff by the implicit Radau; how far the two are apart is printed and
stored as "uncertainty", and must be below 1e-9. Run from the project's root: python3 Oracles/flows.py (minutes, for the
stiff ones). Needs NumPy and SciPy (made with 2.4.6 and 1.17.1).
"""

import json
from pathlib import Path

import numpy as np
from scipy.integrate import solve_ivp

TIMES = [0.1, 0.25, 0.5, 0.75, 1.0]  # of each flow's length
STIFF = 100.0


def h(a):
    return a.conj().T


def slope(kind, w, target, mask, covariance):
    """∇ℓ(W) in the convention ∂/∂Re + i ∂/∂Im."""
    if kind == "square":
        return w - target
    if kind == "masked":
        return mask * (w - target)
    return w @ covariance - target


def rates(kind, layers, a, *data):
    """dW_j/dt = −∇_{W_j} L."""
    n = len(layers)
    before = [np.eye(layers[0].shape[1])]
    for w in layers:
        before.append(w @ before[-1])
    behind = [np.eye(layers[-1].shape[0])]
    for w in reversed(layers):
        behind.insert(0, behind[0] @ w)
    g = slope(kind, before[-1], *data)
    result = [-h(behind[j + 1]) @ g @ h(before[j]) for j in range(n)]
    for j in range(n - 1):
        delta = layers[j] @ h(layers[j]) - h(layers[j + 1]) @ layers[j + 1]
        result[j] = result[j] - a * delta @ layers[j]
        result[j + 1] = result[j + 1] + a * layers[j + 1] @ delta
    return result


def numbers(a):
    """Row by row; complex entries as (re, im) one after the other. Python's repr of a float is exact."""
    return np.ascontiguousarray(a).view(np.float64).ravel().tolist()


def case(rng, widths, is_complex, kind, a, length, deviation):
    def draw(*shape):
        z = rng.standard_normal(shape)
        return (z + 1j * rng.standard_normal(shape)) / np.sqrt(2) if is_complex else z

    shapes = [(widths[j + 1], widths[j]) for j in range(len(widths) - 1)]
    start = [deviation * draw(*shape) for shape in shapes]
    target = draw(widths[-1], widths[0]) / np.sqrt(widths[0])
    mask = (rng.random(target.shape) < 0.7).astype(float)
    x = draw(widths[0], widths[0] + 3)
    covariance = x @ h(x) / (widths[0] + 3)
    dtype = np.complex128 if is_complex else np.float64
    ends = np.cumsum([0] + [r * c for r, c in shapes])

    def unpack(y):
        z = np.ascontiguousarray(y).view(dtype)
        return [z[ends[j]:ends[j + 1]].reshape(shape) for j, shape in enumerate(shapes)]

    def f(_, y):
        flat = [d.ravel() for d in rates(kind, unpack(y), a, target, mask, covariance)]
        return np.concatenate(flat).astype(dtype).view(np.float64)

    y0 = np.concatenate([w.ravel() for w in start]).astype(dtype).view(np.float64)
    times = [length * t for t in TIMES]

    def solve(method, rtol):
        result = solve_ivp(f, (0, length), y0, method=method, t_eval=times, rtol=rtol, atol=rtol / 100)
        assert result.success, result.message
        return result.y.T

    best = solve("DOP853", 1e-13)
    other = solve("Radau", 1e-12) if a > STIFF else solve("DOP853", 1e-12)
    uncertainty = float(np.abs(best - other).max())
    print(widths, "complex" if is_complex else "real", kind, f"a = {a}: two methods apart by {uncertainty:.1e}", flush=True)
    assert uncertainty < 1e-9
    return {
        "widths": widths, "complex": is_complex, "kind": kind, "penalty": a, "times": times,
        "start": [numbers(w) for w in start], "target": numbers(target), "mask": mask.ravel().tolist(),
        "covariance": numbers(covariance), "uncertainty": uncertainty,
        "weights": [[numbers(w) for w in unpack(y)] for y in best],
    }


def main():
    rng = np.random.default_rng(20250721)
    cases = []
    for is_complex in [False, True]:
        cases += [
            case(rng, [3, 3, 3, 3, 3], is_complex, "square", 1.0, 20.0, 0.4),
            case(rng, [3, 3, 3, 3, 3], is_complex, "square", 0.0, 20.0, 0.4),
            case(rng, [4, 2, 5, 3], is_complex, "square", 0.5, 10.0, 0.4),
            case(rng, [5, 4, 1], is_complex, "quadratic", 0.0, 10.0, 0.3),
            case(rng, [2, 3, 4, 3, 2, 2], is_complex, "masked", 0.3, 10.0, 0.6),
            case(rng, [3, 2], is_complex, "quadratic", 0.7, 5.0, 0.5),
            case(rng, [6, 5, 6], is_complex, "square", 0.2, 10.0, 0.1),
            case(rng, [2, 2, 2, 2, 2, 2, 2, 2, 2], is_complex, "square", 0.1, 10.0, 0.7),
            case(rng, [3, 3, 3, 3], is_complex, "square", 1e3, 5.0, 0.4),
            case(rng, [2, 2, 2, 2, 2], is_complex, "square", 1e4, 3.0, 0.5),
        ]
    path = Path(__file__).resolve().parent.parent / "Tests" / "DeepLinearFlowTests" / "Fixtures" / "flows.json"
    path.write_text(json.dumps(cases, separators=(",", ":"), allow_nan=False) + "\n")


main()

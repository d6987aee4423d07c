"""Starts of claims 4 and 5, of the residual network, and beside bounds: used by theory.py."""

import math
from fractions import Fraction

import mpmath as mp
import numpy as np

from theory_start import Start, exact, hexadecimal, text

# Claims 4 and 5, and the residual case.


def divergence_cases(rng):
    cases = []
    for number in range(24):
        depth, width = 2 + 2 * (number % 4), 1 + number % 4
        c = rng.uniform(0.05, 0.999)
        eta = float(10 ** rng.uniform(-6, 0))
        goal = [16 * (1 - 1e-12), 16 * (1 + 1e-12), 64.0, 4.0, 1000.0, 17.0][number % 6]
        small = c * math.sqrt(eta / goal)
        large = c ** (2 / depth) / small
        first = [large if j % 2 == 0 else small for j in range(depth)]
        layers = [np.diag([x] + [1.0] * (width - 1)) for x in first]
        start = Start(layers, np.eye(width))
        whole = mp.fprod([mp.mpf(x) for x in first])
        curvature = (whole / mp.mpf(small)) ** 2 * mp.mpf(eta)
        cases.append({
            "width": width, "first": [x.hex() for x in first], "stepSize": eta.hex(),
            "margin": text(start.margin), "instability": text(curvature),
            "holds": {"deficiency-margin": bool(start.margin > 0), "instability": bool(curvature >= 16)},
        })
    return cases


def eigenvalue_cases(rng):
    cases = []
    for number in range(28):
        width, depth = 1 + number % 5, 2 + 2 * (number % 4)
        values = [
            rng.uniform(-2, 2, width), np.array([-1.0] * width), np.abs(rng.uniform(0.1, 2, width)),
            np.array(([-1e-8] + [1.0] * width)[:width]), np.array(([1e-9, -2.0, -2.0] + [3.0] * width)[:width]),
            np.array(([-1e6, -1e-6] + [1.0] * width)[:width]), np.zeros(width),
        ][number % 7]
        q = np.linalg.qr(rng.standard_normal((width, width)))[0]
        a = q @ np.diag(values) @ q.T if number % 2 == 0 else np.diag(values)
        a = np.tril(a) + np.tril(a, -1).T
        found = sorted(mp.eigsy(exact(a), eigvals_only=True)) if width > 1 else [exact(a)[0, 0]]
        bound = sum((x ** 2 for x in found if x < 0), mp.mpf(0)) / 2
        cases.append({
            "width": width, "depth": depth, "target": hexadecimal(a), "least": text(found[0]), "loss": text(bound),
            "holds": {"smallest-eigenvalue": bool(found[0] < 0)},
        })
    return cases


def residual_cases(rng):
    cases = []
    for number in range(24):
        width, depth = 1 + number % 5, 1 + number % 8
        a = rng.standard_normal((width, width))
        goal = [0.1, 0.5 * (1 - 1e-12), 0.5 * (1 + 1e-12), 0.9, 1e-9, 0.49][number % 6]
        a = np.eye(width) + a * (goal / np.linalg.norm(a))
        if number == 5:
            a = np.eye(width) * 1.0
            a[0, 0] = 1.5  # Exactly ½ away.
        start = Start([np.eye(width)] * depth, a)
        cases.append({
            "width": width, "depth": depth, "target": hexadecimal(a), "distance": text(start.residual),
            "margin": text(start.margin), "holds": {"target-distance": bool(start.residual < mp.mpf(1) / 2)},
        })
    return cases


# Two neighbouring doubles with a bound between them, by rational arithmetic: one output, one input, depth 1 or 2.


def margin(w, target):
    p = Fraction(1)
    for x in w:
        p *= Fraction(x)
    return Fraction(target) - abs(p - Fraction(target))


def edge_cases(rng):
    cases = []
    for number in range(24):
        depth, target = 1 + number % 2, float(rng.uniform(0.5, 2))
        w = [float(target ** (1 / depth) * rng.uniform(0.8, 0.999))] * depth
        c, phi, n = margin(w, target), Fraction(target), depth
        # (4N − 2)/N and (6N − 4)/N are whole at these depths.
        bound = c ** ((4 * n - 2) // n) / (6144 * n ** 3 * phi ** ((6 * n - 4) // n))
        below = float(bound)
        below = below if Fraction(below) <= bound else math.nextafter(below, 0)
        for eta in (below, math.nextafter(below, 1)):
            cases.append(edge("step-size", w, target, eta, Fraction(eta) <= bound))
    for number in range(24):
        target = float(rng.uniform(0.5, 2))
        w = float(math.sqrt(target) * rng.uniform(0.8, 0.999))

        def is_balanced(x):
            c = margin([x, w], target)
            return abs(Fraction(x) ** 2 - Fraction(w) ** 2) <= c ** 2 / (2048 * Fraction(target))

        # Above or below w by about δ/(2w), to the last bit.
        low, high = w, w * (1.01 if number % 2 == 0 else 0.99)
        while math.nextafter(low, high) != high:
            middle = (low + high) / 2
            low, high = (middle, high) if is_balanced(middle) else (low, middle)
        for x in (low, high):
            cases.append(edge("imbalance", [x, w], target, 1e-9, is_balanced(x)))
    return cases


def edge(name, w, target, eta, holds):
    return {
        "widths": [1] * (len(w) + 1), "layers": [[x.hex()] for x in w], "target": [target.hex()],
        "stepSize": eta.hex(), "hypothesis": name, "holds": holds,
    }

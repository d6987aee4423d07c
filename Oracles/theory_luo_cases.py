"""Stated short sequences of states for the second paper's statements: used by theory_luo.py.

They are balanced to the last bit, near a gradient flow, or steps of gradient descent; how near does not matter, as the numbers are
those of the states as they are stated.
"""

import numpy as np

from theory_luo_layers import (
    balanced, descent, dyadic_unitary, exactly_balanced, flow, haar, near, positive, rebalanced)
from theory_luo_states import Problem, State


class Case:
    def __init__(self, name, problem, layers, times, only=None, scaled=None):
        """only: the statements that a doctored sequence is about. scaled: (state, layer from 1, multiple) of one layer that is doctored."""
        self.name, self.problem, self.only = name, problem, only
        self.layers, self.times, self.scaled = layers, times, scaled
        if scaled:
            self.layers = [list(w) for w in layers]
            self.layers[scaled[0]][scaled[1] - 1] = scaled[2] * self.layers[scaled[0]][scaled[1] - 1]

    def states(self):
        return [
            State(self.problem, w, k, t, self.scaled[1:] if self.scaled and self.scaled[0] == k else (1, 1.0))
            for k, (w, t) in enumerate(zip(self.layers, self.times))]


def target_of(rng, d, is_complex, kind):
    field = complex if is_complex else float
    if kind == "general":
        return np.round((haar(rng, d, is_complex) @ np.diag(np.linspace(2, 0.5, d)) @ haar(rng, d, is_complex)) * 256) / 256
    if kind == "diagonal":
        return np.diag(np.linspace(0.5, 2, d)).astype(field)
    if kind == "negative":
        return np.diag([-1.0] + [1.5 + k / 4 for k in range(d - 1)]).astype(field)
    return (kind * np.eye(d)).astype(field)


def balanced_cases(rng):
    cases = []
    for number in range(60):
        is_complex, d = number % 2 == 1, 1 + number // 2 % 6
        kind = number // 12
        if kind == 4 and d > 4:
            continue
        depth = [2, 3, 5, 6, 1, 4][number // 2 % 6] if kind == 3 else 4
        sigma = [1.0, 1.75, 0.5, 2.5][number % 4]
        bases = [haar(rng, d, is_complex) for _ in range(depth + 1)]
        values, target = np.linspace(0.9, 0.5, d) * sigma ** 0.25, target_of(rng, d, is_complex, sigma)
        times = [0.0, 0.004, 0.008]
        if kind == 0:  # U and V anywhere.
            bases = positive(bases) if number % 3 else bases
        elif kind == 1:  # Beside the target: the saddle time is on the way.
            bases = positive(bases[:-1] + [near(rng, bases[0], 0.3)])
            values = np.linspace(0.95, 0.75, d) * sigma ** 0.25
            times = [x / sigma ** 1.5 for x in (0.0, 0.15, 0.6, 1.5)]
        elif kind == 2:  # One direction is opposite: det W_{1:N} < 0 over the reals.
            bases[-1] = near(rng, bases[0] * np.array([1.0] * (d - 1) + [-1.0]), 0.2)
            times = [0.0, 0.05, 0.2]
        elif kind == 3:  # Other depths and targets.
            target = target_of(rng, d, is_complex, ["general", "diagonal", "negative"][number // 2 % 3])
            times = [0.0, 0.003, 0.006] if number % 4 < 2 else [0.0, 0.02, 0.3]
        else:  # Larger than sigma_1^{1/4}, and, in half of them, steps of which nothing is known.
            values = np.linspace(1.4, 1.1, d) * sigma ** 0.25
        found = [rebalanced(w) for w in flow(balanced(bases, values), target, 0.0, times)]
        if kind == 4 and number % 4 < 2:
            found, times = found + [found[-1]], times + [400.0]
        problem = Problem(
            target, depth, tolerance=[1e-10, 1e-14][number // 2 % 2], deviation=[0.25, None, 1.5][number % 3],
            loss_below=[1e-3, 1e-1, 1e-8][number % 3] * sigma ** 2, a=[0.0, 0.0, 1.0][number % 3] if kind < 2 else 0.0)
        cases.append(Case(f"balanced {number}", problem, found, times))
    return cases


def exact_cases(rng):
    """Balanced to the last bit, with singular values and gaps near 0, equal ones, and sizes beside a bound."""
    cases = []
    for number in range(48):
        is_complex, d = number % 2 == 1, 1 + number // 2 % 6
        depth = 4 if number % 6 else [2, 3, 6][number // 6 % 3]
        sigma = [1.0, 16.0, 0.0625][number // 2 % 3]
        unit = {1.0: 1.0, 16.0: 2.0, 0.0625: 0.5}[sigma]
        values = np.array([1.0, 0.875, 0.75, 0.625, 0.5, 0.375][:d]) * unit / 2
        kind = number // 12
        if kind == 0:
            values[-1] = 2.0 ** -[12, 20, 25][number % 3]
        elif kind == 1 and d > 1:
            values[1] = values[0] - 2.0 ** -20
        elif kind == 2 and d > 1 and number % 3 == 0:
            values[1] = values[0]
        elif kind == 3:
            values = values * 2
            values[0] = unit * (1 + [2.0 ** -40, -2.0 ** -40, 0.0][number % 3])
        few = [dyadic_unitary(rng, d, is_complex) for _ in range(depth + 1)]
        if is_complex:
            few = [q.astype(complex) for q in few]
        target = target_of(rng, d, is_complex, sigma if number % 5 else "diagonal")
        growth = [1.0, 1.0 + 2.0 ** -9, 1.0 + 2.0 ** -8] if number % 3 else [1.0, 1.0 - 2.0 ** -9, 1.0 - 2.0 ** -8]
        if kind == 3:
            growth = [1.0, 1.0 + 2.0 ** -7]
        found = []
        for g in growth:
            v = values * g
            v = v if kind != 3 or g == 1.0 else np.round(v * 2 ** 12) / 2 ** 12
            found.append(exactly_balanced(few, v))
        times = [k / 32 / unit ** 6 for k in range(len(growth))]
        step_size = 0.03125 / unit ** 6 if number in (7, 19, 31, 43) else None
        if step_size:  # Balanced at the start alone.
            found, times = descent(found[0], target, 0.0, step_size, 2), [0.0, step_size, 2 * step_size]
        problem = Problem(
            target, depth, tolerance=1e-14, deviation=0.5, loss_below=[1e-6, 1e6][number // 4 % 2], step_size=step_size)
        cases.append(Case(f"exact {number}", problem, found, times))
    return cases


def doctored_cases(rng):
    """One state is changed, so that a promise is broken, or nearly."""
    cases = []
    for number in range(36):
        is_complex, d = number % 2 == 1, 2 + number // 2 % 3
        kind, sigma = number % 9, [1.0, 1.75][number % 2]
        bases = [haar(rng, d, is_complex) for _ in range(4)]
        bases = positive(bases + [near(rng, bases[0], 0.3)])
        values = np.linspace(0.9, 0.7, d) * sigma ** 0.25
        target = target_of(rng, d, is_complex, sigma)
        times = [0.0, 0.004, 0.008]
        if kind in (4, 5):
            times = [x / sigma ** 1.5 for x in (0.6, 1.0, 1.5)]
        found = [rebalanced(w) for w in flow(balanced(bases, values), target, 0.0, times)]
        problem = Problem(target, 4, tolerance=[1e-10, 1e-14][number // 2 % 2], deviation=0.7, loss_below=1e-2)
        only, scaled = None, None
        if kind in (0, 1):
            found[2] = [w * [1.125, 0.875][kind] for w in found[2]]
            only = ["luo2025-theorem-5", "luo2025-theorem-8"]
        elif kind == 2:
            found[2] = found[2][:3] + [near(rng, np.eye(d).astype(target.dtype), 0.25) @ found[2][3]]
            only = ["luo2025-theorem-4"]
        elif kind in (3, 6, 7):
            problem.a = 1.0
            only, scaled = ["luo2025-inequality-11", "luo2025-lemma-26"], (1, 2 + number % 3, [1.5, 0.5, 1.0078125][kind % 3])
        elif kind in (4, 5):
            found[2] = [w * 1.25 for w in found[1]] if kind == 4 else found[0]
            only = ["luo2025-theorem-11"]
        else:
            turn = np.eye(d)
            turn[0, 0] = -1
            bases[-1] = bases[0] @ turn
            found = flow(balanced(bases, values), target, 0.0, times)
            found[2] = [(sigma ** 0.25 * np.eye(d)).astype(target.dtype)] * 4
            only = ["luo2025-theorem-2"]
        cases.append(Case(f"doctored {number}", problem, found, times, only, scaled))
    return cases


def unbalanced_cases(rng):
    cases = []
    for number in range(60):
        is_complex, d = number % 2 == 1, 1 + number // 2 % 6
        kind, depth = number // 12, 1 + number // 2 % 5
        if kind in (2, 3) and d > 4:
            continue
        a, eta = [0.5, 3.0, 20.0, 0.0][number % 4], None
        sigma = 1.5
        if kind == 1:
            depth, a = 2 + number // 2 % 4, [0.5, 3.0, 20.0, 8.0][number % 4]
        if kind == 4:
            depth, a = 4, [0.5, 3.0][number // 2 % 2]
        target = target_of(rng, d, is_complex, sigma if kind in (2, 4) else "general")
        widths = [d] * (depth + 1)
        if kind == 3 and number % 3 == 0:
            widths = [d] + [int(x) for x in rng.integers(1, 5, depth - 1)] + [d]
        layers = [
            np.round((rng.standard_normal((p, q)) + (1j * rng.standard_normal((p, q)) if is_complex else 0)) * 24) / 64
            for q, p in zip(widths, widths[1:])]
        if kind == 4:
            layers = [0.92 * sigma ** 0.25 * np.eye(d) + w / 24 for w in layers]
        times, steps = [0.0, 0.0005, 0.001], 3
        if kind == 1:
            times = [x / max(a, 0.5) for x in (0.0, 0.3, 1.0, 8.0)]
        if kind == 4:
            times = [0.0, 0.1, 0.4, 0.9]
        if kind in (2, 4) and number % 3 == 0:
            eta = 0.004 if kind == 2 else 0.02
        found = descent(layers, target, a, eta, steps) if eta else flow(layers, target, a, times, 200 if kind == 1 else 40)
        times = [eta * k for k in range(steps + 1)] if eta else times
        problem = Problem(
            target, depth, a=a, step_size=eta, tolerance=[1e-10, 1e-14][number // 2 % 2], balanced=False, deviation=0.375,
            loss_below=1e-2, square_loss=number != 5)
        if kind == 0 and depth > 1 and number % 3 == 1:
            found[2] = [found[2][0] * 1.25] + [w * 0.75 for w in found[2][1:]]
        cases.append(Case(f"unbalanced {number}", problem, found, times))
    # One unit, beside the bound 64 2^-53 on balance.
    for k in (14, 15, 16, 17, 18):
        first = 1 + k * 2.0 ** -52
        layers = [np.array([[x]]) for x in (first, 1.0, 1.0, 1.0)]
        problem = Problem(np.array([[2.0]]), 4, tolerance=1e-14, loss_below=1e-2, a=1.0)
        cases.append(Case(f"beside balance {k}", problem, flow(layers, problem.given, 1.0, [0.0, 0.004]), [0.0, 0.004]))
    return cases

"""What the second paper's statements speak of, in 110 digits, about the exact matrices behind the doubles: used by theory_luo.py.

Written from the definitions: U, S and V are those of W_{1:N} = U S^N V^H itself, H and K are W_1 ± W_2^-1 W_3^H W_4^H.
"""

import re
from functools import cached_property

import mpmath as mp
import numpy as np

mp.mp.dps = 110
DIGITS = 50


def text(x, digits=DIGITS):
    return mp.nstr(x, digits, strip_zeros=True, min_fixed=0, max_fixed=0)


def number(x, scale=None):
    """A number, and what its error is relative to where that is not its own size."""
    same = scale is None or abs(scale - abs(x)) <= abs(x) / 1000
    return [text(x)] if same else [text(x), text(scale, 4)]


def hexadecimal(a):
    """Row by row; a complex entry is its real part, then its imaginary part. No zeros at the end of a fraction."""
    a = np.asarray(a)
    parts = np.stack([a.real, a.imag], axis=-1) if np.iscomplexobj(a) else a
    return [re.sub(r"\.?0+p", "p", float(x).hex()) for x in parts.ravel()]


def exact(a):
    return mp.matrix(np.asarray(a).tolist())


def frobenius(a):
    return mp.sqrt(sum((abs(a[i, j]) ** 2 for i in range(a.rows) for j in range(a.cols)), mp.mpf(0)))


def decomposition(a):
    """U, σ and V with A = U diag(σ) V^H, σ falling."""
    if a.rows == a.cols == 1:
        size = abs(a[0, 0])
        phase = a[0, 0] / size if size else mp.mpf(1)
        return mp.matrix([[phase]]), [size], mp.matrix([[1]])
    u, values, v = mp.svd(a, full_matrices=False)
    return u, list(values), v.H


def singular(a):
    return decomposition(a)[1]


def product(layers, unit):
    result = unit
    for w in layers:
        result = w * result
    return result


class Problem:
    """All but the states: the target, a, the rule, and what the distribution of the start is said to be."""

    def __init__(self, target, depth, *, a=0.0, step_size=None, tolerance=1e-14, deviation=None, balanced=True,
                 loss_below=1e-8, square_loss=True):
        self.given = np.asarray(target)
        self.is_complex = np.iscomplexobj(self.given)
        self.target = exact(target)
        self.depth = depth
        self.a, self.step_size, self.tolerance = a, step_size, tolerance
        self.deviation, self.balanced = deviation, balanced
        self.loss_below, self.square_loss = loss_below, square_loss

    @cached_property
    def left_values_right(self):
        return decomposition(self.target)

    @cached_property
    def values(self):
        return self.left_values_right[1]

    @property
    def is_flow(self):
        return self.step_size is None

    @cached_property
    def scale(self):
        """σ_1 where Φ = σ_1 I; else None."""
        d, first = self.given.shape[0], self.given[0, 0]
        if self.given.shape != (d, d) or first.imag != 0 or first.real <= 0:
            return None
        return mp.mpf(first.real) if np.array_equal(self.given, first * np.eye(d)) else None


class State:
    def __init__(self, problem, layers, step, time, scaled=(1, 1.0)):
        """scaled: a layer that is this multiple of a balanced one, from 1, and the multiple."""
        self.problem, self.step, self.time = problem, step, mp.mpf(time)
        self.given = layers
        self.layers = [exact(w) for w in layers]
        self.scaled = scaled
        self.depth = len(layers)
        self.width = layers[0].shape[1]
        self.is_square = all(w.shape == (self.width, self.width) for w in layers)

    @cached_property
    def product(self):
        return product(self.layers, mp.eye(self.width))

    @cached_property
    def determinant(self):
        return mp.fprod(mp.det(w) for w in self.layers)

    @cached_property
    def residual(self):
        return self.product - self.problem.target

    @cached_property
    def residual_norm(self):
        return frobenius(self.residual)

    @property
    def loss(self):
        return self.residual_norm ** 2 / 2

    @cached_property
    def balance_errors(self):
        return [w * w.H - v.H * v for w, v in zip(self.layers, self.layers[1:])]

    @cached_property
    def imbalances(self):
        return [frobenius(e) for e in self.balance_errors]

    @property
    def imbalance(self):
        return max(self.imbalances, default=mp.mpf(0))

    @cached_property
    def norms(self):
        return [frobenius(w) for w in self.layers]

    @property
    def balance_rounding(self):
        """64 d 2^-53 max ‖W_j‖_F²: what counts as balanced."""
        widest = max(max(w.rows, w.cols) for w in self.layers)
        return 64 * widest * mp.mpf(2) ** -53 * max(self.norms) ** 2

    @property
    def is_balanced(self):
        return self.imbalance <= self.balance_rounding

    @property
    def penalty(self):
        return mp.mpf(self.problem.a) / 4 * sum((x ** 2 for x in self.imbalances), mp.mpf(0))

    @property
    def penalty_scale(self):
        """Each Δ_j is a difference of two matrices of these sizes; the last term is for rounding squared."""
        total = mp.mpf(0)
        for x, v, w in zip(self.imbalances, self.norms, self.norms[1:]):
            size = v ** 2 + w ** 2
            total += x * size + size ** 2 * mp.mpf(10) ** -15
        return mp.mpf(self.problem.a) / 4 * total

    @cached_property
    def layer_values(self):
        return [singular(w) for w in self.layers]

    @cached_property
    def loss_gradients(self):
        n, found = self.depth, []
        for j in range(1, n + 1):
            before = product(self.layers[:j - 1], mp.eye(self.width))
            after = product(self.layers[j:], mp.eye(self.layers[j - 1].rows))
            found.append(after.H * self.residual * before.H)
        return found

    @cached_property
    def speed(self):
        """‖∇L‖_F of all layers together."""
        errors = [None] + self.balance_errors + [None]
        total = mp.mpf(0)
        for j, g in enumerate(self.loss_gradients):
            w, a = self.layers[j], mp.mpf(self.problem.a)
            if errors[j + 1] is not None:
                g = g + a * errors[j + 1] * w
            if errors[j] is not None:
                g = g - a * w * errors[j]
            total += frobenius(g) ** 2
        return mp.sqrt(total)

    @cached_property
    def sides(self):
        """X^H U, S and Y^H V, with Φ = X φ Y^H and W_{1:N} = U S^N V^H of the balanced state."""
        x, _, y = self.problem.left_values_right
        u, values, v = decomposition(self.product / mp.mpf(self.scaled[1]))
        return x.H * u, [mp.root(s, self.depth) for s in values], y.H * v

    @cached_property
    def balanced_values(self):
        return self.sides[1]

    @cached_property
    def sum_and_difference(self):
        left, values, right = self.sides
        s = mp.diag(values)
        return (left + right) * s, (left - right) * s

    @cached_property
    def sum_values(self):
        return singular(self.sum_and_difference[0])

    @property
    def difference(self):
        return self.sum_and_difference[1]

    @property
    def skew_error(self):
        y, weights = self.difference, self.problem.values
        terms = [weights[i] * abs(y[i, j]) ** 2 for i in range(y.rows) for j in range(y.cols)]
        return sum(terms, mp.mpf(0))

    @cached_property
    def hermitian_terms(self):
        w = self.layers
        rest = mp.inverse(w[1]) * w[2].H * w[3].H
        return w[0] + rest, w[0] - rest

    @cached_property
    def smallest_hermitian(self):
        return singular(self.hermitian_terms[0])[-1]

    # How far a state may be from the exact flow: choices of the software, derived from the tolerance.

    @property
    def step_error(self):
        return mp.mpf(self.problem.tolerance) * max(self.norms) if self.problem.is_flow else mp.mpf(0)

    @property
    def state_error(self):
        return 100 * self.step_error

    def loss_error(self):
        n, e = self.depth, self.state_error
        moved = n * (max(self.norms) + e) ** (n - 1) * e
        return (self.residual_norm + moved) * moved

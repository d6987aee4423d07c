"""What the statements speak of, in 60 digits: used by theory.py."""

import mpmath as mp
import numpy as np

mp.mp.dps = 60
DIGITS = 50


def text(x):
    return None if x is None else mp.nstr(x, DIGITS, strip_zeros=True, min_fixed=0, max_fixed=0)


def hexadecimal(a):
    """Row by row."""
    return [float(x).hex() for x in np.asarray(a, dtype=float).ravel()]


def exact(a):
    return mp.matrix(np.asarray(a, dtype=float).tolist())


def frobenius(a):
    return mp.sqrt(sum((a[i, j] ** 2 for i in range(a.rows) for j in range(a.cols)), mp.mpf(0)))


def singular(a):
    """Falling."""
    if min(a.rows, a.cols) == 1:
        return [frobenius(a)]
    tall = a if a.rows >= a.cols else a.T
    return list(mp.svd_r(tall, compute_uv=False))


def product(layers):
    result = layers[0]
    for w in layers[1:]:
        result = w * result
    return result


class Start:
    """What statements speak of, about the exact matrices behind the doubles."""

    def __init__(self, layers, target):
        self.layers = [exact(w) for w in layers]
        self.target = exact(target)
        self.depth = len(layers)
        self.norm = frobenius(self.target)
        self.residual = frobenius(product(self.layers) - self.target)
        self.least = singular(self.target)[-1]
        self.margin = self.least - self.residual
        self.loss = self.residual ** 2 / 2
        pairs = zip(self.layers, self.layers[1:])
        self.imbalances = [frobenius(w * w.T - v.T * v) for w, v in pairs]
        self.imbalance = max(self.imbalances, default=mp.mpf(0))

    def power(self, base, numerator):
        return mp.power(base, mp.mpf(numerator) / self.depth)

    def balance_bound(self):
        n, c = self.depth, self.margin
        return c ** 2 / (256 * mp.mpf(n) ** 3 * self.power(self.norm, 2 * (n - 1))) if c > 0 else None

    def step_bound(self):
        n, c = self.depth, self.margin
        if c <= 0:
            return None
        return self.power(c, 4 * n - 2) / (6144 * mp.mpf(n) ** 3 * self.power(self.norm, 6 * n - 4))

    def steps(self, eta, epsilon):
        """T of Theorem 1; 0 where the loss is at most ε already."""
        if self.margin <= 0:
            return None
        if self.loss <= epsilon:
            return mp.mpf(0)
        return mp.log(self.loss / epsilon) / (eta * self.power(self.margin, 2 * (self.depth - 1)))

    def time(self, epsilon):
        half = self.steps(mp.mpf(1), epsilon)
        return None if half is None else half / 2

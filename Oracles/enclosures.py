"""Makes Tests/DeepLinearTheoryTests/Fixtures/enclosures.json: norms and singular values of 1,000 starts, by mpmath at 200 digits.

An independent program. The starts are not stored: both sides draw them from Philox4x32-10 by the recipe below, whose every operation
is exact in double precision. Ten kinds of start take turns: generic, near the target, rank-deficient, with repeated or clustered
singular values, badly scaled, so small that products underflow, large, and with a Hermitian target; over both fields. Run from the
project's root: python3 Oracles/enclosures.py (minutes). Needs mpmath (made with 1.3.0).
"""

import json
from pathlib import Path

import mpmath as mp

mp.mp.dps = 200
DIGITS = 50
COUNT = 1000
MASK = 0xFFFFFFFF


def philox(counter, key):
    x, k = list(counter), list(key)
    for _ in range(10):
        p0, p1 = x[0] * 0xD2511F53, x[2] * 0xCD9E8D57
        x = [(p1 >> 32) ^ x[1] ^ k[0], p1 & MASK, (p0 >> 32) ^ x[3] ^ k[1], p0 & MASK]
        k = [(k[0] + 0x9E3779B9) & MASK, (k[1] + 0xBB67AE85) & MASK]
    return x


class Recipe:
    """Words one after the other, and what is made of them."""

    def __init__(self, seed):
        self.seed, self.used = seed, 0

    def word(self):
        block, place = divmod(self.used, 4)
        self.used += 1
        return philox([block, 0, 0, 99], [self.seed, 0])[place]

    def integer(self, low, high):
        return low + self.word() % (high - low + 1)

    def mantissa(self):
        """A multiple of 2⁻⁵¹ in [−1, 1)."""
        high, low = self.word(), self.word()
        return mp.ldexp(mp.mpf(((high << 20) | (low >> 12)) - (1 << 51)), -51)

    def small(self):
        return mp.mpf(self.integer(-3, 3))


def start(seed):
    r = Recipe(seed)
    kind, is_complex, depth = seed % 10, r.integer(0, 2) == 0, r.integer(1, 4)
    widths = [r.integer(1, 4) for _ in range(depth + 1)]
    if kind in (8, 9):
        widths[-1] = widths[0]
    if kind == 8:
        widths = [widths[0]] * (depth + 1)

    def number(draw):
        re = draw()
        return mp.mpc(re, draw()) if is_complex else re

    def matrix(rows, columns, draw, exponents=None):
        a = mp.matrix(rows, columns)
        for i in range(rows):
            e = r.integer(*exponents) if exponents else 0
            for j in range(columns):
                a[i, j] = number(draw) * mp.mpf(2) ** e
        return a

    def scaled(rows, columns, e):
        """2^e times the identity, padded."""
        a = mp.matrix(rows, columns)
        for i in range(min(rows, columns)):
            a[i, i] = mp.mpf(2) ** e
        return a

    shapes = list(zip(widths[1:], widths))
    shape = (widths[-1], widths[0])
    if kind in (0, 1):
        return [matrix(*s, r.mantissa) for s in shapes], matrix(*shape, r.mantissa)
    if kind == 2:
        layers = [matrix(*s, r.small) for s in shapes]
        return layers, product(layers) + matrix(*shape, r.small) * mp.mpf(2) ** -20
    if kind == 3:
        layers, target = [matrix(*s, r.small) for s in shapes], matrix(*shape, r.small)
        for a in (layers[0], target):
            for j in range(a.cols):
                a[a.rows - 1, j] = a[0, j]
        return layers, target
    if kind == 4:
        return [scaled(*s, r.integer(-5, 5)) for s in shapes], scaled(*shape, r.integer(-5, 5))
    if kind == 5:
        return [matrix(*s, r.mantissa, (-20, 20)) for s in shapes], matrix(*shape, r.mantissa, (-20, 20))
    if kind in (6, 7):
        low, high = (-300, -100) if kind == 6 else (60, 120)
        e = r.integer(low, high)
        factor = mp.mpf(2) ** e
        return [matrix(*s, r.mantissa) * factor for s in shapes], matrix(*shape, r.mantissa) * factor
    if kind == 8:
        layers = [scaled(*s, 0) + matrix(*s, r.small) * mp.mpf(2) ** -30 for s in shapes]
        return layers, scaled(*shape, 1) + matrix(*shape, r.small) * mp.mpf(2) ** -40
    layers, a = [matrix(*s, r.mantissa) for s in shapes], matrix(*shape, r.small)
    return layers, a + a.H


def product(layers):
    result = layers[0]
    for w in layers[1:]:
        result = w * result
    return result


def frobenius(a):
    return mp.sqrt(sum((abs(a[i, j]) ** 2 for i in range(a.rows) for j in range(a.cols)), mp.mpf(0)))


def singular(a):
    """Falling; those that are 0 but for rounding are 0."""
    norm = frobenius(a)
    if norm == 0:
        return [mp.mpf(0)] * min(a.rows, a.cols)
    if min(a.rows, a.cols) == 1:
        return [norm]
    tall = (a if a.rows >= a.cols else a.H) / norm
    is_complex = any(mp.im(x) != 0 for x in tall)
    values = mp.svd_c(tall, compute_uv=False) if is_complex else mp.svd_r(tall.apply(mp.re), compute_uv=False)
    return sorted((norm * s if s > mp.mpf(10) ** -150 else mp.mpf(0) for s in values), reverse=True)


def text(x):
    x = mp.re(x)
    return "0" if x == 0 else mp.nstr(x, DIGITS, strip_zeros=True, min_fixed=0, max_fixed=0)


def case(seed):
    layers, target = start(seed)
    w = product(layers)
    found = {
        "w": [layers[0].cols] + [a.rows for a in layers],
        "r": text(frobenius(w - target)), "t": [text(s) for s in singular(target)],
        "p": [text(s) for s in singular(w)],
        "b": [text(frobenius(a * a.H - b.H * b)) for a, b in zip(layers, layers[1:])],
    }
    if seed % 10 == 9:
        n = target.rows
        values = mp.eighe(target, eigvals_only=True) if n > 1 else [mp.re(target[0, 0])]
        scale = max(frobenius(target), mp.mpf(1))
        found["e"] = [text(x if abs(x) > mp.mpf(10) ** -150 * scale else mp.mpf(0)) for x in sorted(map(mp.re, values))]
    return found


def main():
    folder = Path(__file__).resolve().parent.parent / "Tests" / "DeepLinearTheoryTests" / "Fixtures"
    lines = [json.dumps(case(seed), separators=(",", ":")) for seed in range(COUNT)]
    (folder / "enclosures.json").write_text("[\n" + ",\n".join(lines) + "\n]\n")
    print(len(lines), "starts")


main()

"""Layers that are balanced, exactly or to rounding, and states near a flow: used by theory_luo_cases.py.

Exactly balanced ones are W_j = Q_j S Q_{j-1}^H with unitary Q_j whose entries are dyadic fractions, so that every product is a double.
"""

import mpmath as mp
import numpy as np


def dyadic_unitary(rng, d, is_complex):
    """A signed permutation, or one with a reflection I - 2vv^H/‖v‖², ‖v‖² a power of 2."""
    phases = np.array([1, 1j, -1, -1j]) if is_complex else np.array([1.0, -1.0])
    q = np.eye(d)[rng.permutation(d)] * rng.choice(phases, d)
    vectors = {3: [[1, 1, 1 + 1j]], 4: [[1, 1, 1, 1]], 5: [[2, 1, 1, 1, 1], [1, 1, 1, 1]], 6: [[2, 1, 1, 1, 1], [1, 1, 1, 1]]}
    if d == 2 and is_complex:
        q = np.array([[1 + 1j, 1 - 1j], [1 - 1j, 1 + 1j]]) / 2 @ q
    usable = [v for v in vectors.get(d, []) if is_complex or np.isrealobj(np.array(v))]
    if usable:
        v = np.zeros(d, dtype=complex if is_complex else float)
        v[rng.permutation(d)[:len(usable[d % len(usable)])]] = usable[d % len(usable)]
        v = v * rng.choice(phases, d)
        q = q - 2 * np.outer(v, v.conj()) @ q / np.vdot(v, v).real
    return q


def exactly_balanced(bases, values):
    """Q_j S Q_{j-1}^H, every product a double."""
    found = []
    for p, q in zip(bases, bases[1:]):
        w = q @ np.diag(values) @ p.conj().T
        whole = mp.matrix(q.tolist()) * mp.diag(list(values)) * mp.matrix(p.tolist()).H
        assert all(mp.mpmathify(complex(w[i, j])) == whole[i, j] for i in range(len(q)) for j in range(len(q)))
        found.append(w)
    return found


def haar(rng, d, is_complex):
    a = rng.standard_normal((d, d)) + (1j * rng.standard_normal((d, d)) if is_complex else 0)
    return np.linalg.qr(a)[0]


def near(rng, q, angle):
    """q turned a little."""
    d = len(q)
    a = rng.standard_normal((d, d)) + (1j * rng.standard_normal((d, d)) if np.iscomplexobj(q) else 0)
    a = a - a.conj().T
    values, vectors = np.linalg.eigh(1j * a)
    turn = vectors @ np.diag(np.exp(-1j * angle * values / max(1e-300, np.abs(values).max()))) @ vectors.conj().T
    turn = turn if np.iscomplexobj(q) else turn.real
    return turn @ q


def balanced(bases, values):
    return [q @ np.diag(values) @ p.conj().T for p, q in zip(bases, bases[1:])]


def rebalanced(layers):
    """The balanced layers of the same product, beside these."""
    whole = layers[0]
    for w in layers[1:]:
        whole = w @ whole
    u, values, vh = np.linalg.svd(whole)
    bases = [vh.conj().T]
    for w in layers[:-1]:
        p, _, q = np.linalg.svd(w @ bases[-1])
        bases.append(p @ q)
    return balanced(bases + [u], values ** (1 / len(layers)))


def slope(layers, target, a):
    """-∇L, in doubles: only to find states."""
    n, found = len(layers), []
    whole = layers[0]
    for w in layers[1:]:
        whole = w @ whole
    errors = [w @ w.conj().T - v.conj().T @ v for w, v in zip(layers, layers[1:])]
    for j in range(n):
        g = whole - target
        for w in reversed(layers[j + 1:]):
            g = w.conj().T @ g
        for w in layers[:j]:
            g = g @ w.conj().T
        if j < n - 1:
            g = g + a * errors[j] @ layers[j]
        if j > 0:
            g = g - a * layers[j] @ errors[j - 1]
        found.append(-g)
    return found


def flow(layers, target, a, times, parts=40):
    """States near the flow, by the classical rule of order 4."""
    found, t = [], 0.0
    for end in times:
        h = (end - t) / parts
        for _ in range(parts if h > 0 else 0):
            k1 = slope(layers, target, a)
            k2 = slope([w + h / 2 * k for w, k in zip(layers, k1)], target, a)
            k3 = slope([w + h / 2 * k for w, k in zip(layers, k2)], target, a)
            k4 = slope([w + h * k for w, k in zip(layers, k3)], target, a)
            layers = [w + h / 6 * (a1 + 2 * b + 2 * c + d) for w, a1, b, c, d in zip(layers, k1, k2, k3, k4)]
        t = end
        found.append(layers)
    return found


def descent(layers, target, a, eta, steps):
    found = [layers]
    for _ in range(steps):
        layers = [w + eta * k for w, k in zip(layers, slope(layers, target, a))]
        found.append(layers)
    return found


def positive(bases):
    """The last basis with the sign that makes det W_{1:N} positive."""
    if not np.iscomplexobj(bases[0]) and np.linalg.det(bases[0]) * np.linalg.det(bases[-1]) < 0:
        bases[-1] = bases[-1] * np.array([1.0] * (len(bases[0]) - 1) + [-1.0])
    return bases

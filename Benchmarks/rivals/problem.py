"""The problem that all programs of the benchmark solve, and its step by hand.

Four square layers, Φ = I, the balance penalty with a = 1, gradient descent with η = 0.005 from a start that every program makes to
the bit. `step` is written once for every layout of the matrices: a rival brings its product, its transpose and its identity.
"""

import numpy as np

DEPTH = 4
STEP_SIZE = 0.005


def start(seeds, d):
    """The weights at step 0, [layer][seed, row, column]: the same bits as the Swift program's SharedStart."""
    return list(np.ascontiguousarray(entries(seeds * DEPTH * d * d).reshape(seeds, DEPTH, d, d).swapaxes(0, 1)))


def entries(count):
    """The first `count` entries."""
    bits = np.arange(count, dtype=np.uint64) * np.uint64(2654435761) & np.uint64(0xFFFFFFFF)
    bits = (bits ^ bits >> np.uint64(15)) * np.uint64(2246822519) & np.uint64(0xFFFFFFFF)
    bits ^= bits >> np.uint64(13)
    return 0.34 * (bits * 2.0**-32 - 0.5)


def mean_square(weights):
    """The checksum: of all final weights."""
    return float(sum(np.sum(np.square(w)) for w in weights) / sum(w.size for w in weights))


def step(weights, product, transposed, identity):
    """W_j + η (E_j P_{j−1}ᵀ − Δ_j W_j + W_j Δ_{j−1}) for j = N … 1, with E_N = Φ − W_{1:N} and E_{j−1} = W_jᵀ E_j."""
    prefixes = [weights[0]]
    for layer in weights[1:]:
        prefixes.append(product(layer, prefixes[-1]))
    error = identity - prefixes[-1]
    balance = [
        product(lower, transposed(lower)) - product(transposed(upper), upper)
        for lower, upper in zip(weights, weights[1:])
    ]
    new = list(weights)
    for j in range(DEPTH - 1, -1, -1):
        change = product(error, transposed(prefixes[j - 1])) if j > 0 else error
        if j > 0:
            error = product(transposed(weights[j]), error)
        if j < DEPTH - 1:
            change -= product(balance[j], weights[j])
        if j > 0:
            change += product(weights[j], balance[j - 1])
        change *= STEP_SIZE
        change += weights[j]
        new[j] = change
    return new

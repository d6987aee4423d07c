"""The benchmark's narrow problem: d_N = 1, a = 0, Φ = (1, 0, …, 0), gradient descent with η = 0.005, by vectors.

With S_j = W_N ··· W_{j+1} and P_j = W_j ··· W_1 Eᵀ: W_j + η S_jᵀ P_{j−1}ᵀ. Arrays are [seed, row, column]; `xp` is numpy or jax.numpy.
"""

import numpy as np

from problem import STEP_SIZE, entries


def start(seeds, widths):
    """The weights at step 0, [layer][seed, row, column]: the same bits as the Swift program's SharedStart."""
    shapes = list(zip(widths[1:], widths))
    ends = np.cumsum([rows * columns for rows, columns in shapes])
    numbers = entries(seeds * int(ends[-1])).reshape(seeds, -1)
    parts = np.split(numbers, ends[:-1], axis=1)
    return [np.ascontiguousarray(part.reshape(seeds, *shape)) for part, shape in zip(parts, shapes)]


def suffixes(weights, xp):
    """S_0 … S_{N−1}, each [seed, 1, d_j]."""
    rows = [weights[-1]]
    for layer in reversed(weights[:-1]):
        rows.append(xp.matmul(rows[-1], layer))
    return rows[::-1]


def error(suffix, xp):
    """E = Φ − S_0."""
    target = (xp.arange(suffix.shape[2]) == 0) * 1.0
    return target - suffix


def step(weights, xp):
    """New weights; the old ones are left as they are."""
    s = suffixes(weights, xp)
    column = xp.swapaxes(error(s[0], xp), 1, 2)
    new = []
    for j, layer in enumerate(weights):
        left = STEP_SIZE * xp.swapaxes(s[j + 1], 1, 2) if j + 1 < len(weights) else STEP_SIZE
        new.append(layer + left * xp.swapaxes(column, 1, 2))
        column = xp.matmul(layer, column)
    return new


def step_in_place(weights):
    """The same in NumPy, over the old weights."""
    s = suffixes(weights, np)
    column = error(s[0], np).swapaxes(1, 2)
    for j, layer in enumerate(weights):
        left = STEP_SIZE * s[j + 1].swapaxes(1, 2) if j + 1 < len(weights) else STEP_SIZE
        change = left * column.swapaxes(1, 2)
        column = np.matmul(layer, column)
        layer += change
    return weights


def step_of_one(weights):
    """The same of one seed, in place: matrices [row, column]."""
    s = [weights[-1][0]]
    for layer in reversed(weights[:-1]):
        s.append(s[-1] @ layer)
    s.reverse()
    column = -s[0]
    column[0] += 1
    for j, layer in enumerate(weights):
        following = layer @ column
        layer += np.outer(STEP_SIZE * s[j + 1], column) if j + 1 < len(weights) else STEP_SIZE * column
        column = following
    return weights

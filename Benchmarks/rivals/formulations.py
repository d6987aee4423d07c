"""Ways to write the benchmark's step in JAX; at every size the fastest one is the rival that counts.

- autodiff: the loss of one seed, `grad`, `vmap`;
- batched: arrays [seed, row, column], the gradient by hand, products by `matmul`;
- lanes: arrays [row, column, seed], products as sums of broadcast products, which XLA fuses as it likes;
- fenced: the same, each product kept apart by an optimization barrier;
- unrolled: every entry an array [seed] of its own;
- vectors, narrow-autodiff: a narrow network's step by vectors, by hand or by `grad` of a chain from the narrow end;
- …-blocks: the same on blocks of seeds that fit the cache, each taken through all steps before the next.
"""

import jax
import jax.numpy as jnp
from jax import lax

import narrow
from problem import STEP_SIZE, step

# Seeds of a block: about this many bytes, of about 17 matrices a seed.
BLOCK = 2**19


def loss(weights):
    """ℓ + r of one seed."""
    product = weights[0]
    for layer in weights[1:]:
        product = layer @ product
    residual = jnp.eye(product.shape[0]) - product
    differences = [lower @ lower.T - upper.T @ upper for lower, upper in zip(weights, weights[1:])]
    return 0.5 * jnp.sum(residual**2) + 0.25 * sum(jnp.sum(x**2) for x in differences)


def autodiff_step(weights):
    gradients = jax.vmap(jax.grad(loss))(weights)
    return [w - STEP_SIZE * g for w, g in zip(weights, gradients)]


def batched_step(weights):
    return step(weights, jnp.matmul, lambda x: jnp.swapaxes(x, -1, -2), jnp.eye(weights[0].shape[-1]))


def lanes_step(weights, fence=lambda x: x):
    def product(a, b):
        total = a[:, 0, None, :] * b[None, 0, :, :]
        for k in range(1, a.shape[1]):
            total = total + a[:, k, None, :] * b[None, k, :, :]
        return fence(total)

    return step(weights, product, lambda x: jnp.swapaxes(x, 0, 1), jnp.eye(weights[0].shape[0])[:, :, None])


class Entries:
    """A matrix of arrays [seed], with the arithmetic that `step` needs."""

    def __init__(self, rows):
        self.rows = rows

    def entrywise(self, other, combine):
        return Entries([[combine(x, y) for x, y in zip(a, b)] for a, b in zip(self.rows, other.rows)])

    def __add__(self, other):
        return self.entrywise(other, lambda x, y: x + y)

    def __sub__(self, other):
        return self.entrywise(other, lambda x, y: x - y)

    def __mul__(self, number):
        return Entries([[x * number for x in row] for row in self.rows])

    def __matmul__(self, other):
        columns = list(zip(*other.rows))
        return Entries([[sum(x * y for x, y in zip(row, column)) for column in columns] for row in self.rows])

    @property
    def T(self):
        return Entries(list(zip(*self.rows)))


def unrolled_step(weights):
    """Takes and gives [layer][row][column] of arrays [seed]."""
    d = len(weights[0])
    identity = Entries([[float(i == j) for j in range(d)] for i in range(d)])
    new = step([Entries(w) for w in weights], lambda a, b: a @ b, lambda a: a.T, identity)
    return [[list(row) for row in w.rows] for w in new]


def narrow_loss(weights):
    """ℓ of one seed of a narrow network, associated from the narrow end."""
    row = weights[-1]
    for layer in reversed(weights[:-1]):
        row = row @ layer
    return 0.5 * jnp.sum(narrow.error(row[None], jnp) ** 2)


def narrow_autodiff_step(weights):
    gradients = jax.vmap(jax.grad(narrow_loss))(weights)
    return [w - STEP_SIZE * g for w, g in zip(weights, gradients)]


# For each: one step, and how [seed, row, column] becomes its layout and comes back.
AS_IT_IS = (lambda w: w, lambda w: w)
LANES = (lambda w: jnp.moveaxis(w, 0, -1), lambda w: jnp.moveaxis(w, -1, 0))
UNROLLED = (
    lambda w: [[w[:, i, j] for j in range(w.shape[2])] for i in range(w.shape[1])],
    lambda w: jnp.moveaxis(jnp.stack([jnp.stack(row) for row in w]), -1, 0),
)
STEPS = {
    "autodiff": (autodiff_step, AS_IT_IS),
    "batched": (batched_step, AS_IT_IS),
    "lanes": (lanes_step, LANES),
    "fenced": (lambda weights: lanes_step(weights, lax.optimization_barrier), LANES),
    "unrolled": (unrolled_step, UNROLLED),
    "vectors": (lambda weights: narrow.step(weights, jnp), AS_IT_IS),
    "narrow-autodiff": (narrow_autodiff_step, AS_IT_IS),
}
NARROW = ["vectors", "narrow-autodiff"]


def names(d):
    """The formulations that are worth trying at this size."""
    if isinstance(d, tuple):
        names = NARROW
    else:
        names = [name for name in STEPS if name not in NARROW and (name != "unrolled" or d <= 3)]
    return names + [name + "-blocks" for name in names]


def advance(name, d):
    """The function (weights, steps) → weights of a formulation."""
    one_step, (to_layout, from_layout) = STEPS[name.removesuffix("-blocks")]

    def all_steps(weights, steps):
        weights = [to_layout(w) for w in weights]
        weights = lax.fori_loop(0, steps, lambda _, w: one_step(w), weights)
        return [from_layout(w) for w in weights]

    def in_blocks(weights, steps):
        seeds = weights[0].shape[0]
        if isinstance(d, tuple):
            own = 8 * sum(w[0].size for w in weights)
            size = max(1, min(seeds, BLOCK // (2 * own)))
            while seeds % size:
                size -= 1
        else:
            size = max(8, min(seeds, BLOCK // (17 * 8 * d * d) // 8 * 8))
            while seeds % size:
                size -= 8
        blocks = [w.reshape(seeds // size, size, *w.shape[1:]) for w in weights]
        blocks = lax.map(lambda block: all_steps(block, steps), blocks)
        return [w.reshape(seeds, *w.shape[2:]) for w in blocks]

    return in_blocks if name.endswith("-blocks") else all_steps

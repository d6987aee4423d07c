"""Usage: numpy_rival.py THREADS

The benchmark's problem in NumPy. Each line of input is `FORMULATION d seeds steps`, or for a narrow network with all its widths,
`FORMULATION 128,32,1 seeds steps`; each line of output a JSON object with the seconds and the mean square of the final weights. The
line `formulations d` requests their names.

- batched: arrays [seed, row, column], products by `matmul`;
- lanes: arrays [row, column, seed], products as sums of broadcast products.

- vectors: a narrow network by vectors, all seeds of a block at once, in place;
- one by one: the same, a seed at a time.

All take blocks of seeds that fit a core's cache through all steps, a thread a block.
"""

import json
import os
import sys
import time
from concurrent.futures import ThreadPoolExecutor

os.environ["OPENBLAS_NUM_THREADS"] = os.environ["OMP_NUM_THREADS"] = "1"  # before NumPy: threads are ours

import numpy as np

import narrow
from problem import mean_square, start, step


def lanes_product(a, b):
    total = a[:, 0, None, :] * b[None, 0, :, :]
    for k in range(1, a.shape[1]):
        total += a[:, k, None, :] * b[None, k, :, :]
    return total


# For each: the product, the transpose, the axis of the seeds.
FORMULATIONS = {
    "batched": (np.matmul, lambda x: x.swapaxes(-1, -2), 0),
    "lanes": (lanes_product, lambda x: x.swapaxes(0, 1), -1),
}


def run(formulation, d, seeds, steps, pool, threads):
    product, transposed, axis = FORMULATIONS[formulation]
    identity = np.eye(d) if axis == 0 else np.eye(d)[:, :, None]
    weights = start(seeds, d)
    # About 17 matrices of a seed are alive in a step; half a megabyte of them stays in cache.
    size = max(8, min(-(-seeds // threads), 2**19 // (17 * 8 * d * d)))
    blocks = [
        [np.ascontiguousarray(np.moveaxis(w[first : first + size], 0, axis)) for w in weights]
        for first in range(0, seeds, size)
    ]

    def advance(block):
        for _ in range(steps):
            block = step(block, product, transposed, identity)
        return block

    began = time.perf_counter()
    blocks = list(pool.map(advance, blocks))
    seconds = time.perf_counter() - began
    weights = [np.concatenate([np.moveaxis(b[j], axis, 0) for b in blocks]) for j in range(len(weights))]
    return {"seconds": seconds, "mean_square": mean_square(weights)}


def one_by_one(weights, steps):
    for seed in range(len(weights[0])):
        own = [layer[seed] for layer in weights]
        for _ in range(steps):
            narrow.step_of_one(own)


def vectors(weights, steps):
    for _ in range(steps):
        narrow.step_in_place(weights)


NARROW = {"vectors": vectors, "one-by-one": one_by_one}


def run_narrow(formulation, widths, seeds, steps, pool, threads):
    weights = narrow.start(seeds, widths)
    # The weights of a seed and one layer's change, in half a megabyte.
    bytes_ = 8 * sum(w[0].size for w in weights) + 8 * max(w[0].size for w in weights)
    size = max(1, min(-(-seeds // threads), 2**19 // bytes_))
    blocks = [[w[first : first + size].copy() for w in weights] for first in range(0, seeds, size)]
    began = time.perf_counter()
    list(pool.map(lambda block: NARROW[formulation](block, steps), blocks))
    seconds = time.perf_counter() - began
    return {"seconds": seconds, "mean_square": mean_square([np.concatenate(w) for w in zip(*blocks)])}


def main():
    threads = int(sys.argv[1])
    with ThreadPoolExecutor(threads) as pool:
        for line in sys.stdin:
            formulation, shape, *numbers = line.split()
            if formulation == "formulations":
                answer = list(NARROW if "," in shape else FORMULATIONS)
            elif "," in shape:
                widths = [int(width) for width in shape.split(",")]
                answer = run_narrow(formulation, widths, *map(int, numbers), pool, threads)
            else:
                answer = run(formulation, int(shape), *map(int, numbers), pool, threads)
            print(json.dumps(answer), flush=True)


if __name__ == "__main__":
    main()

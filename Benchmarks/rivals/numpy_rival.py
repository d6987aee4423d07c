"""Usage: numpy_rival.py THREADS

The benchmark's problem in NumPy. Each line of input is `FORMULATION d seeds steps`; each line of output a JSON object with the
seconds and the mean square of the final weights. The line `formulations` requests their names.

- batched: arrays [seed, row, column], products by `matmul`;
- lanes: arrays [row, column, seed], products as sums of broadcast products.

Both take blocks of seeds that fit a core's cache through all steps, a thread a block.
"""

import json
import os
import sys
import time
from concurrent.futures import ThreadPoolExecutor

os.environ["OPENBLAS_NUM_THREADS"] = os.environ["OMP_NUM_THREADS"] = "1"  # before NumPy: threads are ours

import numpy as np

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


def main():
    threads = int(sys.argv[1])
    with ThreadPoolExecutor(threads) as pool:
        for line in sys.stdin:
            formulation, *numbers = line.split()
            if formulation == "formulations":
                answer = list(FORMULATIONS)
            else:
                answer = run(formulation, *map(int, numbers), pool, threads)
            print(json.dumps(answer), flush=True)


if __name__ == "__main__":
    main()

"""Usage: jax_rival.py DEVICES

The benchmark's problem in JAX on the processor, in float64. Each line of input is `FORMULATION d seeds steps`; each line of output
a JSON object with the seconds, compilation excluded, and the mean square of the final weights. The line `formulations d`
requests the names of those that are sensible at d (unrolled code grows with d³). A narrow network has
all its widths instead of d.

With DEVICES above 1 the seeds are divided among so many host devices by `pmap`; with 1, what threads there are is XLA's choice.
"""

import json
import os
import sys
import time

DEVICES = int(sys.argv[1])
os.environ["XLA_FLAGS"] = f"--xla_force_host_platform_device_count={DEVICES} " + os.environ.get("XLA_FLAGS", "")
os.environ["JAX_PLATFORMS"] = "cpu"

import jax

jax.config.update("jax_enable_x64", True)

import narrow
from formulations import advance, names
from problem import mean_square, start

compiled = {}


def run(formulation, d, seeds, steps):
    weights = narrow.start(seeds, d) if isinstance(d, tuple) else start(seeds, d)
    if DEVICES > 1:
        weights = [w.reshape(DEVICES, seeds // DEVICES, *w.shape[1:]) for w in weights]
    key = (formulation, d, seeds)
    if key not in compiled:
        # The number of steps is an argument, so that no two runs are compiled apart.
        function = advance(formulation, d)
        compiled[key] = jax.pmap(function, in_axes=(0, None)) if DEVICES > 1 else jax.jit(function)
        # Once for weights that come from outside, once for those that it gave.
        jax.block_until_ready(compiled[key](compiled[key](weights, 0), 0))
    # No steps: the weights go to their devices.
    weights = jax.block_until_ready(compiled[key](weights, 0))
    began = time.perf_counter()
    weights = jax.block_until_ready(compiled[key](weights, steps))
    return {"seconds": time.perf_counter() - began, "mean_square": mean_square([jax.device_get(w) for w in weights])}


def main():
    for line in sys.stdin:
        name, shape, *numbers = line.split()
        widths = tuple(int(width) for width in shape.split(","))
        d = widths if len(widths) > 1 else widths[0]
        answer = names(d) if name == "formulations" else run(name, d, *map(int, numbers))
        print(json.dumps(answer), flush=True)


if __name__ == "__main__":
    main()

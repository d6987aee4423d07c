"""The rows of the table: what is measured, and the goal that is set for it."""

# For d: least per cent of the multiply-add peak, and least ratio to the fastest JAX program; real, N = 4, a > 0.
SIZES = {2: (50, 8), 3: (65, 20), 5: (75, 15), 8: (75, 12), 10: (75, 10), 16: (78, 4.5)}
COMPLEX = {3: 65, 5: 75, 10: 75}
DEPTHS = {2: 70, 3: 70, 8: 70}
AVX2 = {5: 60, 10: 60}
SCALING = 1.9
# For d: an evaluation of a flow may take at most so many times as long as a gradient of the reference engine.
FLOWS = {3: 2, 5: 2, 10: 2, 16: 2}
RUN = 90
# Least per cent of the level-2 cache's bandwidth, at 24 bytes a weight and step, and least ratios to NumPy and JAX.
NARROW = {"128–32–32–1": "128,32,32,1", "128–32×7–1": "128,32,32,32,32,32,32,32,1"}
NARROW_GOALS = {"goal_percent": 60, "goal_numpy": 10, "goal_jax": 5}


def problem(d, depth=4, field="real"):
    """Enough seeds for full batches on all threads and for the rivals; fewer where the networks are large."""
    return {"d": d, "depth": depth, "field": field, "a": 1, "seeds": 1024 if d <= 5 else 512}


def real(sizes):
    """(label, problem, goal in per cent, goal against JAX) for each size."""
    for d in sizes:
        percent, ratio = SIZES.get(d, (None, None))
        yield f"d = {d}", problem(d), percent, ratio


def variations():
    """(label, problem, goal in per cent) of the rows that have no rivals."""
    for d, goal in COMPLEX.items():
        yield f"complex, d = {d}", problem(d, field="complex"), goal
    for depth, goal in DEPTHS.items():
        yield f"N = {depth}, d = 5", problem(5, depth=depth), goal


def narrower():
    """The same for AVX2 forced."""
    for d, goal in AVX2.items():
        yield f"AVX2, d = {d}", problem(d), goal


def narrow():
    """(label, problem) of the networks with one output, a = 0."""
    for label, widths in NARROW.items():
        yield label, {"widths": widths, "a": 0, "seeds": 64}


def flows():
    """(label, problem, goal) of the flows: enough seeds that the last ones to end hardly count."""
    for d, goal in FLOWS.items():
        yield f"flow, d = {d}", {"d": d, "depth": 4, "a": 1, "seeds": 256 if d <= 5 else 64, "time": 40}, goal

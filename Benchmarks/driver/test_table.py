"""The table's verdicts on made-up rows: run it, and it says nothing where all is well."""

import table
from rounds import Series


def row(percents, peaks, goal):
    """A row of the engine without rivals."""
    return {
        "kind": "real", "label": "made up", "family": "avx2", "goal_percent": goal, "rate": Series([1e6, 1.1e6]).summary(),
        "percent": Series(percents).summary(), "peak": Series(peaks).summary()}


def scaling(engine, peak):
    """A row of two threads against one."""
    return {
        "kind": "scaling", "label": "threads", "threads": 2, "goal_scaling": 1.9, "scaling": Series([engine]).summary(),
        "peak_scaling": Series([peak]).summary()}


def flow(ratios):
    """A row of flows."""
    return {"kind": "flow", "label": "flow", "goal_at_most": 2, "ratio": Series(ratios).summary()}


def expect(truth, what):
    if not truth:
        raise SystemExit(f"test_table: {what}")


quiet, busy = [100e9, 102e9], [60e9, 100e9]
expect(list(table.missed([row([70, 71], quiet, 75)])) == ["made up: 70.5 %, goal 75"], "a missed goal is named")
expect(not list(table.missed([row([80, 81], quiet, 75)])), "a goal that was met is not")
expect(not list(table.missed([row([70, 71], busy, 75)])), "a busy machine decides nothing")
expect(table.undecided([row([90, 91], busy, 75)]) == ["made up"], "and is said to have been busy")
expect(table.undecided([row([104, 105], quiet, 75)]) == ["made up"], "more than the peak is not believed")
expect(not list(table.missed([scaling(0.96, 1.04)])), "scaling is not judged where the peak does not scale")
expect(list(table.missed([scaling(1.5, 1.98)])) == ["threads: 1.5 ×, goal 1.9"], "and is where it does")
expect("70.5 (✗ 75)" in table.line(row([70, 71], quiet, 75)), "the table shows which goals were missed")
expect("70.5 (? 75)" in table.line(row([70, 71], busy, 75)), "and what cannot be judged")
expect(not list(table.missed([flow([1.5, 1.6])])), "less than a goal at most is met")
expect(list(table.missed([flow([2.5, 2.6])])) == ["flow: 2.55 × a gradient, goal at most 2"], "and more is missed")
expect(table.undecided([flow([1.0, 2.6])]) == ["flow"], "and what scatters decides nothing")

"""Makes luo2025.json and luo2025-distributions.json in Tests/DeepLinearTheoryTests/Fixtures: every number of the second paper's statements.

An independent program: formulas are written from the paper's statements and evaluated by mpmath in 110 digits on the floating-point
numbers that the fixtures hold as hexadecimal floats, so that both sides read the same. A number is stored in 50 digits, with what its
error is relative to where that is not its own size (theory_luo_flows.py says why). States are stated, not integrated; of a promise
about every step the fixture holds the step with the least reserve, and several where doubles cannot tell which.
Run from the project's root: python3 Oracles/theory_luo.py (two minutes). Needs NumPy and mpmath (made with 2.4.6 and 1.3.0).
"""

import json
from collections import Counter
from pathlib import Path

import numpy as np

from theory_luo_cases import balanced_cases, doctored_cases, exact_cases, unbalanced_cases
from theory_luo_flows import STATEMENTS
from theory_luo_states import hexadecimal
from theory_luo_surveys import convergence_cases, scale_cases


def judged(case, counts):
    problem, states = case.problem, case.states()
    certificates = {}
    for name, statement in STATEMENTS.items():
        if case.only is None or name in case.only:
            found = statement(states)
            if found is None:
                continue
            certificates[name] = found
            counts[name, found["verdict"]] += 1
            counts[name, "before: " + found["before"]] += 1
    widths = [case.layers[0][0].shape[1]] + [w.shape[0] for w in case.layers[0]]
    return {
        "name": case.name, "isComplex": problem.is_complex, "widths": widths, "target": hexadecimal(problem.given),
        "regularization": float(problem.a).hex(), "stepSize": None if problem.is_flow else float(problem.step_size).hex(),
        "tolerance": float(problem.tolerance).hex(), "deviation": None if problem.deviation is None else float(problem.deviation).hex(),
        "isBalanced": problem.balanced, "lossBelow": float(problem.loss_below).hex(), "hasSquareLoss": problem.square_loss,
        "isConverged": bool(states[-1].loss < problem.loss_below), "times": [float(t).hex() for t in case.times],
        "states": [[hexadecimal(w) for w in layers] for layers in case.layers], "certificates": certificates,
    }


def write(name, fixture):
    folder = Path(__file__).resolve().parent.parent / "Tests" / "DeepLinearTheoryTests" / "Fixtures"
    body = ",\n".join(
        f'"{key}": [\n' + ",\n".join(json.dumps(case, separators=(",", ":")) for case in cases) + "\n]"
        for key, cases in fixture.items())
    (folder / name).write_text("{\n" + body + "\n}\n")


def main():
    rng, counts = np.random.default_rng(20251113), Counter()
    cases = balanced_cases(rng) + exact_cases(rng) + doctored_cases(rng) + unbalanced_cases(rng)
    write("luo2025.json", {"cases": [judged(case, counts) for case in cases]})
    write("luo2025-distributions.json", {
        "theorem2": convergence_cases(), "theorem3": scale_cases(rng, "theorem3"), "theorem6": scale_cases(rng, "theorem6")})
    for key, count in sorted(counts.items()):
        print(count, *key)


main()

"""Makes Tests/StatisticsTests/Fixtures/intervals.json: exact (Clopper-Pearson) intervals by SciPy's inverse incomplete beta.

An independent program: Boost's root finder behind scipy.special, whose ends are right to 1e-16 of 1 where they are small, and two
steps of Newton's method on SciPy's tails, which are right to their own last digits. "missing" is the probability that the
interval may miss, as a double; numbers are hexadecimal and exact. Run from the project's root: python3 Oracles/intervals.py. Needs SciPy (made with 1.17.1).
"""

import json
import math
from pathlib import Path

from scipy.special import betainc, betaincc, betainccinv, betaincinv, betaln

MISSING = [0.05, 0.32, 1e-3, 1e-9, 1e-15]
CASES = [
    (k, n)
    for n in [1, 2, 3, 7, 10, 64, 100, 256, 1000, 4096, 100_000, 1_000_000, 10_000_000]
    for k in sorted({0, 1, 2, 5, n // 100, n // 3, n // 2, n - n // 10, n - 2, n - 1, n})
    if 0 <= k <= n
]


def polished(p, tail, rising, a, b, target):
    """A root of tail(a, b, p) = target, from one that is nearly right."""
    for _ in range(2 if p < 1 else 0):
        slope = math.exp((a - 1) * math.log(p) + (b - 1) * math.log1p(-p) - betaln(a, b))
        p -= (1 if rising else -1) * (float(tail(a, b, p)) - target) / slope
    return p


cases = []
for missing in MISSING:
    for k, n in CASES:
        lower, upper = 0.0, 1.0
        if k > 0:
            a, b = k, n - k + 1
            lower = polished(float(betaincinv(a, b, missing / 2)), betainc, True, a, b, missing / 2)
        if k < n:
            a, b = k + 1, n - k
            upper = polished(float(betainccinv(a, b, missing / 2)), betaincc, False, a, b, missing / 2)
        cases.append(
            {"successes": k, "trials": n, "missing": missing.hex(), "lower": lower.hex(), "upper": upper.hex()})
path = Path(__file__).resolve().parent.parent / "Tests" / "StatisticsTests" / "Fixtures" / "intervals.json"
path.write_text("[\n" + ",\n".join(json.dumps(case) for case in cases) + "\n]\n")
print(len(cases), "intervals")

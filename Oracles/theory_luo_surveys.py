"""What Theorems 2, 3 and 6 of the second paper say of distributions, over stated starts: used by theory_luo.py."""

from bisect import bisect_left

import mpmath as mp
import numpy as np

from theory_luo_layers import balanced, dyadic_unitary, exactly_balanced, haar
from theory_luo_states import Problem, State, decomposition, frobenius, hexadecimal, number, singular


def tail(count, total, p):
    """P(X >= count), and its derivative over p."""
    term, sum_ = mp.binomial(total, count) * p ** count * (1 - p) ** (total - count), mp.mpf(0)
    slope = count * term / p
    for i in range(count, total + 1):
        sum_ += term
        term = term * (total - i) * p / ((i + 1) * (1 - p))
    return sum_, slope


def root(count, total, goal):
    """p with P(X >= count) = goal: Newton's method within a bracket."""
    low, high, p = mp.mpf(0), mp.mpf(1), mp.mpf(count) / (total + 1)
    for _ in range(300):
        value, slope = tail(count, total, p)
        low, high = (p, high) if value < goal else (low, p)
        moved = p - (value - goal) / slope
        if abs(moved - p) < mp.mpf(10) ** -55 * p:
            return moved
        p = moved if low < moved < high else (low + high) / 2
    raise ArithmeticError((count, total, goal))


def interval(count, total, missing):
    """Clopper and Pearson's."""
    side = mp.mpf(missing) / 2
    lower = mp.mpf(0) if count == 0 else root(count, total, side)
    upper = mp.mpf(1) if count == total else root(count + 1, total, 1 - side)
    return lower, upper


def probability(name, count, total, bound, judged=True):
    item = {"name": name, "judged": judged, "bound": number(mp.mpf(bound)), "holds": None}
    if total == 0:
        return item
    fraction = mp.mpf(count) / total
    ends = interval(count, total, "0.05")
    item |= {"value": number(fraction, mp.mpf(1)), "fraction": {"count": count, "of": total, "interval": [number(x) for x in ends]}}
    if judged:
        slack = (fraction - mp.mpf(bound)) / bound
        is_excluded = interval(count, total, "1e-9")[1] < bound
        item["holds"] = True if slack >= 0 else False if is_excluded else None
        if item["holds"] is not None:
            item["slack"] = number(slack, mp.mpf(1))
    return item


def verdict(promises):
    judged = [p["holds"] for p in promises if p["judged"]]
    if False in judged:
        return "contradicted"
    return "confirmed" if judged and all(judged) else "inconclusive"


def signs(negative, positive):
    """How often det < 0, and its distance from 1/2 beside the largest whose interval has 1/2 inside."""
    total = negative + positive
    frequency = {"name": "determinant-negative", "judged": False, "holds": None}
    deviation = {"name": "sign-deviation", "judged": True, "holds": None}
    if total == 0:
        return [frequency, deviation]
    fraction = mp.mpf(negative) / total
    ends = interval(negative, total, "0.05")
    frequency |= {
        "value": number(fraction, mp.mpf(1)),
        "fraction": {"count": negative, "of": total, "interval": [number(x) for x in ends]}}
    least = bisect_left(range(total // 2), True, key=lambda k: interval(k, total, "1e-9")[1] >= 0.5)
    value, bound = abs(fraction - mp.mpf(1) / 2), mp.mpf(1) / 2 - mp.mpf(least) / total
    deviation |= {"value": number(value, mp.mpf(1)), "bound": number(bound, mp.mpf(1))}
    if least > 0:  # otherwise no fraction excludes 1/2
        deviation |= {"holds": bool(value <= bound), "slack": number((bound - value) / bound, mp.mpf(1))}
    return [frequency, deviation]


def no_convergence(negative, left, total):
    """Runs that have not converged; only a negative determinant says that a run never would."""
    item = probability("no-convergence", left, total, 0.5)
    if item["holds"] and 2 * negative < total:
        item["holds"] = None
        del item["slack"]
    return item


def convergence_cases():
    """Counts of starts by the sign of their determinant, 0 among them, and of runs that converged."""
    cases = []
    plans = [
        (10, 12, 0, 12), (0, 40, 0, 40), (40, 0, 0, 0), (20, 20, 3, 20), (3, 37, 0, 30), (37, 3, 2, 1), (1, 1, 0, 1), (0, 1, 0, 1),
        (60, 62, 0, 10), (8, 50, 0, 50), (7, 50, 0, 50), (50, 8, 1, 57), (15, 45, 0, 45), (29, 1, 0, 30), (0, 30, 0, 30),
        (0, 31, 0, 31), (0, 32, 0, 32), (100, 100, 0, 0), (100, 100, 0, 100), (11, 11, 1, 23), (0, 0, 4, 2), (2, 5, 0, 7), (90, 30, 0, 30)]
    for k, (negative, positive, zero, converged) in enumerate(plans):
        total = negative + positive + zero
        promises = signs(negative, positive) + [
            no_convergence(negative, total - converged, total),
            probability("convergence", converged, total, 0.5, judged=False)]
        cases.append({
            "isComplex": False, "negative": negative, "positive": positive, "zero": zero, "converged": converged,
            "width": 1 + k % 3, "reasons": int(zero > 0), "verdict": verdict(promises), "promises": promises})
    for k in range(20):
        total, converged = 3 + 7 * k, (3 + 7 * k) * [0, 1, 2, 3][k % 4] // 3
        promises = [probability("convergence", converged, total, 1, judged=False)]
        cases.append({
            "isComplex": True, "negative": 0, "positive": total, "zero": 0, "converged": converged, "width": 1 + k % 3,
            "reasons": 1, "verdict": "inconclusive", "promises": promises})
    return cases


class Scale:
    """One number of a start in units of a power of d and ε, and what its error is relative to."""

    def __init__(self, value, scale):
        self.value, self.scale = value, scale


def quantile_item(name, found):
    """Quantiles as the place q(n - 1) of the sorted values, between two of them in proportion."""
    item = {"name": name, "judged": False, "holds": None, "parameters": {"starts": number(mp.mpf(len(found)))}}
    if not found:
        return item
    if len(found) == 1:  # All quantiles are that one.
        return item | {"value": number(found[0].value, found[0].scale)}
    values, scale = sorted(f.value for f in found), max(f.scale for f in found)
    for key, q in [("", "0.5"), ("q01", "0.01"), ("q10", "0.1"), ("q25", "0.25"), ("q75", "0.75"), ("q90", "0.9"), ("q99", "0.99")]:
        place = mp.mpf(q) * (len(values) - 1)
        k = min(int(mp.floor(place)), len(values) - 2)
        x = values[k] + (place - k) * (values[k + 1] - values[k])
        if key:
            item["parameters"][key] = number(x, scale)
        else:
            item["value"] = number(x, scale)
    return item


def determinant_sign(state):
    return 0 if state.determinant == 0 else int(mp.sign(state.determinant))


def theorem_3(state, epsilon):
    d, eps = mp.mpf(state.width), mp.mpf(epsilon)
    if not state.problem.is_complex and determinant_sign(state) != 1:
        return None
    top = max(state.balanced_values)
    return {
        "largest-layer-value": Scale(top / (mp.sqrt(d) * eps), top / (mp.sqrt(d) * eps)),
        "skew-error": Scale(frobenius(state.difference) / (d * eps), mp.sqrt(d) * top / (d * eps)),
        "smallest-sum-value": Scale(state.sum_values[-1] * d ** mp.mpf("1.5") / eps, top * d ** mp.mpf("1.5") / eps)}


def theorem_6(state, epsilon):
    d, eps, n = mp.mpf(state.width), mp.mpf(epsilon), state.depth
    u, values, v = decomposition(state.product)
    whole = u * mp.diag(values) * v.H
    # (W W^H)^{1/2} = U diag(σ) U^H.
    least = singular(whole + u * mp.diag(values) * u.H)[-1]
    if not state.problem.is_complex and determinant_sign(state) < 0:
        assert least < mp.mpf(10) ** -60 * values[0]
        return None
    if not state.problem.is_complex and determinant_sign(state) == 0:
        return None
    top, unit = max(max(s) for s in state.layer_values), d ** (mp.mpf(n) / 2 + 1) / eps ** n
    sizes = mp.fprod(state.norms)
    return {
        "largest-layer-value": Scale(top / (mp.sqrt(d) * eps), top / (mp.sqrt(d) * eps)),
        "smallest-layer-value": Scale(
            min(min(s) for s in state.layer_values) * mp.sqrt(d) / eps, top * mp.sqrt(d) / eps),
        # A singular value of a sum of matrices of the size of the product.
        "smallest-polar-sum-value": Scale(least * unit, sizes * unit)}


NAMES = {
    "theorem3": ["largest-layer-value", "skew-error", "smallest-sum-value"],
    "theorem6": ["largest-layer-value", "smallest-layer-value", "smallest-polar-sum-value"]}


def scale_cases(rng, name):
    """Groups of starts of one d, N, field and ε: each start alone, and all together."""
    cases = []
    for number_ in range(24):
        is_complex, d = number_ % 2 == 1, 1 + number_ // 2 % 6
        epsilon = [0.25, 1.5, 0.0078125][number_ % 3]
        depth = [2, 4, 6][number_ % 3] if name == "theorem3" else 1 + number_ // 3 % 6
        starts = []
        for k in range(7 if number_ % 4 == 0 else 3):
            if name == "theorem6":
                draw = [rng.standard_normal((d, d)) + (1j * rng.standard_normal((d, d)) if is_complex else 0) for _ in range(depth)]
                starts.append([np.round(w * 64) / 64 * epsilon for w in draw])
                if k == 6 and not is_complex:  # A determinant of 0 counts for neither sign.
                    starts[-1][0][0] = 0
            elif k % 3 == 2:
                values = np.array([1.0, 0.875, 0.75, 0.5, 0.25, 2.0 ** -9][:d]) * epsilon
                bases = [dyadic_unitary(rng, d, is_complex) for _ in range(depth + 1)]
                starts.append(exactly_balanced([q.astype(complex) for q in bases] if is_complex else bases, values))
            else:
                values = np.linspace(1.2, 0.6, d) * epsilon
                starts.append(balanced([haar(rng, d, is_complex) for _ in range(depth + 1)], values))
        if is_complex:
            starts = [[w.astype(complex) for w in s] for s in starts]
        problem = Problem(np.eye(d).astype(complex if is_complex else float), depth)
        states = [State(problem, w, 0, 0) for w in starts]
        found = [(theorem_3 if name == "theorem3" else theorem_6)(s, epsilon) for s in states]
        split = [0 if is_complex else determinant_sign(s) for s in states]
        groups = [[k] for k in range(len(starts))] + [list(range(len(starts)))]
        cases.append({
            "isComplex": is_complex, "width": d, "depth": depth, "deviation": float(epsilon).hex(),
            "starts": [[hexadecimal(w) for w in s] for s in starts],
            "groups": [group(name, g, found, split, is_complex) for g in groups]})
    return cases


def group(name, places, found, split, is_complex):
    kept = [found[k] for k in places if found[k] is not None]
    items = [quantile_item(key, [f[key] for f in kept]) for key in NAMES[name]]
    chosen = [split[k] for k in places]
    if name == "theorem3" or is_complex:
        reasons = 1 + (name == "theorem3" and len(kept) < len(places))
        return {"places": places, "reasons": reasons, "verdict": "inconclusive", "promises": items}
    judged = signs(chosen.count(-1), chosen.count(1))
    # σ_min(M) = 0 exactly; what doubles leave of it is compared with an allowance for rounding.
    singular_ = {"name": "singular-polar-sum", "judged": True, "holds": True if -1 in chosen else None}
    result = verdict(judged + [singular_])
    return {
        "places": places, "reasons": int(0 in chosen), "verdict": result, "negative": chosen.count(-1),
        "promises": judged + items}

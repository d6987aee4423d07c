"""The second paper's statements about single runs, of stated states: used by theory_luo.py.

What errors are relative to, where it is not the number itself: singular values of a matrix to its norm, as every one of them may
move by the rounding of the matrix; a loss to ‖R‖ ‖Φ‖_F, r to the products of which each Δ_j is a difference, x and y to ‖S‖,
E = ‖φ^{1/2} y‖² to √(φ_1 E) ‖S‖; what is rounding squared, to 10^-13 or 10^-15 of those products. A slack is a difference over the
bound: it inherits both scales. A bound that contains an integral is computed from above, with a reserve of 3·10^-8 of what the slope
of the integrand makes of it.
"""

import mpmath as mp

from theory_luo_items import (
    Check, certificate, every_step, hypothesis, interval, largest_integral, reported)
from theory_luo_states import frobenius, number, singular

def singular_norm(a):
    return singular(a)[0]


RESERVE = mp.mpf(30000)  # 3·10^-8 in units of 10^-12.


def clauses(start, *names):
    """Which of these the problem is not."""
    problem = start.problem
    found = {
        "four": problem.depth == 4, "two or more": problem.depth >= 2, "square": start.is_square,
        "square loss": problem.square_loss, "flow": problem.is_flow, "identity": problem.scale is not None,
    }
    return [name for name in names if not found[name]]


def balance(start, judged=True):
    return hypothesis("imbalance", start.imbalance, "<=", start.balance_rounding, judged)


def loss_scale(state):
    return state.residual_norm * max(state.residual_norm, mp.sqrt(sum(x ** 2 for x in state.problem.values)))


def theorem_2(states):
    start = states[0]
    problem, last = start.problem, states[-1]
    outside = clauses(start, "four", "square", "square loss", "flow", "identity")
    if outside:
        return certificate(outside, [], [])
    hypotheses, is_negative = [balance(start)], False
    if not problem.is_complex:
        d = start.determinant
        is_negative = d < 0
        hypotheses.append(hypothesis("determinant", d, "<" if is_negative else ">", mp.mpf(0)))
    if is_negative:
        bound = problem.scale ** 2 / 2
        checks = [Check(s, s.loss, bound, s.loss_error(), loss_scale(s)) for s in states]
        promise = every_step("loss", ">=", checks)
    else:
        epsilon = mp.mpf(problem.loss_below)
        promise = {
            "name": "convergence", "judged": True, "holds": None, "value": number(last.loss, loss_scale(last)),
            "bound": number(epsilon), "step": last.step}
        if last.loss < epsilon:
            promise |= {"holds": True, "slack": number((epsilon - last.loss) / epsilon, mp.mpf(1))}
    return certificate([], hypotheses, [promise])


def theorem_4(states):
    start, top = states[0], states[0].problem.values[0]
    outside = clauses(start, "square", "square loss", "flow", "two or more")
    if outside:
        return certificate(outside, [], [])
    values = sorted((s ** start.depth for s in start.balanced_values), reverse=True)
    # Singular values are known as the roots of eigenvalues in 128 bits.
    scales = [x + mp.mpf(10) ** -24 * values[0] ** 2 / x if x else values[0] for x in values]
    hypotheses = [balance(start), hypothesis("smallest-singular-value", values[-1], ">", mp.mpf(0), scale=scales[-1])]
    gaps = [(a - b, b) for a, b in zip(values, values[1:])]
    if gaps:
        gap, below = min(gaps)
        scale = abs(gap) + mp.mpf(10) ** -24 * values[0] ** 2 / below
        hypotheses.append(hypothesis("singular-value-gap", gap, ">", mp.mpf(0), scale=scale))
    else:
        hypotheses.append({"name": "singular-value-gap", "judged": True, "holds": True})

    def error(s):
        mu = 4 * s.depth * s.step_error
        return 2 * mp.sqrt(top * s.skew_error) * mu + top * mu ** 2

    def scale(s):
        size = max(s.balanced_values)
        return max(s.skew_error, mp.sqrt(top * s.skew_error) * size, mp.mpf(10) ** -13 * top * size ** 2)

    checks = [
        Check(s, s.skew_error, p.skew_error, error(p) + error(s), scale(s), scale(p))
        for p, s in zip(states, states[1:])]
    return certificate([], hypotheses, [every_step("skew-error", "<=", checks)])


def inequality_11(states):
    start = states[0]
    outside = clauses(start, "square")
    if outside:
        return certificate(outside, [], [])
    lower, upper, smallest = [], [], []
    for s in states:
        if not (start.problem.is_flow or s.is_balanced):
            continue
        y, error = singular_norm(s.difference), 8 * s.depth * s.state_error
        top = max(s.balanced_values)
        for layer in range(1, s.depth + 1):
            factor = mp.mpf(s.scaled[1]) if layer == s.scaled[0] else mp.mpf(1)
            for k, (x, value) in enumerate(zip(s.sum_values, s.balanced_values)):
                value = value * factor
                wide = mp.sqrt(x ** 2 + y ** 2)
                lower.append(Check(s, value, x / 2, error, top, top))
                upper.append(Check(s, value, wide / mp.sqrt(2), error, top, top))
                if k == len(s.sum_values) - 1:
                    smallest.append(Check(s, value, wide / 2, error, top, top))
    promises = [
        every_step("lower-bound", ">=", lower), every_step("upper-bound", "<=", upper),
        every_step("smallest-upper-bound", "<=", smallest)]
    return certificate([], [balance(start)], promises)


def singular_norm(a):
    from theory_luo_states import singular
    return singular(a)[0]


def theorem_5(states):
    start, sigma = states[0], states[0].problem.scale
    outside = clauses(start, "four", "square", "square loss", "flow", "identity")
    if outside:
        return certificate(outside, [], [])
    size = max(max(v) for v in start.layer_values)
    hypotheses = [balance(start), hypothesis("start-size", size, "<=", mp.root(sigma, 4), judged=False)]
    # Whether a tie is judged depends on the last digit.
    is_small_or_tie = None if "isTie" in hypotheses[1] else hypotheses[1]["holds"]
    at_start = sum((abs(z) ** 2 for z in start.difference), mp.mpf(0))
    growth, fall = [], []
    for p, s in zip(states, states[1:]):
        norms = (max(p.balanced_values), max(s.balanced_values))
        before, here = [x / 2 for x in p.sum_values], [x / 2 for x in s.sum_values]
        known = interval(p, s, norms)
        errors = [4 * q.depth * q.step_error for q in (p, s)]
        if known:
            h, m, v, _ = known
            integral, excess = largest_integral(h, norms[0] ** 2, norms[1] ** 2, 2 * m * v)
            factor = mp.exp(sigma / 2 * (2 * integral + at_start * h))
            radius, reserve = errors[1] + factor * errors[0], RESERVE * sigma * excess
        else:
            factor, radius, reserve = mp.mpf(1), mp.inf, mp.mpf(0)
        for a, b in zip(here, before):
            growth.append(Check(s, a, b * factor, radius, norms[1], norms[0] * factor * (1 + reserve)))
            # The local stage begins where 2x_min is at least 2^{3/4} σ_1^{1/4}.
            if 2 * here[-1] < mp.root(8 * sigma, 4):
                fall.append(Check(s, a, b, sum(errors), norms[1], norms[0]))
    return certificate([], hypotheses, [
        every_step("growth", "<=", growth), every_step("no-fall", ">=", fall, judged=is_small_or_tie)])


def theorem_7(states):
    start, a = states[0], mp.mpf(states[0].problem.a)
    outside = clauses(start, "square", "flow")
    if outside:
        return certificate(outside, [], [])
    hypotheses = [
        hypothesis("regularization", a, ">", mp.mpf(0)),
        hypothesis("imbalance", start.imbalance, ">", start.balance_rounding)]
    if any(h["holds"] is False for h in hypotheses):
        return certificate([], hypotheses, [])
    seen = []
    for s in states:
        seen.append(s)
        if s.penalty < start.penalty / 1000:
            break
    last = seen[-1]
    if last.penalty < mp.mpf(10) ** -12 * last.penalty_scale:
        return None  # 0 to rounding.
    rate = mp.log(start.penalty / last.penalty) / last.time
    least = a * min(min(v[-1] for v in s.layer_values) for s in seen) ** 2
    # Both penalties are known relative to their scales.
    scale = (start.penalty_scale / start.penalty + last.penalty_scale / last.penalty) / last.time + rate
    norm = a * max(max(s.norms) for s in seen) * mp.sqrt(least / a) + least
    item = reported(
        "decay-rate", value=number(rate, scale), bound=number(least, norm), step=last.step,
        parameters={"ratio": number(rate / least, scale / least + rate * norm / least ** 2)})
    return certificate([], hypotheses, [item])


def theorem_8(states):
    start = states[0]
    problem = start.problem
    outside = clauses(start, "square", "square loss")
    if outside:
        return certificate(outside, [], [])
    ends = [
        (max(max(v) for v in s.layer_values), min(min(v) for v in s.layer_values),
         max(singular_norm(g) for g in s.loss_gradients)) for s in states]
    largest, smallest = [], []
    for (p, before), (s, here) in zip(zip(states, ends), list(zip(states, ends))[1:]):
        radius, reserve = s.step_error, mp.mpf(0)
        if problem.is_flow:
            known = interval(p, s, (before[0], here[0]))
            if known:
                h, m, v, rho = known
                n = s.depth
                slope = (n * m ** (2 * (n - 1)) + (n - 1) * m ** max(n - 2, 0) * rho) * v
                growth, reserve = largest_integral(h, before[2], here[2], slope)
            else:
                growth, radius = (s.time - p.time) * max(before[2], here[2]), mp.inf
        else:
            growth, radius = mp.mpf(problem.step_size) * before[2], mp.mpf(0)
        scales = here[0], before[0] + growth + RESERVE * reserve
        largest.append(Check(s, here[0], before[0] + growth, radius, *scales))
        smallest.append(Check(s, here[1], before[1] - growth, radius, *scales))
    return certificate([], [], [
        every_step("largest-singular-value", "<=", largest, judged=problem.is_flow),
        every_step("smallest-singular-value", ">=", smallest, judged=problem.is_flow)])


def lemma_26(states):
    start = states[0]
    outside = clauses(start, "flow")
    if outside:
        return certificate(outside, [], [])

    def error(s):
        e, total = s.step_error, mp.mpf(0)
        for x, pair in zip(s.imbalances, zip(s.norms, s.norms[1:])):
            moved = 2 * e * (sum(pair) + e)
            total += 2 * x * moved + moved ** 2
        return mp.mpf(s.problem.a) / 4 * total

    checks = [
        Check(
            s, s.penalty, p.penalty, error(p) + error(s), s.penalty_scale, p.penalty_scale,
            noise=mp.mpf(10) ** -31 * mp.mpf(s.problem.a) * max(s.norms) ** 4)
        for p, s in zip(states, states[1:])]
    return certificate([], [], [every_step("penalty", "<=", checks)])


def theorem_11(states):
    start, sigma = states[0], states[0].problem.scale
    problem = start.problem
    outside = clauses(start, "four", "square", "square loss", "identity")
    if outside:
        return certificate(outside, [], [])
    hypotheses = [balance(start, judged=False)]
    is_judged = problem.is_flow and hypotheses[0]["holds"]
    name, threshold = ("loss-decay" if is_judged else "objective-decay"), mp.root(8 * sigma, 4)
    below = [i for i, s in enumerate(states) if s.smallest_hermitian < threshold]
    stage = states[below[-1] + 1:] if below else states
    others = ["hermitian-smallest", "skew-error", "local-rate"]
    if not stage:
        return certificate([], hypotheses, [
            {"name": name, "judged": is_judged, "holds": None}] + [reported(x) for x in others])
    begin, rate = stage[0], mp.power(sigma, mp.mpf(3) / 2)
    checks = []
    for s in stage[1:]:
        factor = mp.exp(-rate * (s.time - begin.time))
        if is_judged:
            checks.append(Check(
                s, s.loss, begin.loss * factor, s.loss_error() + begin.loss_error() * factor, loss_scale(s),
                loss_scale(begin) * factor))
        else:
            first = begin.loss + begin.penalty
            scale = (loss_scale(s) + s.penalty_scale) / first
            checks.append(Check(s, (s.loss + s.penalty) / first, factor, 0, scale, factor))
    least = min(stage, key=lambda s: s.smallest_hermitian)
    top = singular_norm(least.hermitian_terms[0])
    d = start.width
    skews = [frobenius(s.hermitian_terms[1]) for s in stage]
    found = [
        reported(others[0], value=number(least.smallest_hermitian, top), bound=number(threshold), step=least.step),
        reported(others[1]), reported(others[2])]
    if problem.deviation is not None:
        scale = d * mp.mpf(problem.deviation)
        found[1]["value"] = number(max(skews) / scale, top / scale)
    last = stage[-1]
    if last is not begin:
        t = last.time - begin.time
        scale = (loss_scale(begin) / begin.loss + loss_scale(last) / last.loss) / t
        value = mp.log(begin.loss / last.loss) / t
        # Linearized: ℓ ∝ exp(-2N σ_1^{2-2/N} t), N = 4.
        found[2] |= {
            "value": number(value, scale + abs(value)), "bound": number(rate),
            "parameters": {"linearized": number(8 * mp.power(sigma, 2 - mp.mpf(2) / 4))}}
    return certificate([], hypotheses, [every_step(name, "<=", checks, judged=is_judged)] + found)


STATEMENTS = {
    "luo2025-theorem-2": theorem_2, "luo2025-theorem-4": theorem_4, "luo2025-inequality-11": inequality_11,
    "luo2025-theorem-5": theorem_5, "luo2025-theorem-7": theorem_7, "luo2025-theorem-8": theorem_8,
    "luo2025-lemma-26": lemma_26, "luo2025-theorem-11": theorem_11,
}

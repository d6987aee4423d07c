"""Items and certificates as the fixture holds them: used by theory_luo.py."""

import mpmath as mp

from theory_luo_states import number, singular, text

UPPER = {"<=", "<"}


def difference(relation, value, bound):
    return bound - value if relation in UPPER else value - bound


def hypothesis(name, value, relation, bound, judged=True, scale=None):
    """Of a start: both numbers are exact, and a tie is decided by no finite number of digits where `value` is not rational."""
    scale = max(abs(value), abs(bound)) if scale is None else scale
    gap = difference(relation, value, bound)
    size = abs(bound) if bound else mp.mpf(1)
    if abs(gap) < mp.mpf(10) ** -60 * size:
        gap = mp.mpf(0)
    holds = gap >= 0 if relation in {"<=", ">="} else gap > 0
    item = {"name": name, "judged": judged, "value": number(value, scale), "bound": number(bound)}
    if gap == 0:
        item |= {"isTie": True, "value": number(bound, max(scale, mp.mpf(10) ** -15))}
    else:
        item["slack"] = number(gap / size, (scale + abs(bound)) / size)
    item["holds"] = bool(holds)
    return item


class Check:
    """One inequality at one state.

    Scales: what the errors of both sides are relative to. Radius: what it may be off by. Noise: what rounding alone makes of it.
    """

    def __init__(self, state, value, bound, radius=0, value_scale=None, bound_scale=None, noise=0):
        self.state, self.radius, self.noise = state, mp.mpf(radius), noise
        self.value_scale = abs(value) if value_scale is None else value_scale
        self.bound_scale = abs(bound) if bound_scale is None else bound_scale
        # What is 0 but for the last of 110 digits.
        least = mp.mpf(10) ** -60
        self.value = mp.mpf(0) if abs(value) < least * self.value_scale else value
        self.bound = mp.mpf(0) if abs(bound) < least * self.bound_scale else bound
        # Beside a bound that is rounding a slack means nothing.
        self.is_noise = abs(self.bound) <= mp.mpf(10) ** -12 * self.bound_scale and self.bound_scale > 0

    def finish(self, relation):
        self.gap = difference(relation, self.value, self.bound)
        self.size = abs(self.bound) if self.bound else mp.mpf(1)
        self.reserve = (self.gap + self.radius) / self.size
        # The radius is compared to a part in a thousand and to what rounding adds.
        self.doubt = self.radius / 1000 + mp.mpf(10) ** -11 * (self.value_scale + self.bound_scale)

    def holds(self):
        """None where doubles cannot tell."""
        scale = self.value_scale + self.bound_scale
        if self.gap >= -self.radius * mp.mpf("0.999") - mp.mpf(10) ** -15 * scale - self.noise:
            return True
        return False if self.gap < -self.radius - self.doubt else None

    def case(self):
        scale = (self.value_scale + self.bound_scale * max(1, abs(self.value) / self.size)) / self.size
        found = {
            "step": self.state.step, "value": number(self.value, self.value_scale),
            "bound": number(self.bound, self.bound_scale),
        }
        if not self.is_noise:
            found["slack"] = [text(self.gap / self.size, 25), text(scale + 1, 4)]
        if mp.isfinite(self.radius):
            found["radius"] = [text(self.radius, 8), text(self.value_scale + self.bound_scale, 4)]
        return found


def every_step(name, relation, checks, judged=True, states=1):
    """The step with the least reserve; several where no double could tell which."""
    item = {"name": name, "judged": judged}
    if not checks:
        return item | {"holds": True if states else None}
    for check in checks:
        check.finish(relation)
    finite = [c for c in checks if mp.isfinite(c.reserve)]
    others = [c for c in finite if not c.is_noise]
    least = min((c.reserve + c.doubt / c.size for c in others), default=0)
    worst = [c for c in finite if c.is_noise or c.reserve - c.doubt / c.size <= least] or checks[:1]
    cases = []
    for c in worst:
        if c.case() not in cases:
            cases.append(c.case())
    item["any"] = cases
    kept = [c.holds() for c in finite]
    unclear = [(c.state.step, mp.nstr(c.gap, 5), mp.nstr(c.radius, 5), mp.nstr(c.doubt, 5)) for c in finite if c.holds() is None]
    assert False in kept or not unclear, (name, unclear)
    item["holds"] = False if False in kept else (None if len(finite) < len(checks) else True)
    if item["holds"] is True:
        # What holds to rounding alone has no slack.
        for c in item["any"]:
            if c.get("slack", ["0"])[0].startswith("-"):
                c["slack"][0] = "0"
    return item


def reported(name, holds=None, **numbers):
    return {"name": name, "judged": False, "holds": holds} | numbers


def verdict(outside, hypotheses, promises, has_run):
    judged = [h for h in hypotheses if h["judged"]]
    if outside or any(h["holds"] is False for h in judged):
        return "not-applicable"
    promised = [p["holds"] for p in promises if p["judged"] is not False]
    if not has_run:
        return "promised" if promised else "inconclusive"
    if False in promised:
        return "contradicted"
    return "confirmed" if promised and all(promised) else "inconclusive"


def certificate(outside, hypotheses, promises):
    """outside: how many clauses say that the problem is of another kind. Then no numbers are stored: they are of nothing."""
    found = {
        "reasons": len(outside), "before": verdict(outside, hypotheses, promises, False),
        "verdict": verdict(outside, hypotheses, promises, True),
    }
    if outside:
        return found
    fails = any(h["judged"] and h["holds"] is False for h in hypotheses)
    found["hypotheses"] = hypotheses
    # No run is judged by a statement that does not apply.
    found["promises"] = [] if fails else promises
    return found


def interval(previous, state, norms):
    """What a flow can do between two states with these largest layer norms: h, M, the speed and ρ; None where nothing is known.

    Of the Hessian of ℓ no eigenvalue is below -(N - 1) M^{N-2} ρ: its part Re⟨R, … D_j … D_i …⟩ has N(N - 1)/2 pairs of layers, each
    at most 2 M^{N-2} ‖R‖ ‖D_i‖ ‖D_j‖. Of that of r none is below -2a max ‖Δ_j‖. So the speed grows at most by exp(Λh). No time is
    farther than h/2 from an end, which bounds ‖W_j‖ by M, and ‖R‖_op by ρ, as W_{1:N} moves at most √N M^{N-1} as fast as all layers
    together. ‖R‖_F and Σ‖Δ_j‖_F² do not rise along a flow. The least solution of the equations is their limit from below.
    """
    n, a, h = state.depth, mp.mpf(state.problem.a), state.time - previous.time
    ends = max(norms)
    whole = max(previous.residual_norm, state.residual_norm)
    from theory_luo_states import singular
    largest = max(singular(previous.residual)[0], singular(state.residual)[0])
    imbalance = max(mp.sqrt(sum((x ** 2 for x in s.imbalances), mp.mpf(0))) for s in (previous, state))
    m, rho = ends, min(whole, largest)
    for _ in range(400):
        v = previous.speed * mp.exp(((n - 1) * m ** max(n - 2, 0) * rho + 2 * a * imbalance) * h)
        new_m = ends + h / 2 * v
        new_rho = min(whole, largest + h / 2 * mp.sqrt(n) * new_m ** (n - 1) * v)
        done = abs(new_m - m) < mp.mpf(10) ** -45 * m and abs(new_rho - rho) < mp.mpf(10) ** -45 * ends
        m, rho = new_m, new_rho
        if done:
            return h, m, v, rho
        if m > 2 * ends:
            return None
    return None


def largest_integral(h, first, last, slope):
    """Of all functions on [0, h] with these ends and no steeper slope: up one line, down the other. And how much of it the slope makes."""
    if abs(last - first) >= slope * h:
        return h * (first + last) / 2, mp.mpf(0)
    top = (last - first + slope * h) / (2 * slope)
    area = first * top + slope * top ** 2 / 2 + last * (h - top) + slope * (h - top) ** 2 / 2
    return area, area - h * (first + last) / 2

#!/usr/bin/env python3
"""Usage: verify_certificate.py FILE.json

Verifies certificates that `deeplinear check --export` wrote, with none of its code: checksums; every hypothesis in ball
arithmetic (python-flint, 300 bits) from the exact inputs; promises; verdicts; and runs of gradient descent, repeated with NumPy
from each recorded state to the next. Two programs that round differently drift apart by at most e ← e·(1 + ηΛ) + ρ a step, Λ a
bound on the curvature of the loss and ρ one on the rounding of both; recorded and repeated states are compared within e. The bits
of a run are identified by its checksum, which `deeplinear check --compare` verifies: NumPy has no fused operations.

Prints a line for each certificate; exit status 0 valid, 1 not, 2 no such file. See Documentation/Trust.md.
"""
import functools, hashlib, json, math, struct, sys

import numpy as np
from flint import acb, acb_mat, arb, ctx
ctx.prec, U = 300, 2.0**-53
class Invalid(Exception): pass
def require(condition, sentence):
    if not condition: raise Invalid(sentence)

# Inputs.
def number(text):
    """A hexadecimal float as an exact ball; None for null."""
    return None if text is None else arb(float.fromhex(text))

def floats(matrix):
    """The entries of an exact matrix as a NumPy array, after its checksum was compared."""
    values = [float.fromhex(entry) for entry in matrix["entries"]]
    digest = hashlib.sha256(struct.pack(f"<{len(values)}d", *values)).hexdigest()
    require(digest == matrix["sha256"], "a matrix is not the one of its checksum")
    entries = np.array(values[0::2]) + 1j * np.array(values[1::2]) if matrix["complex"] else np.array(values)
    require(entries.size == matrix["rows"] * matrix["columns"], "a matrix has another number of entries than its shape")
    return entries.reshape((matrix["rows"], matrix["columns"]), order="F")

def balls(array):
    return acb_mat([[acb(float(z.real), float(z.imag)) for z in row] for row in array])
def adjoint(a):
    return a.transpose().conjugate()
def frobenius(a):
    return sum((z.real**2 + z.imag**2 for z in a.entries()), arb(0)).sqrt()
def eigenvalues(a):
    """Of a Hermitian matrix, rising."""
    return sorted((z.real for z in a.eig(multiple=True)), key=lambda x: float(x.mid()))
def singular_values(a):
    gram = a * adjoint(a) if a.nrows() <= a.ncols() else adjoint(a) * a
    return [x.max(arb(0)).sqrt() for x in reversed(eigenvalues(gram))]
def power(x, p, q):
    """x^{p/q}."""
    return (x**p).root(q)

# The start, by the symbols of the papers.

class Start:
    def __init__(self, weights, target, setting):
        self.layers, self.target, self.setting, self.N = weights, target, setting, len(weights)
        self.widths = [weights[0].shape[1]] + [w.shape[0] for w in weights]
        require(self.widths == setting["widths"], "the widths are not those of the matrices")
        self.W, self.Phi = [balls(w) for w in weights], balls(target)
        self.product = functools.reduce(lambda product, w: w * product, self.W)
        self.residual, self.norm = frobenius(self.product - self.Phi), frobenius(self.Phi)
        self.loss = self.residual**2 / 2
        self.margin = singular_values(self.Phi)[-1] - self.residual
        self.c = self.margin if self.margin > 0 else arb("nan")
        errors = [frobenius(a * adjoint(a) - adjoint(b) * b) for a, b in zip(self.W, self.W[1:])]
        self.imbalance = functools.reduce(arb.max, errors, arb(0))
        self.balance_rounding = 64 * max(self.widths) * arb(U) * functools.reduce(arb.max, map(frobenius, self.W)) ** 2
        self.eta = number(setting.get("step_size")) or arb("nan")
        self.epsilon = number(setting.get("loss_below")) or arb("nan")
        self.deviation = number(setting["deviations"][0]) if setting["deviations"] else arb("nan")
        scale = target[0, 0].real
        is_scaled = scale > 0 and target.shape[0] == target.shape[1] and np.array_equal(target, scale * np.eye(len(target)))
        self.scale = arb(float(scale)) if is_scaled else arb("nan")
        has_sign = len(set(self.widths)) == 1 and not setting["complex"]
        self.determinant = math.prod((w.det().real for w in self.W), start=arb(1)) if has_sign else None
        self.is_identity = len(set(self.widths)) == 1 and all(np.array_equal(w, np.eye(*w.shape)) for w in weights)
    def within(self, *conditions):
        """Whether the problem is of the kind that a statement is about."""
        s = self.setting
        known = {
            "real": not s["complex"], "square loss": s["square_loss"], "a = 0": float.fromhex(s["regularization"]) == 0,
            "descent": s["dynamics"] == "gradient-descent", "flow": s["dynamics"] == "gradient-flow",
            "even": self.N % 2 == 0, "identity": self.is_identity, "uniform": len(set(self.widths)) == 1,
            "depth 4": self.N == 4, "rule": s["dynamics"] in ("gradient-descent", "gradient-flow")}
        return all(known[c] for c in conditions)
    def arrival(self, rate):
        """T with ℓ ≤ ε from then on."""
        return arb(0) if self.loss <= self.epsilon and rate.is_finite() else (self.loss / self.epsilon).log() / rate
    def has_margin(self):
        return {"deficiency-margin": (self.margin, ">", arb(0))}
    def is_balanced(self):
        return {"imbalance": (self.imbalance, "<=", self.balance_rounding)}

# Statements: whether the problem is of their kind, {hypothesis: (value, relation, bound)}, {promise: bound}; a promise without a
# bound of its own has None, one that is not judged REPORTED. Without a value or a bound a hypothesis fails where its fourth entry, c,
# is not positive, and holds where that is True.
REPORTED = "reported"

def linear_rate(s):
    N, rank = s.N, min(s.widths[0], s.widths[-1])
    delta = s.c**2 / (256 * N**3 * power(s.norm, 2 * (N - 1), N))
    eta = power(s.c, 4 * N - 2, N) / (6144 * N**3 * power(s.norm, 6 * N - 4, N))
    hidden = arb(min(s.widths[1:-1])) if N > 1 else None
    return delta, s.has_margin() | {
        "imbalance": (s.imbalance, "<=", delta, s.c), "step-size": (s.eta, "<=", eta, s.c),
        "hidden-width": (hidden, ">=", arb(rank), True)}
def theorem_1(s):
    rate = s.eta * power(s.c, 2 * (s.N - 1), s.N)
    return s.within("real", "square loss", "a = 0", "descent"), linear_rate(s)[1], {"steps": s.arrival(rate)}
def lemma_2(s):
    delta, hypotheses = linear_rate(s)
    bounds = {"balance": 2 * delta, "descent": None, "boundedness": power(4 * s.norm, 1, s.N)}
    return s.within("real", "square loss", "a = 0", "descent"), hypotheses, bounds
def claim_1(s):
    return s.within("real"), s.has_margin(), {"smallest-singular-value": s.c}
def flow(s):
    time = s.arrival(2 * power(s.c, 2 * (s.N - 1), s.N))
    return s.within("real", "square loss", "a = 0", "flow"), s.has_margin() | s.is_balanced(), {"time": time}
def residual(s):
    distance = (s.residual if s.is_identity else None, "<", arb(0.5))
    return s.within("real", "identity"), {"target-distance": distance}, {"deficiency-margin": arb(0), "imbalance": arb(0)}
def theorem_2(s):
    N, d, norm = s.N, arb(s.widths[0]), s.norm
    inside = s.widths[-1] == 1 and s.setting["distribution"] == "balanced-product"
    sigma = s.deviation if s.setting["distribution"] == "balanced-product" else arb("nan")
    spread = sigma**2 * d
    eta = power(spread, 4 * N - 2, N) / (10**5 * N**3 * power(norm, 10 * N - 6, N))
    first = arb(4).log() * power(norm / spread, 2 * N - 2, N)
    second = (norm**2 / (8 * s.epsilon)).log().max(arb(0)) / power(norm, 2 * N - 2, N)
    hypotheses = {
        "target-ratio": (norm**2 / (sigma * d) ** 2, ">=", arb(2)), "input-width": (d, ">=", arb(20)),
        "step-size": (s.eta, "<=", eta), "deficiency-margin": (s.margin, ">=", spread / (2 * norm))}
    return inside and s.within("real", "square loss", "a = 0", "descent"), hypotheses, {"steps": 4 / s.eta * (first + second)}
def claim_4(s):
    x, d = [w[0, 0].real for w in s.layers], s.widths[0]
    form = s.within("uniform") and s.N > 1 and x[0] != x[1] and all(x[j] == x[j % 2] for j in range(s.N)) and all(
        np.array_equal(w, np.diag([e] + [1.0] * (d - 1))) for w, e in zip(s.layers, x))
    product = math.prod(map(arb, map(float, x)), start=arb(1))
    curvature = (product / float(min(x))) ** 2 * s.eta if form else None
    inside = form and product < 1 and np.array_equal(s.target, np.eye(d))
    return inside and s.within("real", "square loss", "a = 0", "descent", "even"), s.has_margin() | {"instability": (curvature, ">=", arb(16))}, {"loss-growth": None, "divergence": REPORTED}
def claim_5(s):
    symmetric = np.array_equal(s.target, s.target.conj().T)
    values = eigenvalues(s.Phi) if symmetric else []
    bound = sum((x.min(arb(0)) ** 2 for x in values), arb(0)) / 2 if symmetric else None
    inside = symmetric and s.within("rule", "real", "square loss", "even", "identity")
    return inside, {"smallest-eigenvalue": (values[0] if values else None, "<", arb(0))}, {"loss": bound}
def luo_2(s):
    negative = s.determinant is not None and s.determinant < 0
    signs = {"determinant": (s.determinant, "<" if negative else ">", arb(0))} if not s.setting["complex"] else {}
    promises = {"loss": s.scale**2 / 2} if negative else {"convergence": s.epsilon}
    return s.within("depth 4", "uniform", "square loss", "flow") and s.scale.is_finite(), s.is_balanced() | signs, promises
def luo_4(s):
    values = singular_values(s.product) if s.within("uniform") else []
    gaps = [a - b for a, b in zip(values, values[1:])]
    gap = (functools.reduce(arb.min, gaps), ">", arb(0)) if gaps else (None, ">", None, True if values else None)
    hypotheses = s.is_balanced() | {
        "smallest-singular-value": (values[-1] if values else None, ">", arb(0)), "singular-value-gap": gap}
    return s.N >= 2 and s.within("uniform", "square loss", "flow"), hypotheses, {"skew-error": None}
def luo_11(s):
    return s.within("uniform"), s.is_balanced(), dict.fromkeys(["lower-bound", "upper-bound", "smallest-upper-bound"])
def luo_5(s):
    largest = functools.reduce(arb.max, [singular_values(w)[0] for w in s.W])
    size = (largest if s.within("uniform") else None, "<=", s.scale.root(4))
    inside = s.within("depth 4", "uniform", "square loss", "flow") and s.scale.is_finite()
    return inside, s.is_balanced() | {"start-size": size}, {"growth": None, "no-fall": None if largest <= size[2] else REPORTED}
def luo_7(s):
    hypotheses = {
        "regularization": (number(s.setting["regularization"]), ">", arb(0)), "imbalance": (s.imbalance, ">", s.balance_rounding)}
    return s.within("uniform", "flow"), hypotheses, {"decay-rate": REPORTED}
def luo_8(s):
    names, judged = ["largest-singular-value", "smallest-singular-value"], None if s.within("flow") else REPORTED
    return s.within("rule", "uniform", "square loss"), {}, dict.fromkeys(names, judged)
def luo_local(s):
    judged = s.within("flow") and s.imbalance <= s.balance_rounding
    promises = {"loss-decay": None} if judged else {"objective-decay": REPORTED}
    inside = s.scale.is_finite() and s.within("rule", "depth 4", "uniform", "square loss")
    return inside, s.is_balanced(), promises | dict.fromkeys(["hermitian-smallest", "skew-error", "local-rate"], REPORTED)

STATEMENTS = {
    "arora2019-theorem-1": theorem_1, "arora2019-lemma-2": lemma_2, "arora2019-claim-1": claim_1,
    "arora2019-theorem-2": theorem_2, "arora2019-claim-4": claim_4, "arora2019-claim-5": claim_5, "arora2019-flow": flow,
    "arora2019-residual": residual, "luo2025-theorem-2": luo_2, "luo2025-theorem-4": luo_4, "luo2025-inequality-11": luo_11,
    "luo2025-theorem-5": luo_5, "luo2025-theorem-7": luo_7, "luo2025-theorem-8": luo_8, "luo2025-theorem-11": luo_local,
    "luo2025-lemma-26": lambda s: (s.within("flow"), {}, {"penalty": None})}

# Comparing an item with what was recomputed.
COMPARE = {"<=": lambda a, b: (a <= b, a > b), "<": lambda a, b: (a < b, a >= b),
           ">=": lambda a, b: (a >= b, a < b), ">": lambda a, b: (a > b, a <= b)}

is_number = lambda x: x is not None and x.is_finite()
def check_numbers(item):
    """The exact numbers of an item as balls, after they were compared with the decimal ones, and its slack with both."""
    name, exact = item["name"], {key: number(item["exact"].get(key)) for key in ("value", "bound", "radius")}
    for key, ball in exact.items():
        require(item[key] == (None if ball is None else float(ball)), f"{name}: {key} is not its exact form")
    same_sign = None in (item["slack"], item["holds"]) or (item["slack"] >= 0) == item["holds"]
    require(same_sign, f"{name}: the sign of the slack is not that of holds")
    value, bound, radius = exact["value"], exact["bound"], exact["radius"] or arb(0)
    if None not in (value, bound, item["slack"]) and item["judged"] and name not in ("steps", "time"):
        scale = abs(bound) if bound != 0 else arb(1)
        slack = (bound - value if item["relation"].startswith("<") else value - bound) / scale
        near = abs(slack - item["slack"]) <= 1e-6 * (1 + abs(slack)) + 4 * radius / scale
        require(near, f"{name}: the slack is {item['slack']}; its numbers give {float(slack)}")
    return value, bound, radius
def check_bound(name, stated, bound, width, is_rounded_down=None):
    """Within a relative width of the bound, and on its safe side where there is one."""
    require((stated is not None) == is_number(bound), f"{name} has a bound where there is none, or none where there is one")
    if stated is not None:
        is_unsafe = is_rounded_down is not None and (stated > bound if is_rounded_down else stated < bound)
        is_right = abs(stated - bound) <= width * abs(bound) and not is_unsafe
        require(is_right, f"the bound of {name} is {float(stated)}; recomputed it is {bound}")
def check_hypothesis(item, width, value, relation, bound, otherwise=None):
    name, (stated, stated_bound, radius) = item["name"], check_numbers(item)
    require(item["relation"] == relation, f"{name} is compared the other way")
    require((stated is not None) == is_number(value), f"{name} has a value where there is none, or none where there is one")
    is_near = stated is None or abs(value - stated) <= radius
    require(is_near, f"{name} is {item['value']} ± {float(radius)}; recomputed it is {value}")
    check_bound(name, stated_bound, bound, width, relation.startswith("<"))
    holds, is_open = None, False
    if is_number(value) and is_number(bound):
        yes, no = COMPARE[relation](value, bound)
        holds = True if yes else False if no else None
        is_open = abs(stated - stated_bound) <= 4 * radius + width * abs(stated_bound)
    elif otherwise is True or otherwise is not None and not otherwise.is_finite():
        holds = otherwise is True
    allowed = (holds, None) if is_open else (holds,)
    require(item["holds"] in allowed, f"{name}: holds is {item['holds']}; recomputed it is {holds}")
def verdict(inside, hypotheses, promises, has_run):
    held, kept = ([item["holds"] for item in items if item["judged"]] for items in (hypotheses, promises))
    if not inside or False in held: return "not-applicable"
    if None in held: return "inconclusive"
    if not has_run: return "promised" if kept else "inconclusive"
    if False in kept: return "contradicted"
    return "confirmed" if kept and None not in kept else "inconclusive"

# The run, repeated.
def objective(weights, target, a):
    N, prefix = len(weights), [np.eye(weights[0].shape[1])]
    for w in weights:
        prefix.append(w @ prefix[-1])
    residual = prefix[-1] - target
    suffix, gradients = np.eye(target.shape[0]), [None] * N
    errors = [u @ u.conj().T - v.conj().T @ v for u, v in zip(weights, weights[1:])]
    for j in reversed(range(N)):
        gradients[j] = suffix.conj().T @ residual @ prefix[j].conj().T
        if a and j < N - 1: gradients[j] = gradients[j] + a * errors[j] @ weights[j]
        if a and j > 0: gradients[j] = gradients[j] - a * weights[j] @ errors[j - 1]
        suffix = suffix @ weights[j]
    return 0.5 * np.sum(np.abs(residual) ** 2), gradients, residual, errors

class Step:
    """A state of the repeated run, with a bound e on its distance from the recorded run."""
    def __init__(self, step, weights, target, a, error):
        self.step, self.weights, self.error = step, weights, error
        self.loss, self.gradients, self.residual, self.errors = objective(weights, target, a)
        N, rho, r = len(weights), max(np.linalg.norm(w) for w in weights), np.linalg.norm(self.residual)
        self.imbalance = max([np.linalg.norm(e) for e in self.errors], default=0.0)
        self.curvature = N * rho ** (2 * N - 2) + (N - 1) * r * rho ** max(0, N - 2) + a * (8 * rho**2 + 2 * self.imbalance)
        operations = 16 * (N + 2) * (max(max(w.shape) for w in weights) + 2) * U
        gradient = N * rho ** (N - 1) * (rho**N + np.linalg.norm(target)) + a * 8 * N * rho**3
        self.rounding = lambda eta: operations * (rho * N + eta * gradient)
        product = N * rho ** (N - 1) * error + operations * (rho**N + r)
        self.loss_error = product * (r + product)
    def least(self):
        """σ_min(W_{1:N})."""
        product = functools.reduce(lambda product, w: w @ product, self.weights)
        return np.linalg.svd(product, compute_uv=False)[-1]
def repeat(run, start):
    """The states of a run of gradient descent, repeated between recorded ones; None where they are not recorded."""
    replay = run.get("replay")
    if not replay or not replay["states"] or not start.within("square loss", "descent"): return None
    eta, a = float(start.eta), float.fromhex(start.setting["regularization"])
    recorded = [(s["step"], [floats(m) for m in s["weights"]], float.fromhex(s["loss"])) for s in replay["states"]]
    is_start = recorded[0][0] == 0 and all(np.array_equal(x, y) for x, y in zip(recorded[0][1], start.layers))
    require(is_start, "the first recorded state is not the start")
    require(recorded[-1][0] == run["end"]["steps"] == replay["count"] - 1, "the states do not end with the run")
    require(recorded[-1][2] == float.fromhex(run["end"]["loss"]), "the end and the last state have different losses")
    states = []
    for (first, weights, loss), (last, expected, _) in zip(recorded, recorded[1:] + [(recorded[-1][0], recorded[-1][1], None)]):
        state = Step(first, weights, start.target, a, 0.0)
        require(abs(state.loss - loss) <= state.loss_error + 1e-300, f"the loss at step {first} is {state.loss}, not {loss}")
        while state.step < last:
            states.append(state)
            error = state.error * (1 + 1.01 * eta * state.curvature) + state.rounding(eta)
            state = Step(state.step + 1, [w - eta * g for w, g in zip(state.weights, state.gradients)], start.target, a, error)
        distance = math.sqrt(sum(np.sum(np.abs(x - y) ** 2) for x, y in zip(state.weights, expected)))
        require(distance <= state.error, f"the state at step {last} is {distance:.2g} away; allowed {state.error:.2g}")
    return states + [state]
def least_slack(name, start, states, bound):
    """The least slack of a promise about every step along the repeated run; None where this program does not compute it."""
    N, eta = start.N, float(start.eta)
    rate = lambda before: 1 - eta * before.least() ** (2 * (N - 1) / N)
    near = lambda s: np.linalg.norm(s.residual) <= float(start.residual) * (1 + 1e-13)
    def below(state):  # of Claim 4: the (1, 1) entries have a product p in (0, 1), and η Σ (p/w)² ≥ 16
        p = math.prod(x := [w[0, 0].real for w in state.weights])
        return 0 < p < 1 and state.loss > 0 and sum(eta * (p / e) ** 2 for e in x) >= 16
    slack = {  # (value − bound)/|bound| or its negative; None where a step is not of the promise's kind
        "balance": lambda s, _: 1 - s.imbalance / bound, "loss": lambda s, _: s.loss / bound - 1,
        "boundedness": lambda s, _: 1 - max(np.linalg.norm(w, 2) for w in s.weights) / bound,
        "descent": lambda s, before: before and 1 - s.loss / (before.loss * rate(before)),
        "loss-growth": lambda s, before: s.loss / before.loss / 225 - 1 if before and below(before) else None,
        "smallest-singular-value": lambda s, _: s.least() / bound - 1 if near(s) else None,
    }.get(name)
    found = slack and [x for s, before in zip(states, [None] + states) if (x := slack(s, before)) is not None]
    return min(found) if found else None

def check_promise(item, width, start, run, states, bounds):
    """Whether a promise about the run was verified; its bound is in any case."""
    name, (value, stated, radius), end = item["name"], check_numbers(item), run.get("end")
    own = {"deficiency-margin": start.margin, "imbalance": start.imbalance}.get(name)
    if own is not None:  # decided at the start
        require(value is not None and abs(own - value) <= radius, f"{name} is {item['value']}; recomputed it is {own}")
        return True
    is_late = name in ("steps", "time")
    if not is_late and bounds[name] is None: return False
    if stated is not None or is_late and start.epsilon.is_finite():
        check_bound(name, stated, bounds[name], width, item["relation"].startswith(">") if is_late else None)
    if end is not None and is_late and item["holds"] is not None:
        reached = float(end["steps"]) if name == "steps" else float.fromhex(end["time"])
        require(value == reached, f"{name} is not that of the end of the run")
        arrived = end["outcome"] == "converged" and float.fromhex(end["loss"]) <= float(start.epsilon)
        kept = arrived and (value <= bounds[name] or name == "steps" and value - 1 < bounds[name])
        require(item["holds"] == bool(kept), f"{name}: holds is {item['holds']}")
    return end is None or is_late and states is not None
def check_every_step(item, start, states, bounds):
    """Whether a promise about every step was verified along the repeated run."""
    name, bound = item["name"], bounds[item["name"]]
    slack = None if states is None else least_slack(name, start, states, None if bound is None else float(bound))
    if slack is None: return False
    near = 1e-9 + 1e-6 * abs(slack)
    same = abs(slack - item["slack"]) <= near or item.get("note") == "to rounding" and abs(slack) <= near
    require(same, f"{name}: the least slack is {item['slack']}; along the repeated run it is {slack}")
    require(item["holds"] == (slack >= -1e-9), f"{name}: holds is {item['holds']}")
    return True

def verify(certificate, start, run, states):
    require(certificate["statement"] in STATEMENTS, "this program knows no such statement")
    inside, hypotheses, promises = STATEMENTS[certificate["statement"]](start)
    for key, names in (("hypotheses", hypotheses), ("promises", promises)):
        require([i["name"] for i in certificate[key]] == list(names), f"{key} are missing or other ones")
    # Bounds are powers of the margin, up to the fourth: as wide as that where doubles enclose it.
    margins = [i["radius"] / abs(i["value"]) for i in certificate["hypotheses"] if i["name"] == "deficiency-margin" and i["value"]]
    width = min(1e-9 + 8 * max(margins, default=0.0), 0.01)
    for item in certificate["hypotheses"]:
        check_hypothesis(item, width, *hypotheses[item["name"]])
        is_open = certificate["statement"] == "luo2025-theorem-11" and item["holds"] is not None
        require(item["judged"] == (item["name"] != "start-size" and not is_open), f"{item['name']} is judged, or not, against the rule")
    for item in certificate["promises"]:
        require(item["judged"] == (promises[item["name"]] is not REPORTED), f"{item['name']} is judged, or not, against the rule")
    require(inside or certificate["reasons"], "the problem is not of the statement's kind, and no reason is given")
    expected = verdict(inside, certificate["hypotheses"], certificate["promises"], run.get("end") is not None)
    require(certificate["verdict"] == expected, f"the verdict is {certificate['verdict']}; the items lead to {expected}")
    open_promises = []
    for item in certificate["promises"] if inside and expected != "not-applicable" else []:
        if item["judged"]:
            is_known = check_promise(item, width, start, run, states, promises)
            if expected in ("confirmed", "contradicted") and item["assurance"] == "replayed":
                is_known = check_every_step(item, start, states, promises)
            open_promises += [] if is_known else [item["name"]]
    if expected not in ("confirmed", "contradicted"): open_promises, states = [], None
    repeated = f", {len(states)} states repeated" if states and not open_promises else ""
    return f"valid: {expected}{repeated}" + (f", not verified: {', '.join(open_promises)}" if open_promises else "")

def main(path):
    with open(path, encoding="utf-8") as file:
        document = json.load(file)
    if document.get("schema") != "deeplinear-certificates" or document.get("version") != 1:
        return print(f"{path}: not a file of certificates of version 1") or 2
    failed, certificates, points = 0, document["certificates"], {p["point"]: p for p in document["points"]}
    try:
        digest = hashlib.sha256(document["spec"]["text"].encode()).hexdigest()
        require(digest == document["spec"]["sha256"], "the spec is not the one of its checksum")
        names, runs = [(c["run"], c["statement"]) for c in certificates], [run["run"] for run in document["runs"]]
        require(len(set(names)) == len(names) > 0 and len(set(runs)) == len(runs), "a certificate or a run is there twice, or none is")
        require({run for run, _ in names} <= set(runs), "a certificate has no run")
    except Invalid as refusal:
        return print(f"INVALID: {refusal}") or 1
    for run in document["runs"]:
        start = states = None
        for certificate in (c for c in certificates if c["run"] == run["run"]):
            label = f"run {run['run']}, {certificate['statement']}: "
            try:
                if start is None:
                    point = points[run["point"]]
                    start = Start([floats(m) for m in run["weights"]], floats(point["target"]), point["setting"])
                    states = repeat(run, start)
                print(label + verify(certificate, start, run, states))
            except Invalid as refusal:
                failed += 1
                print(f"{label}INVALID: {refusal}")
    return 1 if failed else 0

if __name__ == "__main__":
    if len(sys.argv) != 2 or sys.argv[1] in ("-h", "--help"):
        sys.exit(print(__doc__) or 0 if len(sys.argv) == 2 else 2)
    try:
        sys.exit(main(sys.argv[1]))
    except (OSError, ValueError, AttributeError, IndexError, KeyError, TypeError) as problem:
        print(f"{sys.argv[1]}: no file of certificates: {problem!r}")
        sys.exit(2)

"""What is run: a case is one spec, or one call of `deeplinear` without a spec, and the figures to draw from it."""

from dataclasses import dataclass

# The sections of a spec that a case does not set.
DEFAULTS = {
    "network": {"depth": 3, "width": 3},
    "target": {"diagonal": [2.0, 1.0, 0.5]},
    "initialization": {"gaussian": {"deviation": 0.4}},
    "dynamics": {"gradient-descent": {"step-size": 0.02}},
    "stop": {"loss-below": 1e-6, "max-steps": 400},
    "observe": {"snapshots": {"log": 12}, "thresholds": [1.0, 1e-2]},
    "seeds": {"first": 3, "count": 3},
}

# A penalty so weak that its square underflows: gradient descent then runs on the reference engine, at every size.
REFERENCE_ENGINE = 1e-70


# The figure that `deeplinear figure` draws without --of.
OVERVIEW = ()


@dataclass(frozen=True)
class Case:
    """One entry of the corpus."""

    name: str
    spec: dict | str | None = None  # a mapping, or the text of a file; None for a call without a spec
    options: tuple = ()  # of `deeplinear run`, besides --out and --threads
    threads: int = 1
    kernels: str | None = None  # the kernel family that DEEPLINEAR_KERNELS names; None for the best one
    figures: tuple = ()  # the options of each call of `deeplinear figure`
    signal: int | None = None  # ends the run whenever it has written a checkpoint, three times at most
    call: tuple = ()  # in place of a spec: a command of `deeplinear`, which leaves results below its folder
    is_refused: bool = False  # whether the run, or where there are figures these, end with a sentence and no result


def case(name, *, options=(), threads=1, kernels=None, figures=(), signal=None, is_refused=False, **sections):
    """A case whose spec is the default one with these sections replaced; underscores become hyphens."""
    spec = {"name": name} | DEFAULTS | {key.replace("_", "-"): value for key, value in sections.items()}
    spec = {key: value for key, value in spec.items() if value is not None}
    return Case(name, spec, tuple(options), threads, kernels, tuple(figures), signal, is_refused=is_refused)


def network(*widths, field="real"):
    return {"widths": list(widths), "field": field}


def square(depth, width, field="real"):
    return {"depth": depth, "width": width, "field": field}


def descent(step_size, regularization=0.0):
    return {"gradient-descent": {"step-size": step_size}, "regularization": regularization}


def flow(regularization=0.0, **settings):
    """The gradient flow with these settings."""
    settings = {key.replace("_", "-"): value for key, value in settings.items()}
    return {"gradient-flow": settings, "regularization": regularization}


def end_to_end_flow(**settings):
    return {"end-to-end-flow": {key.replace("_", "-"): value for key, value in settings.items()}}


def singular_values(rank):
    """A target with this many different singular values between 1 and 2."""
    return {"singular-values": {"values": [round(2.0 - i / rank, 6) for i in range(rank)], "seed": 1}}


def of(quantity, *options):
    """The options of a figure of this quantity."""
    return ("--of", quantity, *options)

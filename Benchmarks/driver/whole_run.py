"""`deeplinear run` end to end, against the bare engine."""

import subprocess
import sys
import tempfile
import time
from pathlib import Path

from rounds import Series

SPECIFICATION = """\
name: bench
network: {{depth: 4, width: {d}}}
target: {{identity: {{scale: 1.0}}}}
initialization: {{gaussian: {{deviation: 0.1}}}}
dynamics: {{gradient-descent: {{step-size: 0.005}}, regularization: 1.0}}
stop: {{max-steps: {steps}}}
observe: {{snapshots: {{log: 300}}}}
seeds: {{first: 0, count: {seeds}}}
"""


def seconds(executable, threads, problem, steps):
    """Wall time of one run in a folder that is then thrown away."""
    with tempfile.TemporaryDirectory() as folder:
        specification = Path(folder) / "bench.yaml"
        specification.write_text(SPECIFICATION.format(steps=steps, **problem))
        began = time.perf_counter()
        done = subprocess.run(
            [executable, "run", str(specification), "--out", f"{folder}/out", "--threads", str(threads)],
            capture_output=True, text=True,
        )
        elapsed = time.perf_counter() - began
    if done.returncode:
        sys.exit(f"bench: deeplinear run ended with {done.returncode}: {done.stderr.strip()}")
    return elapsed


def against_engine(ours, executable, problem, steps, settings):
    """The run's rate, start-up subtracted, in per cent of the engine's just before and after.

    Start-up is a run of one step: reading, drawing, the files and two of the snapshots. The other snapshots count as running.
    """
    engine_steps = ours.rate(problem, settings.seconds)["steps"]
    rates, percents, starts, wholes = [], [], [], []

    def engine():
        return ours.rate(problem, settings.seconds, engine_steps)["rate"]

    for _ in range(settings.runs):
        before = engine()
        start = min(seconds(executable, ours.threads, problem, 1) for _ in range(2))
        whole = seconds(executable, ours.threads, problem, steps)
        rate = problem["seeds"] * (steps - 1) / (whole - start)
        rates.append(rate)
        percents.append(200 * rate / (before + engine()))
        starts.append(start)
        wholes.append(whole)
    row = {"problem": problem, "threads": ours.threads, "steps": steps, "start_up_seconds": starts, "seconds": wholes}
    row["rate"], row["percent"] = Series(rates).summary(), Series(percents).summary()
    return row

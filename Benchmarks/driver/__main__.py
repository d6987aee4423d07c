"""Runs the benchmark for scripts/bench, which builds what is measured; see scripts/bench --help."""

import argparse
import datetime
import json
import os
import platform
import sys
from pathlib import Path

import counts
import rows
import rounds
import table
import whole_run
from programs import Ours, Program, Rival

KINDS = ["real", "complex", "depth", "avx2", "narrow", "scaling", "flow", "counts", "run"]


def arguments():
    parser = argparse.ArgumentParser(prog="bench")
    parser.add_argument("--measure", required=True, help="the Swift program of the benchmark")
    parser.add_argument("--deeplinear", required=True)
    parser.add_argument("--rivals", help="the Python that has NumPy and JAX")
    parser.add_argument("--quick", action="store_true")
    parser.add_argument("--sizes", default=",".join(map(str, rows.SIZES)))
    parser.add_argument("--only", default=",".join(KINDS))
    parser.add_argument("--json")
    parser.add_argument("--command", default="")
    options = parser.parse_args()
    options.seconds, options.rounds, options.runs = (0.08, 3, 1) if options.quick else (0.15, 7, 3)
    options.only = options.only.split(",")
    options.threads = len(os.sched_getaffinity(0))
    if unknown := set(options.only) - set(KINDS):
        parser.error(f"--only has {', '.join(sorted(unknown))}; expected some of {','.join(KINDS)}")
    return options


def processor():
    """The processor's name as Linux has it."""
    text = Path("/proc/cpuinfo").read_text()
    names = [line.split(":", 1)[1].strip() for line in text.splitlines() if line.startswith("model name")]
    return names[0] if names else platform.machine()


class Bench:
    def __init__(self, options):
        self.options = options
        self.ours = Ours(options.measure, options.threads)
        self.rivals = {}
        if options.rivals and {"real", "narrow"} & set(options.only):
            folder = Path(__file__).parent.parent / "rivals"
            for name, script, threads in (
                ("NumPy", "numpy_rival.py", options.threads), ("JAX", "jax_rival.py", 1),
                ("JAX", "jax_rival.py", options.threads),
            ):
                if (name, threads) not in self.rivals:
                    self.rivals[name, threads] = Program([options.rivals, folder / script, threads])

    def rows(self):
        """Every row, as soon as it is measured."""
        wanted = self.options.only
        if "real" in wanted:
            for label, problem, percent, ratio in rows.real(map(int, self.options.sizes.split(","))):
                yield {"kind": "real", "label": label, "goal_percent": percent, "goal_ratio": ratio, **self.real(problem)}
        for label, problem, percent in rows.variations():
            if ("complex" if problem["field"] == "complex" else "depth") in wanted:
                row = rounds.against_peak(self.ours, problem, self.options)
                yield {"kind": "variation", "label": label, "goal_percent": percent, **row}
        if "avx2" in wanted and self.ours.ask("peak seconds=0.01")["family"] == "avx512":
            narrower = Ours(self.options.measure, self.options.threads, family="avx2")
            for label, problem, percent in rows.narrower():
                row = rounds.against_peak(narrower, problem, self.options)
                yield {"kind": "avx2", "label": label, "goal_percent": percent, **row}
            narrower.close()
        if "narrow" in wanted:
            for label, problem in rows.narrow():
                chosen, tried = self.fastest_rivals(problem)
                row = rounds.against_bandwidth(self.ours, problem, self.options, chosen)
                yield {"kind": "narrow", "label": label, "tried": tried, **rows.NARROW_GOALS, **row}
        if "scaling" in wanted and self.options.threads > 1:
            for d in (5, 10):
                yield {"kind": "scaling", **self.scaling(rows.problem(d))}
        if "flow" in wanted:
            for label, problem, goal in rows.flows():
                yield {"kind": "flow", "label": label, "goal_at_most": goal, **self.flow(problem)}
            if self.options.threads > 1:
                yield {"kind": "scaling", **self.flow_scaling(next(rows.flows())[1])}
        if "counts" in wanted:
            for d in (3, 5, 10):
                row = counts.count(self.ours, self.options.measure, rows.problem(d))
                yield {"kind": "counts", "label": f"d = {d}, one thread", **row}
        if "run" in wanted:
            steps = 100_000 if self.options.quick else 1_000_000
            problem = {**rows.problem(5), "seeds": 512}
            row = whole_run.against_engine(self.ours, self.options.deeplinear, problem, steps, self.options)
            # With fewer steps the same snapshots weigh more: no goal is set for that.
            goal = None if self.options.quick else rows.RUN
            yield {"kind": "run", "label": f"deeplinear run, d = 5, {steps} steps", "goal_percent": goal, **row}

    def real(self, problem):
        """A row with rivals: the fastest NumPy program and the two fastest JAX programs take turns with ours."""
        chosen, tried = self.fastest_rivals(problem)
        return {"tried": tried, **rounds.against_peak(self.ours, problem, self.options, chosen)}

    def fastest_rivals(self, problem):
        """The fastest NumPy program and the two fastest JAX programs, and the rates of all."""
        chosen, tried = [], {}
        checksum = self.ours.mean_square(problem, Rival.CHECKED_STEPS)
        for name, count in (("NumPy", 1), ("JAX", 2)):
            candidates = []
            for (rival, threads), program in self.rivals.items():
                if rival != name:
                    continue
                for formulation in program.ask(f"formulations {problem.get('widths', problem.get('d'))}"):
                    suffix = f" on {threads} devices" if name == "JAX" and threads > 1 else ""
                    candidates.append(Rival(program, f"{name} {formulation}{suffix}", formulation, problem))
            best, rates = rounds.fastest(candidates, checksum, self.options, count)
            chosen += best
            tried.update(rates)
        return chosen, tried

    def flow(self, problem):
        """Evaluations of a flow against gradients of the reference engine, on one thread; the time of a flow's steps is counted as its evaluations'."""
        answers = [self.ours.flow(problem, threads=1) for _ in range(self.options.rounds)]
        ratio = rounds.Series(answer["seconds"] / answer["gradient_seconds"] for answer in answers)
        return {"problem": problem, "evaluations": answers[0]["evaluations"], "ratio": ratio.summary()}

    def flow_scaling(self, problem):
        """All threads against one, of flows and of the peak."""
        ours = self.ours
        return self.against_one_thread(
            f"flows, d = {problem['d']}", lambda: 1 / ours.flow(problem, threads=1)["seconds"],
            lambda: 1 / ours.flow(problem)["seconds"])

    def scaling(self, problem):
        """All threads against one, of the engine and of the peak."""
        ours, seconds = self.ours, self.options.seconds
        steps = ours.rate(problem, seconds)["steps"]
        return self.against_one_thread(
            f"d = {problem['d']}", lambda: ours.rate(problem, seconds, steps // 2, threads=1)["rate"],
            lambda: ours.rate(problem, seconds, steps)["rate"])

    def against_one_thread(self, label, on_one, on_all):
        """What all threads gain over one, by turns with what the peak gains."""
        ours, seconds, threads = self.ours, self.options.seconds, self.options.threads
        one, all_, peak_one, peak_all = rounds.take_turns(
            self.options.rounds, on_one, on_all, lambda: ours.peak(seconds / 4, threads=1),
            lambda: ours.peak(seconds / 4))
        ratio = rounds.Series(b / a for a, b in zip(one.values, all_.values))
        peaks = rounds.Series(b / a for a, b in zip(peak_one.values, peak_all.values))
        return {
            "label": f"{threads} threads against 1, {label}", "threads": threads,
            "goal_scaling": rows.SCALING * threads / 2,
            "scaling": ratio.summary(), "peak_scaling": peaks.summary(), "one": one.summary(), "all": all_.summary()}

    def close(self):
        for program in [self.ours, *self.rivals.values()]:
            program.close()


def main():
    options = arguments()
    bench = Bench(options)
    results = {
        "date": datetime.date.today().isoformat(), "command": options.command,
        "machine": {"processor": processor(), "threads": options.threads, "system": platform.platform()}, "rows": []}
    for row in bench.rows():
        print(f"bench: {row['label']} measured", file=sys.stderr, flush=True)
        results["rows"].append(row)
        if options.json:
            Path(options.json).write_text(json.dumps(results, indent=1) + "\n")
    bench.close()
    print(table.text(results))


if __name__ == "__main__":
    main()

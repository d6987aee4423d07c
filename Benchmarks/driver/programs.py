"""The programs that are measured: each is started once and answers one line at a time."""

import json
import os
import subprocess
import sys
from statistics import median


class Program:
    """A process that answers every line of input with one line of JSON."""

    def __init__(self, command, **environment):
        self.name = os.path.basename(command[0] if len(command) == 1 else command[1])
        self.process = subprocess.Popen(
            [str(word) for word in command], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
            env={**os.environ, **environment},
        )

    def ask(self, line):
        """The answer; ends the benchmark where there is none."""
        self.process.stdin.write(line + "\n")
        self.process.stdin.flush()
        answer = self.process.stdout.readline()
        if not answer:
            sys.exit(f"bench: {self.name} ended at “{line}”; its words are above.")
        answer = json.loads(answer)
        if isinstance(answer, dict) and answer.get("measure") == "error":
            sys.exit(f"bench: {self.name}: {answer['message']}")
        return answer

    def close(self):
        self.process.stdin.close()
        self.process.wait()


class Ours(Program):
    """The Swift program, with the kernel family of `family` or the best."""

    def __init__(self, executable, threads, family=None):
        super().__init__([executable], **({"DEEPLINEAR_KERNELS": family} if family else {}))
        self.threads = threads

    def peak(self, seconds, threads=None):
        """Multiply-adds of all threads, in operations a second."""
        return self.ask(f"peak threads={threads or self.threads} seconds={seconds}")["operations_per_second"]

    def read(self, seconds):
        """Bytes a second that all threads read from the level-2 cache."""
        return self.ask(f"read threads={self.threads} seconds={seconds}")["bytes_per_second"]

    def rate(self, problem, seconds, steps=None, threads=None):
        """Step-seeds a second, and what belongs to it; with `steps` nothing is tried out before."""
        length = f"steps={steps}" if steps else f"seconds={seconds}"
        return self.ask(f"rate {words(problem)} threads={threads or self.threads} {length}")

    def flow(self, problem, threads=None):
        """Gradient flows of all seeds, and as many gradients."""
        return self.ask(f"flow {words(problem)} threads={threads or self.threads}")

    def mean_square(self, problem, steps):
        return self.ask(f"run {words(problem)} threads={self.threads} steps={steps}")["mean_square"]


class Rival:
    """One formulation of one rival program."""

    CHECKED_STEPS = 40

    def __init__(self, program, label, formulation, problem):
        self.program, self.label = program, label
        self.formulation, self.problem = formulation, problem
        self.steps = None

    def run(self, steps):
        shape = self.problem.get("widths", self.problem.get("d"))
        return self.program.ask(f"{self.formulation} {shape} {self.problem['seeds']} {steps}")

    def check(self, mean_square):
        """Ends the benchmark where the rival solves another problem than we do."""
        theirs = self.run(self.CHECKED_STEPS)["mean_square"]
        if abs(theirs / mean_square - 1) > 1e-12:
            sys.exit(f"bench: {self.label} at {words(self.problem)}: mean square {theirs}, ours {mean_square}")

    def rate(self, seconds):
        """Step-seeds a second, what a run of an eighth of the steps takes subtracted; medians of three."""
        if self.steps is None:
            steps, elapsed = 8, self.run(8)["seconds"]
            while elapsed < 0.1 * seconds:
                steps *= 4
                elapsed = self.run(steps)["seconds"]
            self.steps = max(8, int(steps * seconds / elapsed) // 8 * 8)
        few = self.steps // 8
        turns = [(self.run(few)["seconds"], self.run(self.steps)["seconds"]) for _ in range(3)]
        shorter, longer = (median(times) for times in zip(*turns))
        return self.problem["seeds"] * (self.steps - few) / max(longer - shorter, 1e-9)


def words(problem):
    """A problem as the Swift program reads it."""
    return " ".join(f"{key}={value}" for key, value in problem.items())

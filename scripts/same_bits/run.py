"""Runs one case with one executable, in a folder of its own."""

import json
import os
import shutil
import subprocess
import time
from pathlib import Path

LONGEST = 300  # seconds for one command
SIGNALS = 3  # how often a run is interrupted at most
ATTEMPTS = 3  # how often a run is begun anew that was over before it could be interrupted


class Failure(Exception):
    """A command that did not do what the case needs."""


class Program:
    """An executable and the folder in which its cases run; figures are drawn by `python`."""

    def __init__(self, executable, folder, python):
        self.executable = str(executable)
        self.folder = Path(folder)
        self.environment = {
            key: value for key, value in os.environ.items() if not key.startswith("DEEPLINEAR_")
        } | {"DEEPLINEAR_PYTHON": str(python)}

    def families(self):
        """The kernel families of this machine."""
        answer = subprocess.run(
            [self.executable, "doctor", "--json"], env=self.environment, capture_output=True, text=True, timeout=LONGEST)
        for finding in json.loads(answer.stdout)["findings"]:
            if finding["subject"] == "kernels":
                return [name for name in ("portable", "neon", "avx2", "avx512") if name in finding["value"]]
        return []

    def run(self, case):
        """Runs the case; its files are left in the folder of its name, what was said in `commands.json` there."""
        place = self.folder / case.name
        place.mkdir()
        calls = Calls(self, place, case.kernels)
        if case.call:
            calls.run(*case.call, *(["--threads", str(case.threads)] if case.call[0] == "reproduce" else []))
        else:
            text = case.spec if isinstance(case.spec, str) else json.dumps(case.spec, indent=1)
            (place / "spec.yaml").write_text(text, encoding="utf-8")
            command = ["run", "spec.yaml", "--threads", str(case.threads), *case.options]
            if case.signal:
                calls.run(*command, "--out", "whole")
                calls.interrupt(case.signal, *command, "--out", "results")
            else:
                calls.run(*command, "--out", "results")
            for options in case.figures:
                calls.run("figure", "results", "--format", "json", *options)
        (place / "commands.json").write_text(json.dumps(calls.said, indent=1, ensure_ascii=False), encoding="utf-8")


class Calls:
    """Calls of the executable in one folder, and what was said."""

    def __init__(self, program, place, kernels):
        self.program = program
        self.place = place
        self.environment = program.environment | ({"DEEPLINEAR_KERNELS": kernels} if kernels else {})
        self.said = []

    def start(self, words):
        return subprocess.Popen(
            [self.program.executable, *words], cwd=self.place, env=self.environment, stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)

    def finish(self, running, words):
        try:
            return running.communicate(timeout=LONGEST)
        except subprocess.TimeoutExpired:
            running.kill()
            running.communicate()
            raise Failure(f"`deeplinear {' '.join(words)}` took more than {LONGEST} s")

    def run(self, *words):
        running = self.start(words)
        output, errors = self.finish(running, words)
        self.said.append({
            "command": " ".join(words), "status": running.returncode,
            "output": self.without_places(output), "errors": self.without_places(errors)})

    def interrupt(self, number, *words):
        """Interrupts a run several times, and continues it to the end; `words` end with its folder."""
        folder = self.place / words[-1]
        for _ in range(ATTEMPTS):
            if sum(self.send(number, words, folder) for _ in range(SIGNALS)):
                break
            shutil.rmtree(folder)
        else:
            raise Failure("the run was over before it could be interrupted; make it longer")
        # The folder in place of the spec, which it holds.
        self.finish_well(["run", words[-1], *words[2:-2]], (0,))

    def send(self, number, words, folder):
        """Starts or continues the run, sends it the signal once it has written a checkpoint; whether it was interrupted."""
        checkpoints = folder / "checkpoints"
        known = contents(checkpoints)
        running = self.start(words)
        while running.poll() is None and contents(checkpoints) in (known, []):
            time.sleep(0.005)
        running.send_signal(number)
        return self.finish_well(words, (0, 75), running) == 75

    def finish_well(self, words, expected, running=None):
        running = running or self.start(words)
        _, errors = self.finish(running, words)
        if running.returncode not in expected:
            raise Failure(f"`deeplinear {' '.join(words)}` ended with {running.returncode}: {errors.strip()}")
        return running.returncode

    def without_places(self, text):
        """What was said, as if the case ran in the current folder; without the lines that report progress."""
        for place, shown in ((f"{self.place}/", ""), (f"{self.place.parent}/", "../"), (self.program.executable, "deeplinear")):
            text = text.replace(place, shown)
        return "".join(line for line in text.splitlines(keepends=True) if " steps/s" not in line)


def contents(folder):
    """The names and times of the files there; empty where there are none."""
    try:
        return sorted((entry.name, entry.stat().st_mtime_ns) for entry in os.scandir(folder))
    except FileNotFoundError:
        return []

"""The tests of a built package, suite by suite: how long each takes, what it reaches, and whether it passes."""

import os
import re
import resource
import signal
import subprocess
import threading
import time
from dataclasses import dataclass, field

FAILED = re.compile(r"✘ Test (.*?) recorded an issue|✘ (.*) failed after")
COLOR = re.compile(r"\x1b\[[0-9;]*m")
# What a mutant may take before it is ended: a wrong size must not fill memory or disk.
MEMORY, FILE_SIZE = 12 << 30, 4 << 30


@dataclass
class Suite:
    """Tests that run together: all of one suite."""

    name: str
    seconds: float = 0.0
    reached: set = field(default_factory=set)

    @property
    def pattern(self):
        return f"^{re.escape(self.name)}[/(]"


class Tests:
    """The tests in the executable `bundle`, run in `folder`; their temporary files are below `scratch`."""

    def __init__(self, bundle, folder, scratch):
        self.bundle, self.folder, self.scratch = bundle, folder, scratch

    def command(self, *options):
        return [self.bundle, "--testing-library", "swift-testing", *options]

    def suites(self, targets):
        """The suites of test targets, in the order in which the executable lists them."""
        listed = subprocess.run(
            self.command("--list-tests"), cwd=self.folder, text=True, check=True, stdout=subprocess.PIPE).stdout
        names = dict.fromkeys(suite_of(line) for line in listed.splitlines())
        return [Suite(name) for name in names if name.split(".")[0] in targets]

    def trace(self, suite, places):
        """Runs the original; fills in the suite's time and the places it reaches. Returns what fails, or None."""
        trace = self.scratch / "reached"
        self.scratch.mkdir(parents=True, exist_ok=True)
        trace.write_bytes(bytes(max(places, 1)))
        result, by, suite.seconds = self.run([suite], 0, 1800, {"DEEPLINEAR_MUTANT_TRACE": str(trace)})
        suite.reached = {place for place, reached in enumerate(trace.read_bytes()) if reached}
        return None if result == "passed" else f"{result}, {by}"

    def run(self, suites, number, limit, environment=None):
        """Runs suites with a mutant until a test fails: (passed, failed, crashed or time limit), by what, and seconds."""
        options = [option for suite in suites for option in ("--filter", suite.pattern)]
        temporary = self.scratch / "a" / "b" / "c" / str(number)
        temporary.mkdir(parents=True, exist_ok=True)
        variables = {**os.environ, **(environment or {}), "TMPDIR": str(temporary), "DEEPLINEAR_MUTANT": str(number)}
        start = time.monotonic()
        process = subprocess.Popen(
            self.command(*options), cwd=self.folder, env=variables, text=True, errors="replace",
            stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
            start_new_session=True, preexec_fn=limit_resources)
        timer = Timer(process, limit)
        try:
            failed = first_failure(process.stdout)
            if failed:
                end_group(process)
            code = process.wait()
        finally:
            timer.cancel()
            end_group(process)
            subprocess.run(["rm", "-rf", temporary], check=False)
        seconds = time.monotonic() - start
        if timer.expired:
            return "time limit", f"{limit:.0f} s", seconds
        if failed:
            return "failed", failed, seconds
        if code:
            return "crashed", signal.Signals(-code).name if code < 0 else f"status {code}", seconds
        return "passed", "", seconds


class Timer:
    """Ends a process after `limit` seconds."""

    def __init__(self, process, limit):
        self.process, self.expired = process, False
        self.timer = threading.Timer(limit, self.end)
        self.timer.start()

    def end(self):
        self.expired = True
        end_group(self.process)

    def cancel(self):
        self.timer.cancel()


def end_group(process):
    """Ends a process and what it started."""
    try:
        os.killpg(process.pid, signal.SIGKILL)
    except ProcessLookupError:
        pass


def first_failure(lines):
    """The first test of an output that fails; None where all pass."""
    for line in lines:
        found = FAILED.search(COLOR.sub("", line))
        if found:
            return found[1] or found[2]
    return None


def limit_resources():
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_FSIZE, (FILE_SIZE, FILE_SIZE))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def suite_of(test):
    """`Module.Suite` of `Module.Suite/test()`, or `Module.test` where a test is in no suite."""
    found = re.match(r"(\w+\.(?:`[^`]*`|\w+))", test)
    return found[1] if found else test


def batches(suites, first=2.0):
    """Quick suites first, each batch about as long as all before it: what fails early costs little."""
    ordered = sorted(suites, key=lambda suite: suite.seconds)
    result, total, room = [], 0.0, first
    for suite in ordered:
        if not result or sum(s.seconds for s in result[-1]) + suite.seconds > room:
            room = max(first, total)
            result.append([])
        result[-1].append(suite)
        total += suite.seconds
    return result

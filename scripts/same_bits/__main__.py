"""Runs the corpus with two executables and compares, for scripts/same-bits, which builds them."""

import argparse
import os
import shutil
import sys
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor, as_completed
from fnmatch import fnmatch
from pathlib import Path

import compare
import corpus
import exceptions
import matrices
from differences import NEW, NUMBER, STYLE, WORDS, Finding
from run import Failure, Program

HEADINGS = {
    NUMBER: "Differences:",
    "deliberate": "Deliberate differences (scripts/same_bits/exceptions.py):",
    WORDS: "Other words with the same numbers (no fault):",
    STYLE: "Another style of figures (no fault):",
    NEW: "New (no fault):",
}
SHOWN = 6  # findings of a kind and a spec that are printed


def arguments():
    parser = argparse.ArgumentParser(prog="same-bits")
    parser.add_argument("--base")
    parser.add_argument("--ours")
    parser.add_argument("--only", action="append", default=[])
    parser.add_argument("--list", action="store_true")
    parser.add_argument("--keep", action="store_true")
    return parser.parse_args()


def chosen(patterns):
    cases = corpus.all_cases()
    found = [case for case in cases if not patterns or any(fnmatch(case.name, pattern) for pattern in patterns)]
    if not found:
        print(f"same-bits: no spec is called {' or '.join(patterns)}; see --list", file=sys.stderr)
        sys.exit(2)
    return found


def findings(case, base, ours):
    try:
        base.run(case)
        ours.run(case)
        return list(compare.compare(case, base.folder / case.name, ours.folder / case.name))
    except Failure as failure:
        return [Finding(NUMBER, "run", "failed", str(failure))]
    except Exception as error:  # results that cannot be read are a difference too
        return [Finding(NUMBER, "comparison", "failed", repr(error))]


def report(found):
    """Prints every kind of finding, the first few of each spec; returns how many specs have faults."""
    sections = {heading: {} for heading in HEADINGS}
    for name, finding in found:
        why = exceptions.reason(name, finding.file, finding.what) if finding.kind == NUMBER else None
        text = f"{finding.file}: {finding.what}" + (f": {finding.first}" if finding.first else "")
        if why:
            text += f" ({why})"
        sections["deliberate" if why else finding.kind].setdefault(name, []).append(text)
    for kind, heading in HEADINGS.items():
        if sections[kind]:
            print(heading)
        for name, lines in sections[kind].items():
            for line in lines[:SHOWN]:
                print(f"  {name}: {line}")
            if len(lines) > SHOWN:
                print(f"  {name}: … and {len(lines) - SHOWN} more")
    return len(sections[NUMBER])


def run_all(cases, base, ours, keeps):
    """The findings of all cases, each with the case's name, in the corpus's order."""
    found = {}
    with ThreadPoolExecutor(len(os.sched_getaffinity(0))) as pool:
        waiting = {pool.submit(findings, case, base, ours): case.name for case in cases}
        for number, done in enumerate(as_completed(waiting), 1):
            found[waiting[done]] = done.result()
            if not keeps:
                for program in (base, ours):
                    shutil.rmtree(program.folder / waiting[done], ignore_errors=True)
            if number % 50 == 0:
                print(f"same-bits: {number} of {len(cases)} specs", file=sys.stderr)
    return [(case.name, finding) for case in cases for finding in found[case.name]]


def main():
    options = arguments()
    cases = chosen(options.only)
    if options.list:
        print("\n".join(case.name for case in cases))
        return 0
    start = time.monotonic()
    scratch = Path(tempfile.mkdtemp(prefix="same-bits-"))
    try:
        base = Program(options.base, scratch / "base", sys.executable)
        ours = Program(options.ours, scratch / "ours", sys.executable)
        for program in (base, ours):
            matrices.write(program.folder / "inputs")
        families = base.families()
        skipped = [case.name for case in cases if case.kernels and case.kernels not in families]
        cases = [case for case in cases if case.name not in skipped]
        faults = report(run_all(cases, base, ours, options.keep))
    finally:
        if options.keep:
            print(f"What both programs wrote is in {scratch}.")
        else:
            shutil.rmtree(scratch, ignore_errors=True)
    if skipped:
        print(f"Not run, as this machine lacks the kernels: {', '.join(skipped)}.")
    verdict = f"{faults} of them {'differs' if faults == 1 else 'differ'}" if faults else "nothing differs"
    print(f"{len(cases)} specs compared in {time.monotonic() - start:.0f} s: {verdict}.")
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())

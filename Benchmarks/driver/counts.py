"""Instructions and allocations a step."""

import os
import re
import shutil
import subprocess
import tempfile

from programs import words

STEPS = 512


def count(ours, executable, problem):
    """What `STEPS` more steps of all seeds cost, by two runs that differ in their steps alone.

    Instructions are the processor's where it counts them for us, else callgrind's, which does not support AVX-512: then they are AVX2's.
    """
    problem = {**problem, "seeds": 8}
    answers = [ours.ask(f"counts {words(problem)} steps={STEPS}") for _ in range(5)]
    answer = answers[0]
    # Other threads of the process may allocate or free meanwhile: the count nearest to nothing is of the steps.
    allocations = min((a["allocations"] for a in answers), key=abs)
    row = {"problem": problem, "steps": STEPS, "allocations": allocations / STEPS}
    instructions, family, source = answer["instructions"], answer["family"], "perf events"
    if instructions is None and shutil.which("valgrind") and os.uname().machine == "x86_64":
        instructions, family, source = callgrind(executable, problem), "avx2", "callgrind"
    if instructions is not None:
        # Of one group of eight seeds.
        row.update(instructions=instructions / STEPS, instructions_family=family, instructions_source=source)
    return row


def callgrind(executable, problem):
    """Instructions of `STEPS` steps, or None where callgrind fails."""
    with tempfile.TemporaryDirectory() as folder:
        stripped = os.path.join(folder, "measure")
        # Swift's debug information is more than valgrind reads.
        if subprocess.run(["strip", "-o", stripped, executable], capture_output=True).returncode:
            return None
        totals = []
        for steps in (STEPS, 2 * STEPS):
            done = subprocess.run(
                ["valgrind", "--tool=callgrind", f"--callgrind-out-file={folder}/out", stripped, "run",
                 *words(problem).split(), f"steps={steps}"],
                capture_output=True, text=True, env={**os.environ, "DEEPLINEAR_KERNELS": "avx2"},
            )
            found = re.search(r"Collected : (\d+)", done.stderr)
            if done.returncode or not found:
                return None
            totals.append(int(found.group(1)))
    return totals[1] - totals[0]

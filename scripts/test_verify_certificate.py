#!/usr/bin/env python3
"""Usage: test_verify_certificate.py FILE.json…

Tests scripts/verify_certificate.py: the files, which `deeplinear check --export` wrote, are valid; and of each tampered copy of
the first, whose run of gradient descent was repeated and has a confirmed theorem, something is found wrong.
"""
import contextlib
import copy
import io
import json
import sys
import tempfile
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))
import verify_certificate


def verdict(document):
    """The exit status for a document, and what was printed."""
    with tempfile.NamedTemporaryFile("w", suffix=".json") as file:
        json.dump(document, file)
        file.flush()
        with contextlib.redirect_stdout(io.StringIO()) as printed:
            status = verify_certificate.main(file.name)
    return status, printed.getvalue()


def certificate(d, statement):
    return next(c for c in d["certificates"] if c["statement"] == statement)


def item(d, statement, name, key="hypotheses"):
    return next(i for i in certificate(d, statement)[key] if i["name"] == name)


def moved(text, factor):
    """A hexadecimal float times a factor."""
    return (float.fromhex(text) * factor).hex()


def set_number(target, key, value):
    """A number in both of its forms."""
    target[key], target["exact"][key] = value, float(value).hex()


def swap_statement(d):
    theorem, lemma = certificate(d, THEOREM), certificate(d, LEMMA)
    theorem["statement"], lemma["statement"] = LEMMA, THEOREM


def change_entry(matrix):
    matrix["entries"][0] = moved(matrix["entries"][0], 1 + 1e-12)


THEOREM, LEMMA = "arora2019-theorem-1", "arora2019-lemma-2"
TAMPERED = {
    "a weight of the start": lambda d: change_entry(d["runs"][0]["weights"][0]),
    "an entry of the target": lambda d: change_entry(d["points"][0]["target"]),
    "the text of the spec": lambda d: d["spec"].update(text=d["spec"]["text"] + "\n"),
    "the step size": lambda d: d["points"][0]["setting"].update(step_size=moved(d["points"][0]["setting"]["step_size"], 4)),
    "the penalty": lambda d: d["points"][0]["setting"].update(regularization="0x1p+0"),
    "the widths": lambda d: d["points"][0]["setting"]["widths"].append(3),
    "the stopping loss": lambda d: d["points"][0]["setting"].update(loss_below=moved(d["points"][0]["setting"]["loss_below"], 0.5)),
    "the margin in its last digits": lambda d: set_number(
        item(d, THEOREM, "deficiency-margin"), "value", item(d, THEOREM, "deficiency-margin")["value"] * (1 + 1e-13)),
    "a radius that is too small": lambda d: (set_number(
        item(d, THEOREM, "deficiency-margin"), "value", item(d, THEOREM, "deficiency-margin")["value"] * (1 + 3e-16)),
        set_number(item(d, THEOREM, "deficiency-margin"), "radius", 0.0)),
    "a bound on its unsafe side": lambda d: set_number(
        item(d, THEOREM, "step-size"), "bound", item(d, THEOREM, "step-size")["bound"] * (1 + 4e-15)),
    "decimal and exact value apart": lambda d: item(d, THEOREM, "imbalance").update(value=0.125),
    "holds of a hypothesis": lambda d: item(d, THEOREM, "step-size").update(holds=False, slack=-0.5),
    "the sign of a slack": lambda d: item(d, THEOREM, "step-size").update(slack=-item(d, THEOREM, "step-size")["slack"]),
    "a verdict": lambda d: certificate(d, "arora2019-claim-5").update(verdict="confirmed"),
    "a missing hypothesis": lambda d: certificate(d, THEOREM)["hypotheses"].pop(1),
    "a hypothesis that is not judged": lambda d: item(d, THEOREM, "imbalance").update(judged=False),
    "statements exchanged": swap_statement,
    "the promised steps": lambda d: set_number(
        item(d, THEOREM, "steps", "promises"), "bound", item(d, THEOREM, "steps", "promises")["bound"] * 0.9),
    "the steps taken": lambda d: set_number(
        item(d, THEOREM, "steps", "promises"), "value", item(d, THEOREM, "steps", "promises")["value"] - 1),
    "the number of steps of the run": lambda d: d["runs"][0]["end"].update(steps=d["runs"][0]["end"]["steps"] - 1),
    "the loss at the end": lambda d: d["runs"][0]["end"].update(loss=moved(d["runs"][0]["end"]["loss"], 0.99)),
    "a recorded loss": lambda d: d["runs"][0]["replay"]["states"][0].update(
        loss=moved(d["runs"][0]["replay"]["states"][0]["loss"], 1.001)),
    "a state without its checksum": lambda d: change_entry(d["runs"][0]["replay"]["states"][-1]["weights"][0]),
    "a recorded state left out at the end": lambda d: d["runs"][0]["replay"]["states"].pop(),
    "the slack of a promise about every step": lambda d: item(d, LEMMA, "boundedness", "promises").update(
        slack=item(d, LEMMA, "boundedness", "promises")["slack"] * 1.01),
    "a slack that is not that of its numbers": lambda d: item(d, THEOREM, "step-size").update(slack=0.97),
    "a hypothesis that is said to be undecided": lambda d: (
        item(d, THEOREM, "step-size").update(holds=None, slack=None), certificate(d, THEOREM).update(verdict="inconclusive")),
    "the bound of a promise about every step": lambda d: set_number(
        item(d, LEMMA, "balance", "promises"), "bound", item(d, LEMMA, "balance", "promises")["bound"] * 2),
    "the value of a promise about every step, with its slack": lambda d: (
        set_number(item(d, LEMMA, "boundedness", "promises"), "value", item(d, LEMMA, "boundedness", "promises")["value"] / 2),
        item(d, LEMMA, "boundedness", "promises").update(
            slack=1 - item(d, LEMMA, "boundedness", "promises")["value"] / item(d, LEMMA, "boundedness", "promises")["bound"])),
    "a promise whose note is to end the comparison": lambda d: item(d, LEMMA, "boundedness", "promises").update(
        note="to rounding", slack=0.99),
    "no reason given": lambda d: certificate(d, "arora2019-flow").update(reasons=[]),
    "a certificate twice": lambda d: d["certificates"].append(copy.deepcopy(d["certificates"][0])),
}


def main(paths):
    failures = 0
    for path in paths:
        status, printed = verdict(json.loads(Path(path).read_text()))
        if status:
            failures += 1
            print(f"{path} is valid and was refused:\n{printed}")
    original = json.loads(Path(paths[0]).read_text())
    for name, tamper in TAMPERED.items():
        document = copy.deepcopy(original)
        tamper(document)
        if verdict(document)[0] != 1:
            failures += 1
            print(f"{name}: the tampered file was not refused")
    for path in paths:
        document = json.loads(Path(path).read_text())
        if document["runs"][0].get("end") is None:
            set_number(item(document, THEOREM, "steps", "promises"), "bound", 3.0)
            if verdict(document)[0] != 1:
                failures += 1
                print(f"{path}: promised steps that were changed are not refused")
    print(f"{len(paths)} files of certificates and {len(TAMPERED)} tampered copies: {failures or 'no'} failures")
    return 1 if failures else 0


if __name__ == "__main__":
    if len(sys.argv) < 2 or sys.argv[1] in ("-h", "--help"):
        print(__doc__)
        sys.exit(2)
    sys.exit(main(sys.argv[1:]))

"""What is known of mutants: results of earlier runs, and survivors that are explained."""

import json
from dataclasses import asdict, dataclass
from pathlib import Path

CAUGHT = ("failed", "crashed", "time limit")
INVALID = "does not compile"
SURVIVED = ("survived", "not reached")


@dataclass
class Record:
    """The result for one mutant, by its name."""

    name: str
    line: int
    result: str
    by: str = ""
    seconds: float = 0.0

    def __str__(self):
        file, rest = self.name.split(": ", 1)
        by = f" ({self.by})" if self.by else ""
        return f"{self.result}{by}: {file}:{self.line}: {rest} [{self.seconds:.1f} s]"


class Results:
    """Results by the names of mutants, kept in a file where one is given."""

    def __init__(self, path):
        self.path = Path(path) if path else None
        self.records = {}
        if self.path and self.path.exists():
            for line in self.path.read_text(encoding="utf-8").splitlines():
                try:
                    record = Record(**json.loads(line))
                except (ValueError, TypeError):
                    continue  # the last line of a run that was ended
                self.records[record.name] = record

    def add(self, record):
        self.records[record.name] = record
        if self.path:
            with self.path.open("a", encoding="utf-8") as file:
                file.write(json.dumps(asdict(record), ensure_ascii=False) + "\n")


class Malformed(Exception):
    """The file of explained survivors cannot be read."""


def explained(path):
    """The reasons of a file of survivors: a line with a mutant's name, and indented lines with the reason."""
    reasons, name = {}, None
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
        if not line.strip() or line.startswith("#"):
            continue
        if not line[0].isspace():
            name = line.strip()
            if name in reasons:
                raise Malformed(f"{path}:{number}: the mutant is listed twice; remove one of its entries")
            reasons[name] = ""
        elif name is None:
            raise Malformed(f"{path}:{number}: a reason without a mutant; begin with a line that names it, as printed")
        else:
            reasons[name] = f"{reasons[name]} {line.strip()}".strip()
    for name, reason in reasons.items():
        if not reason:
            raise Malformed(f"{path}: no reason for {name}; expected one sentence on the next line, indented")
    return reasons

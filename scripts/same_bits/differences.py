"""What a comparison finds, and values compared to the bit."""

import math
import re
import struct
from dataclasses import dataclass

import exceptions

# Kinds of findings. The first is a fault; the others are listed.
NUMBER = "differs"
WORDS = "words"
STYLE = "style"
NEW = "new"


@dataclass(frozen=True)
class Finding:
    kind: str
    file: str
    what: str
    first: str = ""  # the first difference


def bits(value):
    """The 64 bits of a float, all NaN alike; any other value with its type."""
    if isinstance(value, float):
        return "nan" if math.isnan(value) else struct.pack("<d", value)
    return type(value).__name__, value


def shown(value):
    text = repr(value)
    return text if len(text) <= 120 else text[:117] + "…"


def pair(old, new, place=""):
    return f"{place}{shown(old)} became {shown(new)}"


NUMBERS = re.compile(r"[-+−]?\d+(?:\.\d+)?(?:[eE][-+]?\d+)?")


def text_finding(file, what, old, new):
    """Other words are listed; other numbers in a text are a fault."""
    numbers = [sorted(NUMBERS.findall(exceptions.without_new_lines(text))) for text in (old, new)]
    kind = WORDS if numbers[0] == numbers[1] else NUMBER
    old_lines, new_lines = old.splitlines() or [""], new.splitlines() or [""]
    for old_line, new_line in zip(old_lines, new_lines):
        if old_line != new_line:
            return Finding(kind, file, what, f"“{old_line}” became “{new_line}”")
    return Finding(kind, file, what, f"{len(old_lines)} lines became {len(new_lines)}")

"""What is not compared, and why. Everything else that a user sees must be the same."""

import re
from fnmatch import fnmatch

# Columns of any table that hold clocks.
CLOCKS = ["wall_*", "started", "finished"]

# Rows of the table `meta` that say what program wrote the database.
META = ["format_version"]

# Checksums of rows and files that hold clocks: rows of `meta`, and a whole column of `blocks`. What they are of is compared.
META_CHECKSUMS = ["provenance_sha256"]
TABLES_OF_CHECKSUMS = ["blocks"]

# Keys of provenance.json: clocks, and what names the program, its call and the machine.
PROVENANCE = ["version", "commit", "command", "host", "processor", "started", "finished"]

# Attributes of NetCDF files. Sizes and checksums of these files follow from the version; their contents are compared.
ATTRIBUTES = ["deeplinear_version"]
CHECKSUMS = ["bytes", "sha256"]
CHECKSUMS_OF = ["*.nc"]

# Words of provenance.json that a later revision may replace: the old word and the new one.
RENAMED_WORDS = {"plain": "reference"}

# Lines of the output that an earlier revision did not print. What they say is compared in the rows.
NEW_LINES = [r"\d+ runs? diverged, .*"]

# Deliberate differences: patterns of the spec's name, of the file and of what differs, and the reason.
# They are listed, and are no fault. For example:
#   ("theory-narrow*", "*/figures/*", "*", "the closed form keeps the modes that narrow layers learn")
LAST_FINITE = "steps and time of a run that overflows are of its last finite state"
STAGES = "stages and rates have other definitions, and those of optimizers are of the exact step (Decision 0022)"
MESSAGE = "runs that diverged, and flows that do not move, have a message"
DELIBERATE = [
    ("stop-not-finite-*", "*/results.sqlite", "runs.steps, *", LAST_FINITE),
    ("stop-not-finite-*", "*/results.sqlite", "runs.time, *", LAST_FINITE),
] + [
    (spec, file, what, MESSAGE)
    for file, what in (("*/results.sqlite", "runs.message, *"), ("standard output*", "*"))
    for spec in (
        "initialization-counterexample-4-*", "target-covariance-*", "reference-covariance-*", "kernels-*-diverging",
        "reference-diverging", "stop-loss-above-at-start-*", "stop-not-finite-*", "stop-default-ceiling-*", "mixture-*",
        "quantities-flow-distance-diverging", "flow-stop-loss-above", "flow-stop-stalled", "figures-diverging")
] + [
    ("*", "*/results.sqlite", f"{column}, *", STAGES)
    for column in (
        "runs.alignment_time", "runs.saddle_time", "runs.local_rate", "runs.message", "grdb_migrations.identifier")
]


def without_new_lines(text):
    """The text without `NEW_LINES`."""
    kept = [line for line in text.splitlines(True) if not any(re.fullmatch(p, line.rstrip("\n")) for p in NEW_LINES)]
    return "".join(kept)


def is_listed(name, patterns):
    return any(fnmatch(name, pattern) for pattern in patterns)


def reason(spec, file, what):
    """Why this difference is deliberate; None where it is not."""
    for of_spec, of_file, of_what, why in DELIBERATE:
        if fnmatch(spec, of_spec) and fnmatch(file, of_file) and fnmatch(what, of_what):
            return why
    return None

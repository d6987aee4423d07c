"""What is not compared, and why. Everything else that a user sees must be the same."""

from fnmatch import fnmatch

# Clocks, and what names the program that ran or the place where it did.
COLUMNS = ["*.wall_*", "*.started", "*.finished", "meta.value[format_version]"]
PROVENANCE = ["version", "commit", "command", "host", "processor", "started", "finished"]
ATTRIBUTES = ["deeplinear_version"]

# Sizes and checksums of trajectory files follow from the version that is written into them; their contents are compared.
CHECKSUMS = ["bytes", "sha256"]
CHECKSUMS_OF = ["*.nc"]

# Words of provenance.json that a later revision may call otherwise: the old one and the new one.
RENAMED_WORDS = {"plain": "reference"}

# Deliberate differences: patterns of the case, of the file and of what differs, with the reason. They are listed, and are no fault.
DELIBERATE = [
    # ("theory-narrow", "figures/*", "*", "the closed form keeps the modes that narrow layers learn"),
]


def is_ignored(name, patterns):
    return any(fnmatch(name, pattern) for pattern in patterns)


def reason(case, file, what):
    """Why this difference is deliberate; None where it is not."""
    for of_case, of_file, of_what, why in DELIBERATE:
        if fnmatch(case, of_case) and fnmatch(file, of_file) and fnmatch(what, of_what):
            return why
    return None

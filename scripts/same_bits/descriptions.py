"""Compares JSON: figures' descriptions, and provenance.json."""

import json

import exceptions
from differences import NEW, NUMBER, STYLE, Finding, bits, pair, text_finding

# Keys of a figure's description that hold what is drawn; lists of these must have the same length.
DATA = {"x", "y", "low", "high", "values", "from", "to", "ticks", "scale", "panels", "series", "bands", "marks", "stages", "heatmap"}
TEXTS = {"label", "title", "caption", "tickLabels", "missing"}


def read(path):
    return json.loads(path.read_text(encoding="utf-8"), parse_int=float)


def compare_figure(old_path, new_path, file):
    """The first difference of every kind of entry, such as `panels.series.y`."""
    reported = set()
    for finding in walk(read(old_path), read(new_path), file, "", STYLE):
        entry = "".join(letter for letter in finding.what if not letter.isdigit())
        if (finding.kind, entry) not in reported:
            reported.add((finding.kind, entry))
            yield finding


def walk(old, new, file, place, kind):
    """`kind` is what a difference here is: that of the nearest key above which says so."""
    if isinstance(old, dict) and isinstance(new, dict):
        for key in new.keys() - old.keys():
            yield Finding(NEW, file, f"{place}.{key}")
        for key, value in old.items():
            inner = NUMBER if key in DATA else STYLE
            if key in new:
                yield from walk(value, new[key], file, f"{place}.{key}".lstrip("."), inner)
            else:
                yield Finding(inner if key not in TEXTS else STYLE, file, f"{place}.{key}", "is missing")
    elif isinstance(old, list) and isinstance(new, list):
        if len(old) != len(new):
            yield Finding(kind, file, place, f"{len(old)} entries became {len(new)}")
        for i, (a, b) in enumerate(zip(old, new)):
            yield from walk(a, b, file, f"{place}[{i}]", kind)
    elif bits(old) != bits(new):
        if isinstance(old, str) and isinstance(new, str) and not place.endswith(".scale"):
            yield text_finding(file, place, old, new) if is_text(place) else Finding(kind, file, place, pair(old, new))
        else:
            yield Finding(kind, file, place, pair(old, new))


def is_text(place):
    return place.split(".")[-1].split("[")[0] in TEXTS


def compare_provenance(old_path, new_path, file):
    old, new = read(old_path), read(new_path)
    for key in new.keys() - old.keys():
        yield Finding(NEW, file, key)
    for key, value in old.items():
        if key in exceptions.PROVENANCE:
            continue
        if key not in new:
            yield Finding(NUMBER, file, key, "is missing")
        elif key == "engines":
            yield from compare_engines(value, new[key], file)
        elif renamed(value) != renamed(new[key]):
            yield Finding(NUMBER, file, key, pair(value, new[key]))


def compare_engines(old, new, file):
    if len(old) != len(new):
        yield Finding(NUMBER, file, "engines", f"{len(old)} became {len(new)}")
    for i, (a, b) in enumerate(zip(old, new)):
        for key in a.keys() | b.keys():
            x, y, what = a.get(key), b.get(key), f"engines[{i}].{key}"
            if renamed(x) == renamed(y):
                continue
            if x is None:
                yield Finding(NEW, file, what, str(y))
            elif key == "reason" and y is not None:
                yield text_finding(file, what, x, y)
            else:
                yield Finding(NUMBER, file, what, pair(x, y))


def renamed(value):
    return exceptions.RENAMED_WORDS.get(value, value) if isinstance(value, str) else value

"""Compares texts with keys: figures' descriptions, provenance.json, and the spec with its defaults."""

import json

import yaml

import exceptions
from differences import NEW, NUMBER, STYLE, Finding, bits, pair, shown, text_finding

# Keys of a figure's description that hold what is drawn.
DATA = {
    "panels", "series", "bands", "marks", "stages", "heatmap",
    "x", "y", "low", "high", "values", "from", "to", "ticks", "scale",
}
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
    """The differences; `kind` is that of the nearest key above the place."""
    if isinstance(old, dict) and isinstance(new, dict):
        for key in new.keys() - old.keys():
            yield Finding(NEW, file, f"{place}.{key}".lstrip("."))
        for key, value in old.items():
            inner = f"{place}.{key}".lstrip(".")
            inner_kind = NUMBER if key in DATA else STYLE
            if key in new:
                yield from walk(value, new[key], file, inner, inner_kind)
            else:
                yield Finding(inner_kind, file, inner, "is missing")
    elif isinstance(old, list) and isinstance(new, list):
        if len(old) != len(new):
            yield Finding(kind, file, place, f"{len(old)} entries became {len(new)}")
        for i, (a, b) in enumerate(zip(old, new)):
            yield from walk(a, b, file, f"{place}[{i}]", kind)
    elif bits(old) != bits(new):
        if isinstance(old, str) and isinstance(new, str) and place.split(".")[-1].split("[")[0] in TEXTS:
            yield text_finding(file, place, old, new)
        else:
            yield Finding(kind, file, place, pair(old, new))


def compare_spec(old_text, new_text, file):
    return compare_values(yaml.safe_load(old_text), yaml.safe_load(new_text), file, "spec")


def compare_values(old, new, file, place):
    """Every old key must have the same value; new keys are listed."""
    if isinstance(old, dict) and isinstance(new, dict):
        for key in new.keys() - old.keys():
            yield Finding(NEW, file, f"{place}.{key}", shown(new[key]))
        for key, value in old.items():
            if key in new:
                yield from compare_values(value, new[key], file, f"{place}.{key}")
            else:
                yield Finding(NUMBER, file, f"{place}.{key}", "is missing")
    elif repr(renamed(old)) != repr(renamed(new)):
        yield Finding(NUMBER, file, place, pair(old, new))


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

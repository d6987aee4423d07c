"""Compares what two programs left of one case."""

import json
from dataclasses import replace
from pathlib import Path

import arrays
import databases
import descriptions
from differences import NEW, NUMBER, WORDS, Finding, text_finding

# Not results: what the programs were given and what they said, which is compared by itself.
OWN_FILES = {"spec.yaml", "commands.json"}


def files(folder):
    found = {str(path.relative_to(folder)): path for path in folder.rglob("*") if path.is_file()}
    return {name: path for name, path in found.items() if name not in OWN_FILES}


def compare(case, old, new):
    """The findings of one case, whose folders are `old` and `new`."""
    yield from compare_commands(case, old / "commands.json", new / "commands.json")
    yield from compare_files(files(old), files(new), "")
    if case.signal:
        for folder, whose in ((old, "REV"), (new, "this one")):
            whole, results = files(folder / "whole"), files(folder / "results")
            for finding in compare_files(whole, results, f"{whose} uninterrupted and interrupted, "):
                yield replace(finding, kind=NUMBER)


def compare_files(old, new, title):
    for name in sorted(new.keys() - old.keys()):
        yield Finding(NEW, title + name, "file")
    for name, path in sorted(old.items()):
        if name not in new:
            yield Finding(NUMBER, title + name, "file", "is missing")
        elif path.read_bytes() != new[name].read_bytes():
            yield from compare_file(path, new[name], title + name)


def compare_file(old, new, file):
    suffix = Path(file).suffix
    if suffix == ".sqlite":
        yield from databases.compare(old, new, file)
    elif suffix == ".nc":
        yield from arrays.compare_netcdf(old, new, file)
    elif suffix == ".npy":
        yield from arrays.compare_npy(old, new, file)
    elif file.endswith("provenance.json"):
        yield from descriptions.compare_provenance(old, new, file)
    elif suffix == ".json":
        yield from descriptions.compare_figure(old, new, file)
    elif suffix == ".txt":
        yield text_finding(file, "caption", old.read_text(encoding="utf-8"), new.read_text(encoding="utf-8"))
    elif suffix == ".yaml":
        yield from descriptions.compare_spec(without_case(old), without_case(new), file)
    elif suffix not in {".pdf", ".svg", ".png"}:
        yield Finding(NUMBER, file, "contents", "differ")


def without_case(path):
    """The text of a spec; its paths are those of the folder in which the case ran."""
    runs = path.parent
    while not (runs / "commands.json").exists():
        runs = runs.parent
    return path.read_text(encoding="utf-8").replace(str(runs.parent), "")


def compare_commands(case, old_path, new_path):
    """Exit statuses must be the same and as the case expects. Words may change; numbers in them may not, but in refusals."""
    old, new = (json.loads(path.read_text(encoding="utf-8")) for path in (old_path, new_path))
    for a, b in zip(old, new):
        what = f"deeplinear {a['command']}"
        is_refused = case.is_refused and (not case.figures or a["command"].startswith("figure"))
        if a["status"] != b["status"]:
            yield Finding(NUMBER, "exit status", what, f"{a['status']} became {b['status']}: {b['errors'].strip()}")
        elif (a["status"] != 0) != is_refused:
            yield Finding(NUMBER, "exit status", what, f"{a['status']} is not what the spec is for: {a['errors'].strip()}")
        for stream in ("output", "errors"):
            if a[stream].startswith("{") and b[stream].startswith("{"):
                yield from descriptions.compare_values(json.loads(a[stream]), json.loads(b[stream]), "standard output", what)
            elif a[stream] != b[stream]:
                finding = text_finding("standard " + stream, what, a[stream], b[stream])
                yield Finding(WORDS, finding.file, what, finding.first) if is_refused else finding

"""The mutants of a package: which there are, and how the copy is rewritten for those that are chosen."""

import json
import random
import subprocess


class Mutants:
    """All mutants of the Swift files below `folders`, by number; number k is `all[k - 1]`."""

    def __init__(self, program, root, folders):
        self.program, self.root = program, root
        self.files = sorted(
            str(file.relative_to(root)) for folder in folders for file in (root / folder).rglob("*.swift"))
        listed = json.loads(self.call("list", root, *self.files))
        self.all, self.skipped = listed["mutants"], listed["skipped"]

    def call(self, *arguments, numbers=""):
        return subprocess.run(
            [self.program, *arguments], input=numbers, text=True, check=True, stdout=subprocess.PIPE).stdout

    def __getitem__(self, number):
        return self.all[number - 1]

    def sample(self, count, seed):
        """`count` random numbers, the first of the same seed's larger samples, in random order."""
        numbers = list(range(1, len(self.all) + 1))
        random.Random(seed).shuffle(numbers)
        return numbers[:count]

    def rewrite(self, folder, numbers):
        """Writes the files below `folder` so that `numbers` can be chosen; where each number is."""
        text = " ".join(str(number) for number in sorted(numbers))
        return {location["number"]: location
                for location in json.loads(self.call("rewrite", self.root, folder, *self.files, numbers=text))}


def at_fault(errors, locations):
    """The numbers whose copies have compiler errors; of an error in no copy, those of the innermost scope around it."""
    numbers = set()
    for file, line, _ in errors:
        inside = [number for number, place in locations.items()
                  if place["file"] == file and place["first"] <= line <= place["last"]]
        if not inside:
            around = [place for place in locations.values()
                      if place["file"] == file and place["scopeFirst"] <= line <= place["scopeLast"]]
            size = min((place["scopeLast"] - place["scopeFirst"] for place in around), default=0)
            inside = [place["number"] for place in around if place["scopeLast"] - place["scopeFirst"] == size]
        numbers.update(inside)
    return numbers

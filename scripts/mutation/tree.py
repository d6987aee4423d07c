"""The scratch copy of a package: which of its targets it keeps, how it is rewritten and built."""

import json
import re
import shutil
import subprocess
from pathlib import Path

SWITCH = Path(__file__).parent / "switch"
ERROR = re.compile(r"^(/[^:]+\.swift):(\d+):\d+: error: (.*)$", re.MULTILINE)


class Broken(Exception):
    """The package, or its rewritten copy, does not build."""


class Tree:
    """A copy of the package `root` in `folder`, in which mutants are chosen at run time."""

    def __init__(self, root, folder, flags):
        self.root, self.folder, self.flags = root, folder, flags
        self.swift = ["--package-path", str(folder), *flags, "-Xswiftc", "-suppress-warnings"]

    def copy(self, tests, rewritten):
        """Brings the copy up to date, with the targets that the test targets `tests` need and no other.

        The files `rewritten` are left to who rewrites them.
        """
        files = subprocess.run(
            ["git", "-C", self.root, "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
            check=True, capture_output=True).stdout.decode()
        wanted = {name for name in files.split("\0") if name and (self.root / name).is_file()}
        switch = {f"Sources/CMutantSwitch/{file.relative_to(SWITCH)}": file for file in SWITCH.rglob("*") if file.is_file()}
        for top in ("Sources", "Tests"):
            for old in sorted((self.folder / top).rglob("*")):
                if old.is_file() and str(old.relative_to(self.folder)) not in wanted | switch.keys():
                    old.unlink()
        for name in sorted(wanted):
            if name != "Package.swift" and name not in rewritten:
                self.write(name, (self.root / name).read_bytes())
        for part in ("checkouts", "repositories", "workspace-state.json"):
            here, there = self.root / ".build" / part, self.folder / ".build" / part
            if here.is_dir() and not there.exists():
                shutil.copytree(here, there, symlinks=True)
            elif here.is_file() and not there.exists():
                shutil.copy(here, there)
        for name, file in switch.items():
            self.write(name, file.read_bytes())
        self.write("Package.swift", self.manifest(tests).encode())

    def write(self, name, content):
        """Writes a file where its content differs, so that the build does not compile what is unchanged."""
        path = self.folder / name
        if path.is_file() and path.read_bytes() == content:
            return
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)

    def manifest(self, tests):
        """Package.swift, followed by statements that drop targets and add the switch."""
        described = json.loads(subprocess.run(
            ["swift", "package", "--package-path", self.root, "dump-package"],
            check=True, capture_output=True).stdout)
        needs = {target["name"]: [next(iter(d.values()))[0] for d in target["dependencies"]]
                 for target in described["targets"]}
        unknown = [name for name in tests if name not in needs]
        if unknown:
            raise Broken(f"Package.swift has no test target {', '.join(unknown)}")
        kept, queue = set(), list(tests)
        while queue:
            name = queue.pop()
            if name in needs and name not in kept:
                kept.add(name)
                queue += needs[name]
        names = ", ".join(f'"{name}"' for name in sorted(kept))
        return (self.root / "Package.swift").read_text() + f"""
let keptByMutation: Set<String> = [{names}]
package.targets.removeAll {{ !keptByMutation.contains($0.name) }}
package.products.removeAll {{ _ in true }}
for target in package.targets where target.type == .regular {{ target.dependencies.append("CMutantSwitch") }}
package.targets.append(.target(name: "CMutantSwitch"))
"""

    def build(self):
        """Builds the tests; returns the compiler's errors as (file, line, sentence), none where it succeeds."""
        command = ["swift", "build", *self.swift, "-c", "release", "--build-tests", "--disable-xctest"]
        done = subprocess.run(command, text=True, stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
        if done.returncode == 0:
            return []
        errors = {(str(Path(file).relative_to(self.folder)), int(line), sentence)
                  for file, line, sentence in ERROR.findall(done.stdout) if Path(file).is_relative_to(self.folder)}
        if not errors:
            raise Broken(f"the copy in {self.folder} does not build:\n{done.stdout[-4000:]}")
        return sorted(errors)

    def bundle(self):
        """The executable that has all tests."""
        found = list((self.folder / ".build" / "release").glob("*PackageTests.xctest"))
        if len(found) != 1:
            raise Broken(f"{self.folder}/.build/release has {len(found)} test executables, expected 1")
        return found[0]

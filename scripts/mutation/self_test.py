"""Tests scripts/mutate on a package with one tested and one untested constant; the argument is the program `mutants`."""

import subprocess
import sys
import tempfile
import unittest
from pathlib import Path

from places import at_fault
from records import Malformed, Results, explained
from suites import Suite, batches, first_failure, suite_of

HERE = Path(__file__).parent
PROGRAM = ""
PACKAGE = {
    "Package.swift": """// swift-tools-version: 6.1
import PackageDescription

let package = Package(
  name: "Sample",
  targets: [.target(name: "Sample"), .testTarget(name: "SampleTests", dependencies: ["Sample"])])
""",
    "Sources/Sample/Sample.swift": """public let untested = 12
public let largest: UInt8 = 255

public struct Limit: Sendable {
  public var limit: Int
  public init(_ limit: Int = 10) { self.limit = limit }
  public func admits(_ x: Int) -> Bool { x < limit }
}

extension UInt {
  @inlinable public func before() -> UInt { self - 2 }
}
""",
    "Tests/SampleTests/SampleTests.swift": """import Sample
import Testing

struct SampleTests {
  @Test func aLimitIsExclusive() { #expect(Limit().admits(9) && !Limit().admits(10)) }
  @Test func twoBefore() { #expect(UInt(2).before() == 0) }
}
""",
}
SURVIVOR = "Sources/Sample/Sample.swift: untested: `12` → `13` in `public let untested = 12`"


class OnAPackage(unittest.TestCase):
    """What the whole script does."""

    def mutate(self, folder, *options):
        command = [sys.executable, HERE, "--root", folder / "package", "--program", PROGRAM, "--scratch",
                   folder / "scratch", "--survivors", folder / "survivors.txt", "--target", "Sample", *options]
        return subprocess.run(command, text=True, stdout=subprocess.PIPE, stderr=subprocess.STDOUT)

    def test_exactly_the_untested_constant_survives(self):
        with tempfile.TemporaryDirectory() as name:
            folder = Path(name).resolve()
            for path, text in PACKAGE.items():
                (folder / "package" / path).parent.mkdir(parents=True, exist_ok=True)
                (folder / "package" / path).write_text(text)
            subprocess.run(["git", "-C", folder / "package", "init", "--quiet"], check=True)

            results = folder / "results.jsonl"
            done = self.mutate(folder, "--all", "--resume", results)
            self.assertEqual(done.returncode, 1, done.stdout)
            self.assertIn("5 of 6 mutants caught (83.3 %: 4 failed, 1 crashed, 0 time limit); 1 survived, 0 of them with "
                          "a reason; 1 do not compile.", done.stdout)
            self.assertIn("\nSurvived:\n  not reached: Sources/Sample/Sample.swift:1: untested: `12`", done.stdout)

            (folder / "survivors.txt").write_text(f"{SURVIVOR}\n  Nothing reads it.\n\n{SURVIVOR}x\n  Old.\n")
            again = self.mutate(folder, "--all", "--resume", results)
            self.assertEqual(again.returncode, 0, again.stdout)
            self.assertNotIn("Built", again.stdout)
            self.assertIn(f"names a mutant that does not exist any more: {SURVIVOR}x\n", again.stdout)
            self.assertIn("Nothing reads it.", again.stdout)
            test = folder / "package" / "Tests/SampleTests/SampleTests.swift"
            test.write_text(test.read_text() + "@Test func read() { #expect(untested == 12) }\n")
            mended = self.mutate(folder, "--all", "--resume", results, "--retry")
            self.assertEqual(mended.returncode, 0, mended.stdout)
            self.assertIn("1/1 failed (read()): Sources/Sample/Sample.swift:1: untested", mended.stdout)
            self.assertIn("6 of 6 mutants caught", mended.stdout)

            test.write_text(PACKAGE["Tests/SampleTests/SampleTests.swift"])
            self.assertEqual({path: (folder / "package" / path).read_text() for path in PACKAGE}, PACKAGE)


class Parts(unittest.TestCase):
    """What the parts do."""

    def test_an_error_belongs_to_the_copy_or_the_innermost_scope(self):
        places = [("A", 5, 6, 4, 20), ("A", 12, 13, 11, 15), ("B", 5, 6, 4, 20)]
        keys = ("file", "first", "last", "scopeFirst", "scopeLast")
        locations = {n: {"number": n, **dict(zip(keys, place))} for n, place in enumerate(places, 1)}
        self.assertEqual(at_fault([("A", 5, "")], locations), {1})
        self.assertEqual(at_fault([("A", 14, "")], locations), {2})
        self.assertEqual(at_fault([("A", 18, "")], locations), {1})
        self.assertEqual(at_fault([("A", 30, ""), ("C", 5, "")], locations), set())

    def test_suites_and_failures_are_read_from_the_output(self):
        self.assertEqual(suite_of("ATests.Outer/Inner/test(a:)"), "ATests.Outer")
        self.assertEqual(suite_of("ATests.`A sentence. And/or two`/test()"), "ATests.`A sentence. And/or two`")
        self.assertEqual(suite_of("ATests.alone()"), "ATests.alone")
        lines = ["◇ Test a() started.", "✘ Test a() recorded a known issue at A.swift:1:2", "✔ Test a() passed"]
        self.assertIsNone(first_failure(lines))
        self.assertEqual(first_failure([*lines, "\x1b[91m✘\x1b[0m Test b() recorded an issue at A.swift:1:2"]), "b()")

    def test_quick_suites_come_first(self):
        suites = [Suite(str(seconds), seconds) for seconds in (9.0, 0.5, 3.0, 1.0)]
        self.assertEqual([[s.seconds for s in batch] for batch in batches(suites)], [[0.5, 1.0], [3.0], [9.0]])

    def test_every_explained_survivor_has_one_reason(self):
        with tempfile.TemporaryDirectory() as folder:
            file = Path(folder) / "survivors.txt"
            file.write_text(f"# A comment.\n\n{SURVIVOR}\n  Nothing\n  reads it.\n")
            self.assertEqual(explained(file), {SURVIVOR: "Nothing reads it."})
            for text in (SURVIVOR, f"{SURVIVOR}\n a\n{SURVIVOR}\n b\n", "  a reason\n"):
                file.write_text(text)
                self.assertRaises(Malformed, explained, file)

    def test_the_last_line_of_an_ended_run_is_ignored(self):
        with tempfile.TemporaryDirectory() as folder:
            file = Path(folder) / "results.jsonl"
            file.write_text('{"name": "a", "line": 1, "result": "failed"}\n{"name": "b", "li')
            self.assertEqual(list(Results(file).records), ["a"])


if __name__ == "__main__":
    PROGRAM = sys.argv.pop(1)
    unittest.main()

"""Mutates a package and runs its tests, for scripts/mutate, which documents the options."""

import argparse
import sys
import time
from concurrent.futures import ThreadPoolExecutor, as_completed
from pathlib import Path

from places import Mutants, at_fault
from records import CAUGHT, INVALID, SURVIVED, Malformed, Record, Results, explained
from suites import Tests, batches
from tree import Broken, Tree

# The test targets that see what survives a target's own tests, NAMETests.
FURTHER_TESTS = {
    "LinearAlgebra": ["CKernelsTests", "DeepLinearTests"],
    "DeepLinear": ["DeepLinearFlowTests", "ExperimentsTests"],
    "DeepLinearFlow": ["ExperimentsTests"],
    "RunArchive": ["ExperimentsTests"],
}
PER_BUILD = 800  # mutants that one build of the copy has
ROUNDS = 40  # builds in which mutants that do not compile are dropped


def say(text):
    print(text, flush=True)


def arguments():
    parser = argparse.ArgumentParser(prog="mutate")
    parser.add_argument("--root", type=Path, required=True)
    parser.add_argument("--program", required=True)
    parser.add_argument("--survivors", type=Path, required=True)
    parser.add_argument("--flag", action="append", default=[])
    parser.add_argument("--scratch", type=Path, required=True)
    parser.add_argument("--target", action="append", default=[])
    parser.add_argument("--all", action="store_true")
    parser.add_argument("--sample", type=int)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--only", type=int, action="append", default=[])
    parser.add_argument("--jobs", type=int, default=2)
    parser.add_argument("--filter", action="append", default=[])
    parser.add_argument("--resume")
    parser.add_argument("--retry", action="store_true")
    parser.add_argument("--list", action="store_true")
    return parser.parse_args()


def stages_of(targets, chosen):
    """The test targets of each target in two stages: its own, and those for what survives them."""
    if chosen:
        return {target: (chosen, []) for target in targets}
    return {target: ([f"{target}Tests"], FURTHER_TESTS.get(target, [])) for target in targets}


def target_of(mutant):
    return Path(mutant["file"]).parts[1]


def build(tree, mutants, numbers, results):
    """Builds the copy with those of `numbers` that compile; where each of them is."""
    numbers = set(numbers)
    for _ in range(ROUNDS):
        locations = mutants.rewrite(tree.folder, numbers)
        errors = tree.build()
        if not errors:
            return locations
        dropped = at_fault(errors, locations)
        if not dropped:
            file, line, sentence = errors[0]
            raise Broken(f"{tree.folder}/{file}:{line}: {sentence}: in no mutant; does the package itself build?")
        for number in sorted(dropped):
            results.add(Record(mutants[number]["name"], mutants[number]["line"], INVALID))
        say(f"{len(dropped)} of {len(numbers)} mutants do not compile; building without them …")
        numbers -= dropped
    raise Broken(f"mutants that do not compile remain after {ROUNDS} builds")


def traced(tests, targets, places):
    """The suites of test targets, after a run of the original: those that pass."""
    say(f"Running the suites of {', '.join(targets)} without a mutant, for their time and what they reach …")
    suites = []
    for suite in tests.suites(targets):
        failure = tests.trace(suite, places)
        if failure:
            say(f"{suite.name} does not pass without a mutant and is left out ({failure})")
        else:
            suites.append(suite)
    say(f"The original passes {len(suites)} suites in {sum(suite.seconds for suite in suites):.0f} s.")
    return suites


def run(tests, suites, targets, record, number, place):
    """Runs the suites that reach a mutant, test target by test target, until one fails."""
    for target in targets:
        reaching = [s for s in suites if s.name.split(".")[0] == target and place in s.reached]
        for batch in batches(reaching):
            limit = 10 * sum(suite.seconds for suite in batch) + 60
            result, by, seconds = tests.run(batch, number, limit)
            record.seconds += seconds
            record.result = "survived"
            if result in CAUGHT:
                record.result, record.by = result, by
                return record
    return record


def run_all(tree, mutants, built, todo, stages, results, jobs):
    """Runs `todo`, which are some of `built`: the same choice has the same build, whatever is known of it already."""
    locations = build(tree, mutants, built, results)
    say(f"Built with {len(locations)} mutants.")
    tests = Tests(tree.bundle(), tree.folder, tree.folder / "temporary")
    places = max((place["place"] for place in locations.values()), default=0) + 1
    suites, known = [], set()
    left = {number: Record(mutants[number]["name"], mutants[number]["line"], "not reached")
            for number in todo if number in locations}
    for stage in (0, 1):
        needed = {number: stages[target_of(mutants[number])][stage] for number in left}
        new = sorted({name for names in needed.values() for name in names} - known)
        if new:
            suites += traced(tests, new, places)
            known.update(new)
        with ThreadPoolExecutor(jobs) as pool:
            running = {pool.submit(run, tests, suites, needed[number], record, number, locations[number]["place"]): number
                       for number, record in left.items()}
            for count, future in enumerate(as_completed(running), 1):
                record, number = future.result(), running[future]
                if record.result in CAUGHT or stage == 1:
                    results.add(record)
                    del left[number]
                say(f"{count}/{len(running)} {record}")


def summarize(mutants, chosen, results, reasons):
    """Prints the counts and the survivors; whether each survivor is explained."""
    records = [results.records[mutants[number]["name"]] for number in chosen]
    caught = [record for record in records if record.result in CAUGHT]
    survivors = [record for record in records if record.result in SURVIVED]
    invalid = [record for record in records if record.result == INVALID]
    known = [record for record in survivors if record.name in reasons]
    new = [record for record in survivors if record.name not in reasons]
    for heading, group in (
        (f"{INVALID.capitalize()}:", invalid), ("Survived, with a reason:", known), ("Survived:", new)
    ):
        if group:
            say(f"\n{heading}")
        for record in group:
            say(f"  {record}")
            if record in known:
                say(f"      {reasons[record.name]}")
    tried = len(caught) + len(survivors)
    kinds = ", ".join(f"{sum(r.result == kind for r in caught)} {kind}" for kind in CAUGHT)
    say(f"\n{len(caught)} of {tried} mutants caught ({100 * len(caught) / max(tried, 1):.1f} %: {kinds}); "
        f"{len(survivors)} survived, {len(known)} of them with a reason; {len(invalid)} do not compile.")
    if tried > len(known):
        say(f"Without those that have a reason: {100 * len(caught) / (tried - len(known)):.1f} %.")
    for reason, count in sorted(mutants.skipped.items()):
        say(f"Skipped: {count} changes {reason}.")
    return not new


def main():
    options = arguments()
    start = time.monotonic()
    stages = stages_of(options.target, options.filter)
    reasons = explained(options.survivors) if options.survivors.exists() else {}
    mutants = Mutants(options.program, options.root, [f"Sources/{target}" for target in options.target])
    chosen = options.only or mutants.sample(len(mutants.all) if options.all else options.sample, options.seed)
    if options.all:
        chosen = sorted(chosen)
    outside = [number for number in chosen if not 1 <= number <= len(mutants.all)]
    if outside:
        raise Broken(f"no mutant has the number {outside[0]}; expected 1 to {len(mutants.all)}, see --list")
    if options.list:
        for number in chosen:
            mutant = mutants[number]
            file, rest = mutant["name"].split(": ", 1)
            say(f"{number} {file}:{mutant['line']}: {rest}")
        return 0
    names = {mutant["name"] for mutant in mutants.all}
    for name in reasons:
        if name.split(": ")[0] in mutants.files and name not in names:
            say(f"{options.survivors.name} names a mutant that does not exist any more: {name}")
    results = Results(options.resume)
    again = set(SURVIVED) if options.retry else set()

    def known(number):
        record = results.records.get(mutants[number]["name"])
        return record and record.result not in again and record.result

    tree = Tree(options.root, options.scratch, options.flag)
    tree.copy(sorted({name for own, further in stages.values() for name in [*own, *further]}), set(mutants.files))
    for first in range(0, len(chosen), PER_BUILD):
        built = [number for number in chosen[first:first + PER_BUILD] if known(number) != INVALID]
        todo = [number for number in built if not known(number)]
        if todo:
            run_all(tree, mutants, built, todo, stages, results, options.jobs)
    is_fine = summarize(mutants, chosen, results, reasons)
    say(f"{time.monotonic() - start:.0f} s in all.")
    return 0 if is_fine else 1


if __name__ == "__main__":
    try:
        sys.exit(main())
    except (Broken, Malformed) as error:
        print(f"mutate: {error}", file=sys.stderr)
        sys.exit(2)

"""The corpus: all cases. A new one is a line in the module of its subject."""

import calls
import endings
import engines
import figures
import flows
import interruptions
import problems
import sweeps


def all_cases():
    modules = (problems, engines, interruptions, endings, flows, sweeps, figures, calls)
    found = [case for module in modules for case in module.all_cases()]
    names = [case.name for case in found]
    repeated = {name for name in names if names.count(name) > 1}
    assert not repeated, f"cases share the names {', '.join(sorted(repeated))}"
    return found

"""The corpus: the cases of all modules, with names of their own."""

import endings
import engines
import flows
import problems
import views


def all_cases():
    found = [
        case for module in (problems, engines, endings, flows, views) for case in module.all_cases()
    ]
    names = [case.name for case in found]
    repeated = {name for name in names if names.count(name) > 1}
    assert not repeated, f"cases share the names {', '.join(sorted(repeated))}"
    return found

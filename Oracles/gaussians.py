"""Makes Tests/LinearAlgebraTests/Fixtures/gaussians.json by running the recipe printed in Documentation/Notation.md.

Run from the project's root: python3 Oracles/gaussians.py. Needs NumPy.
"""

import json
import re
from pathlib import Path

root = Path(__file__).resolve().parent.parent
notation = (root / "Documentation" / "Notation.md").read_text()
recipe = re.search(r"```python\n(import numpy.*?)```", notation, re.S).group(1)
namespace = {}
exec(recipe, namespace)

cases = []
for seed, purpose, layer in [(0, 0, 1), (17, 0, 4), (2**63 - 1, 1, 0), (123456789012345, 2, 3)]:
    pairs = namespace["gaussian_pairs"](seed, purpose, layer, 500)
    bits = [[format(x.view("uint64"), "x") for x in pair] for pair in pairs]
    cases.append({"seed": seed, "purpose": purpose, "layer": layer, "bits": bits})
path = root / "Tests" / "LinearAlgebraTests" / "Fixtures" / "gaussians.json"
path.write_text(json.dumps(cases, indent=None, separators=(",", ":")) + "\n")

"""Makes Tests/DataSetsTests/Fixtures/whitening.json: tables, whitened by numpy.linalg.svd of the centred data.

An independent program: columns of the centred d × m matrix are instances, its singular value decomposition is V Σ Uᴴ, and the whitened
instances are √m Uᴴ, up to the signs of rows. Λ_yx, its norm and the least loss (by numpy.linalg.lstsq) follow by their definitions.
Numbers are hexadecimal and exact. Run from the project's root: python3 Oracles/whitening.py. Needs NumPy (made with 2.4.6).
"""

import json
from pathlib import Path

import numpy as np

rng = np.random.default_rng(20181002)


def hexadecimal(a):
    return [[float(v).hex() for v in row] for row in np.atleast_2d(a)]


cases = []
for rows, features, labels, spread in [(40, 6, 2, 3.0), (7, 6, 1, 1.0), (1100, 2, 1, 2.0), (25, 1, 1, 0.0)]:
    mixing, _ = np.linalg.qr(rng.standard_normal((features, features)))
    scales = np.logspace(0, -spread, features)
    x = rng.standard_normal((rows, features)) * scales @ mixing + 10 * rng.standard_normal(features)
    y = (x - x.mean(0)) @ rng.standard_normal((features, labels)) + rng.standard_normal((rows, labels)) + 5
    for centres in [False, True]:
        instances = (x - x.mean(0)).T
        _, values, right = np.linalg.svd(instances, full_matrices=False)
        whitened = np.sqrt(rows) * right
        answers = (y - y.mean(0) if centres else y).T
        phi = answers @ whitened.T / rows
        scale = 1 / np.linalg.norm(phi)
        best = np.linalg.lstsq(whitened.T, scale * answers.T, rcond=None)[0]
        residual = best.T @ whitened - scale * answers
        # Without whitening: the data as they are.
        raw = np.linalg.lstsq(x, answers.T, rcond=None)[0].T
        cases.append(
            {
                "x": hexadecimal(x),
                "y": hexadecimal(y),
                "centres_labels": centres,
                "singular_values": hexadecimal(values)[0],
                "whitened": hexadecimal(whitened),
                "target": hexadecimal(scale * phi),
                "label_scale": float(scale).hex(),
                "optimal_loss": float(np.sum(residual**2) / (2 * rows)).hex(),
                "covariance": hexadecimal(x.T @ x / rows),
                "cross_covariance": hexadecimal(answers @ x / rows),
                "minimizer": hexadecimal(raw),
                "raw_optimal_loss": float(np.sum((raw @ x.T - answers) ** 2) / (2 * rows)).hex(),
            }
        )
path = Path(__file__).resolve().parent.parent / "Tests" / "DataSetsTests" / "Fixtures" / "whitening.json"
path.write_text("[\n" + ",\n".join(json.dumps(case) for case in cases) + "\n]\n")
print(len(cases), "tables")

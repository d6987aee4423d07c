"""Makes Tests/CKernelsTests/Fixtures/singular-values.json: singular values to 50 digits, by mpmath.

An independent program: mpmath's own bidiagonal SVD at 50 digits (checked at 80) of matrices whose entries are doubles, so that
the values are those of exactly the matrix that the tests decompose. In "each" every singular value is well defined, to a
few ulps of itself, by the doubles given: the matrix is a well-conditioned B times a diagonal D, and a rounding of an entry
moves its column by as little as itself (Demmel and Veselić 1992). Of the other matrices only the largest value's ulps are
well defined; they are marked "largest". Numbers are hexadecimal and exact: entries row by row, complex ones as (re, im),
values rounded once and falling. Run from the project's root: python3 Oracles/jacobi.py. Needs mpmath (made with 1.3.0).
"""

import json
import random
from pathlib import Path

import mpmath as mp

SMALLEST = 1e-12


def svd_values(matrix, digits):
    with mp.workdps(digits):
        a = mp.matrix(matrix)
        values = mp.svd_c(a, compute_uv=False) if any(isinstance(x, complex) for row in matrix for x in row) else (
            mp.svd_r(a, compute_uv=False))
        return sorted((values[i] for i in range(len(values))), reverse=True)


def gaussian(rows, columns, is_complex, source):
    def number():
        return complex(source.gauss(0, 1), source.gauss(0, 1)) if is_complex else source.gauss(0, 1)

    return [[number() for _ in range(columns)] for _ in range(rows)]


def orthonormal(rows, columns, is_complex, source):
    """Columns orthonormal to rounding, by Gram and Schmidt, twice."""
    columns_ = [list(c) for c in zip(*gaussian(rows, columns, is_complex, source))]
    for _ in range(2):
        for j, c in enumerate(columns_):
            for d in columns_[:j]:
                overlap = sum(x.conjugate() * y for x, y in zip(d, c))
                c[:] = [y - overlap * x for x, y in zip(d, c)]
            length = sum(abs(x) ** 2 for x in c) ** 0.5
            c[:] = [x / length for x in c]
    return [list(r) for r in zip(*columns_)]


def times_diagonal(matrix, diagonal):
    return [[x * d for x, d in zip(row, diagonal)] for row in matrix]


def grades(columns):
    return [SMALLEST ** (j / max(1, columns - 1)) for j in range(columns)]


def cases():
    source = random.Random(20261121)
    for is_complex in (False, True):
        for rows, columns in [(2, 2), (3, 3), (5, 5), (7, 4), (8, 8), (16, 16)]:
            falling = grades(columns)
            shuffled = source.sample(falling, columns)
            # A well-conditioned B that is not orthogonal: orthonormal columns and a fifth of a random matrix beside them.
            q = orthonormal(rows, columns, is_complex, source)
            g = gaussian(rows, columns, is_complex, source)
            b = [[x + 0.2 * y / rows**0.5 for x, y in zip(r, s)] for r, s in zip(q, g)]
            if columns < 16:
                yield "each", "B diag(1 … 1e-12)", times_diagonal(b, falling)
                yield "each", "B diag(1e-12 … 1)", times_diagonal(b, falling[::-1])
            yield "each", "B diag(1 … 1e-12), shuffled", times_diagonal(b, shuffled)
            yield "each", "orthonormal columns times a diagonal", times_diagonal(q, shuffled)
            repeated = [1.0 if j % 3 == 0 else 1e-6 if j % 3 == 1 else 1e-12 for j in range(columns)]
            yield "each", "repeated values", times_diagonal(q, repeated)
            unit = 1j if is_complex else 1.0
            yield "each", "exactly repeated values", [
                [unit * repeated[j] if i == (j + 1) % rows else 0 * unit for j in range(columns)] for i in range(rows)]
            # U diag(σ) Vᴴ: the rounding of an entry moves every value by ulps of the largest.
            v = orthonormal(columns, columns, is_complex, source)
            both = [[sum(x * d * y.conjugate() for x, d, y in zip(r, falling, s)) for s in v] for r in q]
            yield "largest", "U diag(1 … 1e-12) Vᴴ", both
            yield "largest", "Gaussian", g


def numbers(matrix, is_complex):
    flat = [x for row in matrix for x in row]
    parts = [p for x in flat for p in ((complex(x).real, complex(x).imag) if is_complex else (x,))]
    return [float(p).hex() for p in parts]


def main():
    out, moved = [], 0
    for promise, kind, matrix in cases():
        is_complex = any(isinstance(x, complex) for row in matrix for x in row)
        values = svd_values(matrix, 50)
        with mp.workdps(80):
            moved = max([moved] + [abs(x / y - 1) for x, y in zip(values, svd_values(matrix, 80))])
        out.append({
            "promise": promise, "kind": kind, "rows": len(matrix), "columns": len(matrix[0]), "complex": is_complex,
            "matrix": numbers(matrix, is_complex), "values": [float(x).hex() for x in values],
        })
        if promise == "each":
            assert values[-1] > 0.2 * SMALLEST * values[0], kind
    assert moved < 1e-30, moved
    path = Path(__file__).parent.parent / "Tests" / "CKernelsTests" / "Fixtures" / "singular-values.json"
    path.write_text("[\n" + ",\n".join(json.dumps(case) for case in out) + "\n]\n", encoding="utf-8")
    print(f"{len(out)} matrices; 50 and 80 digits differ by {mp.nstr(moved, 3)}, relative")


main()

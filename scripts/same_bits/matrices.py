"""The .npy files that specs name; every case finds them in the folder `../inputs` beside its own."""

import numpy as np


def arrays():
    """The arrays by the stem of their file: real or complex, in C or Fortran order, each drawn from a seed of its own."""

    def gaussian(seed, *shape):
        return np.random.default_rng(seed).standard_normal(shape)

    def complex_gaussian(seed, *shape):
        return (gaussian(seed, *shape) + 1j * gaussian(seed + 1000, *shape)) / np.sqrt(2)

    factor = gaussian(5, 3, 4)
    complex_factor = complex_gaussian(6, 3, 4)
    found = {
        "phi": gaussian(1, 3, 3),
        "phi-fortran": np.asfortranarray(gaussian(3, 2, 4)),
        "phi-complex": complex_gaussian(4, 3, 3),
        "phi-symmetric": np.array([[1.0, 2.0, 0.0], [2.0, -1.0, 0.5], [0.0, 0.5, 0.25]]),
        "phi-wide": gaussian(7, 30, 30) / 5,
        "mask": np.array([[1, 0, 1], [1, 1, 0], [0, 1, 1]], dtype=float),
        "mask-sparse": np.array([[1.0, 0.0, 0.0], [0.0, 1.0, 0.0], [0.0, 1.0, 0.0]]),
        "mask-rectangular": np.array([[1, 1, 0, 1], [0, 1, 1, 1]], dtype=float),
        "mask-wide": np.random.default_rng(8).integers(0, 2, (30, 30)).astype(float),
        "covariance": factor @ factor.T / 4,
        "covariance-complex": complex_factor @ complex_factor.conj().T / 4,
        "covariance-rectangular": np.diag([2.0, 1.0, 0.5, 0.25]),
        "covariance-wide": np.diag(np.linspace(0.2, 1.5, 30)),
    }
    for layer in range(1, 5):
        found[f"layer-{layer}"] = 0.5 * gaussian(10 + layer, 3, 3)
        found[f"layer-{layer}-complex"] = 0.5 * complex_gaussian(20 + layer, 3, 3)
        found[f"narrow-{layer}"] = 0.5 * gaussian(30 + layer, [2, 3][layer % 2 == 0], [3, 2][layer % 2 == 0])
        # Balanced: every layer is the same multiple of one orthogonal matrix.
        found[f"balanced-{layer}"] = 0.7 * np.linalg.qr(gaussian(40, 3, 3))[0]
    return found


def write(folder):
    folder.mkdir(parents=True)
    for stem, array in arrays().items():
        np.save(folder / f"{stem}.npy", array)

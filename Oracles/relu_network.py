"""Makes Tests/ReluNetworksTests/Fixtures/relu_network.json: ReLU networks trained by plain NumPy.

The loss and its gradient are written out from their definitions, one instance at a time; the orders of the instances are drawn from
Philox's words by Fisher and Yates' exchanges, as the comment of RandomStream.permutation states. Run from the project's root:
python3 Oracles/relu_network.py. Needs NumPy.
"""

import json
from pathlib import Path

import numpy as np


def words(seed, purpose, layer, count):
    """The first `count` 64-bit words of a stream, as Python integers."""
    low = 0xFFFFFFFF
    out = []
    for block in range((count + 1) // 2):
        x, k = [block, layer, purpose, 0], [seed & low, seed >> 32]
        for _ in range(10):
            p, q = x[0] * 0xD2511F53, x[2] * 0xCD9E8D57
            x = [(q >> 32) ^ x[1] ^ k[0], q & low, (p >> 32) ^ x[3] ^ k[1], p & low]
            k = [(k[0] + 0x9E3779B9) & low, (k[1] + 0xBB67AE85) & low]
        out += [x[0] | x[1] << 32, x[2] | x[3] << 32]
    return out[:count]


def permutation(seed, epoch, n):
    order = list(range(n))
    for e, w in enumerate(words(seed, 3, epoch, n - 1)):
        i = n - 1 - e
        j = w * (i + 1) >> 64
        order[i], order[j] = order[j], order[i]
    return order


def loss_and_gradient(layers, biases, x, label):
    activations, z = [x], None
    for j, (w, b) in enumerate(zip(layers, biases)):
        z = w @ activations[-1] + b
        activations.append(np.maximum(z, 0) if j + 1 < len(layers) else z)
    z = z - z.max()
    p = np.exp(z) / np.exp(z).sum()
    error = p.copy()
    error[label] -= 1
    dw, db = [], []
    for j in reversed(range(len(layers))):
        dw.insert(0, np.outer(error, activations[j]))
        db.insert(0, error)
        error = (layers[j].T @ error) * (activations[j] > 0)
    return -np.log(p[label]), dw, db


def mean(layers, biases, xs, labels):
    parts = [loss_and_gradient(layers, biases, x, y) for x, y in zip(xs, labels)]
    loss = np.mean([p[0] for p in parts])
    dw = [sum(p[1][j] for p in parts) / len(parts) for j in range(len(layers))]
    db = [sum(p[2][j] for p in parts) / len(parts) for j in range(len(layers))]
    return loss, dw, db


def case(rng, widths, count, batch, epochs, eta, seed):
    layers = [0.6 * rng.standard_normal((b, a)) for a, b in zip(widths, widths[1:])]
    biases = [0.3 * rng.standard_normal(b) for b in widths[1:]]
    xs = rng.standard_normal((count, widths[0]))
    labels = rng.integers(0, widths[-1], count)
    record = {
        "widths": widths, "batch": batch, "epochs": epochs, "step": eta, "seed": seed,
        "layers": [w.ravel().tolist() for w in layers], "biases": [b.tolist() for b in biases],
        "instances": xs.tolist(), "labels": labels.tolist(), "orders": [], "epoch_losses": [],
    }
    record["loss"], dw, db = mean(layers, biases, xs, labels)
    record["gradient"] = [d.ravel().tolist() for d in dw]
    record["bias_gradient"] = [d.tolist() for d in db]
    for epoch in range(1, epochs + 1):
        order, total = permutation(seed, epoch, count), 0.0
        for start in range(0, count, batch):
            some = order[start:start + batch]
            loss, dw, db = mean(layers, biases, xs[some], labels[some])
            total += loss * len(some)
            layers = [w - eta * d for w, d in zip(layers, dw)]
            biases = [b - eta * d for b, d in zip(biases, db)]
        record["orders"].append(order)
        record["epoch_losses"].append(total / count)
    record["end"] = [w.ravel().tolist() for w in layers]
    record["bias_end"] = [b.tolist() for b in biases]
    return record


def main():
    rng = np.random.default_rng(20251127)
    cases = [
        case(rng, [5, 4, 3], 7, 3, 3, 0.1, 0),
        case(rng, [6, 9, 5, 4], 23, 5, 4, 0.05, 2**63 + 12345),
        case(rng, [3, 2], 4, 10, 2, 0.5, 7),
    ]
    path = Path("Tests/ReluNetworksTests/Fixtures/relu_network.json")
    path.write_text(json.dumps(cases) + "\n")


if __name__ == "__main__":
    main()

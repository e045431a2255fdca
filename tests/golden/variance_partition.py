"""Sequential sums of squares of a linear model with dummy variables, solved by numpy's least squares.

Run: python variance_partition.py > variance_partition.json
"""
import json
import sys

import numpy as np

rng = np.random.default_rng(20260201)
agents, days, dims = 9, 6, 5
model_of = rng.permutation(np.arange(agents) % 3)
rows = []
for agent in range(agents):
    for _ in range(int(rng.integers(3, 9))):
        rows.append((agent, int(rng.integers(0, days)), f"c{int(rng.integers(0, 3))}"))
rows.sort(key=lambda row: row[1])
model_mean = rng.normal(size=(3, dims))
agent_mean = 0.5 * rng.normal(size=(agents, dims))
vectors = np.array([model_mean[model_of[a]] + agent_mean[a] + 0.3 * rng.normal(size=dims) for a, _, _ in rows])
vectors = np.float32(vectors / np.linalg.norm(vectors, axis=1, keepdims=True)).astype(float)
vectors = vectors / np.linalg.norm(vectors, axis=1, keepdims=True)


def dummies(labels):
    names = sorted(set(labels))
    return np.array([[float(label == name) for name in names] for label in labels])


design = np.ones((len(rows), 1))
left = ((vectors - vectors.mean(axis=0)) ** 2).sum()
total, rank = left, 1
parts = []
for name, labels in [
    ("model", [int(model_of[a]) for a, _, _ in rows]),
    ("agent", [a for a, _, _ in rows]),
    ("community", [c for _, _, c in rows]),
    ("day", [d for _, d, _ in rows]),
]:
    design = np.hstack([design, dummies(labels)])
    fitted = design @ np.linalg.lstsq(design, vectors, rcond=None)[0]
    now = ((vectors - fitted) ** 2).sum()
    new_rank = int(np.linalg.matrix_rank(design))
    parts.append({"part": name, "squares": left - now, "df": new_rank - rank})
    left, rank = now, new_rank
mean_square = left / (len(rows) - rank)
for part in parts:
    part["share"] = (part["squares"] - part["df"] * mean_square) / (total + mean_square)

json.dump(
    {
        "versions": {"python": sys.version.split()[0], "numpy": np.__version__},
        "rows": [{"agent": f"agent {a}", "model": f"model {model_of[a]}", "day": d, "community": c} for a, d, c in rows],
        "vectors": np.float32(vectors).astype(float).round(9).tolist(),
        "parts": parts,
    },
    sys.stdout,
    indent=1,
)
print()

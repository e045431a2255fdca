"""Trustworthiness of umap-learn's maps of several sets: `sets.py <folder> [<name> <dims>]...`; last, one line of JSON.

Writes blobs, the swiss roll and the digits of scikit-learn to `<folder>/<name>.f32` as rows of length 1; further sets named on the
command line stand there already. Each is mapped with three seeds.
"""
import json
import sys
import warnings

import numpy as np
import umap
from sklearn.datasets import load_digits, make_blobs, make_swiss_roll
from sklearn.manifold import trustworthiness

warnings.filterwarnings("ignore")
folder, given = sys.argv[1], sys.argv[2:]


def made():
    roll = make_swiss_roll(1500, noise=0.2, random_state=1)[0]
    yield "blobs", make_blobs(1500, n_features=20, centers=10, cluster_std=2.0, random_state=1)[0]
    # Rows are compared by direction: a fourth axis keeps distances along the roll in the angles.
    yield "swiss roll", np.column_stack([roll, np.full(len(roll), 50.0)])
    yield "digits", load_digits().data


found = []
for name, rows in made():
    rows = rows / np.linalg.norm(rows, axis=1, keepdims=True)
    rows.astype(np.float32).tofile(f"{folder}/{name}.f32")
    found.append({"name": name, "dims": rows.shape[1]})
found += [{"name": name, "dims": int(dims)} for name, dims in zip(given[::2], given[1::2])]
for one in found:
    rows = np.fromfile(f"{folder}/{one['name']}.f32", dtype=np.float32).reshape(-1, one["dims"])
    maps = [umap.UMAP(n_neighbors=15, min_dist=0.1, metric="cosine", random_state=seed).fit_transform(rows) for seed in (1, 2, 3)]
    one["trustworthiness"] = float(np.mean([trustworthiness(rows, places, n_neighbors=14, metric="cosine") for places in maps]))
print(json.dumps(found))

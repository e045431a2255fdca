"""Trustworthiness of umap-learn's maps, for tests/projection/layout/trustworthiness_test.ts.

Run: pip install umap-learn==0.5.12 scikit-learn==1.9.1 numpy==2.4.6; python umap_trustworthiness.py

Writes umap_trustworthiness.json beside this file. The rows come from formulas that made_data.ts repeats; a few values of each
set are stored, so that the test sees whether both sides mapped the same rows.
"""

import json
import math
import pathlib
import platform

import numpy
import sklearn
import umap
from sklearn.manifold import trustworthiness

HERE = pathlib.Path(__file__).parent
SEEDS = (1, 2, 3)
SEGMENTS = ("012456", "25", "02346", "02356", "1235", "01356", "013456", "025", "0123456", "012356")


def uniform(state):
    """A linear congruential generator modulo 2**32, in [0, 1)."""
    while True:
        state = (1664525 * state + 1013904223) % 2**32
        yield state / 2**32


def bell(numbers):
    return sum(next(numbers) for _ in range(12)) - 6


def blobs():
    numbers = uniform(1)
    centres = [[12 * next(numbers) - 6 for _ in range(10)] for _ in range(6)]
    return [[value + bell(numbers) for value in centres[row % 6]] for row in range(360)]


def swiss_roll():
    numbers = uniform(2)
    rows = []
    for _ in range(400):
        turn = 1.5 * math.pi * (1 + 2 * next(numbers))
        rows.append([turn * math.cos(turn), 21 * next(numbers), turn * math.sin(turn), 50])
    return rows


def drawn_digits():
    """Seven-segment digits on 8 x 8, moved by parts of a pixel, of varying ink, with noise."""
    numbers = uniform(3)
    lines = [(2, 1, 5, 1), (2, 1, 2, 4), (5, 1, 5, 4), (2, 4, 5, 4), (2, 4, 2, 7), (5, 4, 5, 7), (2, 7, 5, 7)]
    rows = []
    for row in range(400):
        right, down, slant, width = (next(numbers) for _ in range(4))
        image = []
        for y in range(8):
            for x in range(8):
                at = (x - right + (slant - 0.5) * (y - 4) * 0.6, y - down)
                far = min(squared_distance(at, lines[int(name)]) for name in SEGMENTS[row % 10])
                image.append(16 / (1 + far / (0.2 + 0.4 * width)) ** 2 + next(numbers))
        rows.append(image)
    return rows


def squared_distance(at, line):
    x = min(max(at[0], line[0]), line[2]) - at[0]
    y = min(max(at[1], line[1]), line[3]) - at[1]
    return x * x + y * y


def case(name, rows):
    vectors = numpy.array(rows)
    vectors = (vectors / numpy.linalg.norm(vectors, axis=1, keepdims=True)).astype("f4")
    values = []
    for seed in SEEDS:
        layout = umap.UMAP(n_neighbors=15, min_dist=0.1, metric="cosine", n_epochs=500, random_state=seed)
        values.append(trustworthiness(vectors, layout.fit_transform(vectors), n_neighbors=14, metric="cosine"))
    return {"name": name, "rows": len(rows), "firstAndLast": [rows[0][0], rows[-1][-1]], "values": values}


def main():
    made = {
        "madeBy": "umap_trustworthiness.py",
        "versions": {
            "python": platform.python_version(),
            "umap-learn": umap.__version__,
            "scikit-learn": sklearn.__version__,
            "numpy": numpy.__version__,
        },
        "settings": {"neighbours": 15, "minDist": 0.1, "epochs": 500, "judged": 14, "seeds": SEEDS},
        "cases": [case("blobs", blobs()), case("swiss roll", swiss_roll()), case("drawn digits", drawn_digits())],
    }
    HERE.joinpath("umap_trustworthiness.json").write_text(json.dumps(made, indent=1) + "\n")


if __name__ == "__main__":
    main()

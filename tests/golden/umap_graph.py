"""Fuzzy graph, curve and eigenvectors by umap-learn and numpy, for the tests of tests/projection/layout.

Run: pip install umap-learn==0.5.12 numpy==2.4.6 scipy==1.17.1; python umap_graph.py

Writes umap_graph.json beside this file. Neighbours are exact cosine ones, handed to umap-learn as float32 with each row as
its own first neighbour at distance 0, and stored without it. Eigenvalues and eigenvectors are those of the normalised
adjacency D^-1/2 W D^-1/2 by a dense solver, largest first, without the trivial one.
"""

import json
import pathlib
import platform

import numpy
import scipy
import umap
from umap.umap_ import compute_membership_strengths, find_ab_params, fuzzy_simplicial_set, smooth_knn_dist

HERE = pathlib.Path(__file__).parent
CURVES = [(0.0, 1.0), (0.05, 1.0), (0.1, 1.0), (0.25, 1.0), (0.5, 1.0), (0.99, 1.0), (0.1, 0.5), (0.1, 2.0), (1.0, 1.5)]


def exact_neighbours(vectors, k):
    """The k nearest other rows by cosine distance; equal distances by row."""
    distances = 1 - vectors @ vectors.T
    distances[distances < 1e-12] = 0
    numpy.fill_diagonal(distances, -1)
    order = numpy.argsort(distances, axis=1, kind="stable")[:, : k + 1]
    found = numpy.take_along_axis(distances, order, axis=1)
    found[:, 0] = 0
    return order.astype("i4"), found.astype("f4")


def case(name, vectors, k):
    vectors = vectors / numpy.linalg.norm(vectors, axis=1, keepdims=True)
    indices, distances = exact_neighbours(vectors, k)
    sigmas, rhos = smooth_knn_dist(distances, float(k + 1))
    rows, columns, values, _ = compute_membership_strengths(indices, distances, sigmas, rhos)
    graph, _, _ = fuzzy_simplicial_set(
        vectors, k + 1, numpy.random.RandomState(1), "cosine", knn_indices=indices, knn_dists=distances
    )
    graph = graph.tocsr()
    graph.sort_indices()
    graph.eliminate_zeros()
    dense = graph.toarray().astype("f8")
    roots = numpy.sqrt(dense.sum(axis=1))
    eigenvalues, eigenvectors = numpy.linalg.eigh(dense / roots[:, None] / roots[None, :])
    return {
        "name": name,
        "rows": len(vectors),
        "k": k,
        "indices": indices[:, 1:].ravel().tolist(),
        "distances": distances[:, 1:].astype("f8").ravel().tolist(),
        "scales": sigmas.astype("f8").tolist(),
        "nearest": rhos.astype("f8").tolist(),
        "strengths": values.reshape(indices.shape)[:, 1:].astype("f8").ravel().tolist(),
        "starts": graph.indptr.tolist(),
        "columns": graph.indices.tolist(),
        "weights": graph.data.astype("f8").tolist(),
        "eigenvalues": eigenvalues[::-1][1:3].tolist(),
        "eigenvectors": [eigenvectors[:, -2].tolist(), eigenvectors[:, -3].tolist()],
    }


def main():
    random = numpy.random.default_rng(20260207)
    cloud = random.normal(size=(40, 5))
    doubled = random.normal(size=(30, 4))
    doubled[7:15] = doubled[3]
    doubled[20] = doubled[21]
    made = {
        "madeBy": "umap_graph.py",
        "versions": {
            "python": platform.python_version(),
            "umap-learn": umap.__version__,
            "numpy": numpy.__version__,
            "scipy": scipy.__version__,
        },
        "curves": [
            dict(zip(("minDist", "spread", "a", "b"), (least, spread, *map(float, find_ab_params(spread, least)))))
            for least, spread in CURVES
        ],
        "cases": [
            case("one cloud", cloud, 7),
            case("one cloud, few neighbours", cloud, 4),
            case("rows that are equal", doubled, 9),
        ],
    }
    HERE.joinpath("umap_graph.json").write_text(json.dumps(made) + "\n")


if __name__ == "__main__":
    main()

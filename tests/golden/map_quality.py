"""Continuity, neighbour preservation and distance correlation, for tests/projection/map_quality_test.ts.

Run: pip install scikit-learn==1.9.1 numpy==2.4.6 scipy==1.17.1; python map_quality.py

Writes map_quality.json beside this file. Continuity is scikit-learn's trustworthiness with the two spaces
swapped (on unit rows Euclidean and cosine order are the same); neighbours are scikit-learn's; the correlation
is scipy's spearmanr over all pairs. Also Procrustes by scipy, and principal components by scikit-learn.
"""

import json
import pathlib
import platform

import numpy
import scipy
import sklearn
from scipy.linalg import orthogonal_procrustes
from scipy.spatial import procrustes
from scipy.spatial.distance import pdist
from scipy.stats import spearmanr
from sklearn.decomposition import PCA
from sklearn.manifold import trustworthiness
from sklearn.neighbors import NearestNeighbors

HERE = pathlib.Path(__file__).parent


def unit(vectors):
    return (vectors / numpy.linalg.norm(vectors, axis=1, keepdims=True)).astype("f4")


def kept(vectors, coordinates, k):
    truly = NearestNeighbors(n_neighbors=k, metric="cosine").fit(vectors).kneighbors(return_distance=False)
    shown = NearestNeighbors(n_neighbors=k).fit(coordinates).kneighbors(return_distance=False)
    return float(numpy.mean([len(set(a) & set(b)) / k for a, b in zip(truly, shown)]))


def quality(name, vectors, coordinates):
    exact = unit(vectors).astype("f8")
    return {
        "name": name,
        "dims": exact.shape[1],
        "vectors": exact.ravel().tolist(),
        "coordinates": coordinates.ravel().tolist(),
        "values": {
            str(k): {
                "trustworthiness": trustworthiness(exact, coordinates, n_neighbors=k, metric="cosine"),
                "continuity": trustworthiness(coordinates, exact, n_neighbors=k),
                "neighbourPreservation": kept(exact, coordinates, k),
            }
            for k in (1, 3, 7, 14)
        },
        "distanceCorrelation": float(spearmanr(pdist(exact, "cosine"), pdist(coordinates)).statistic),
    }


def rotated(name, reference, moved):
    centred, other = reference - reference.mean(0), moved - moved.mean(0)
    rotation, trace = orthogonal_procrustes(other, centred)
    scale = trace / (other**2).sum()
    return {
        "name": name,
        "reference": reference.ravel().tolist(),
        "moved": moved.ravel().tolist(),
        "aligned": (scale * other @ rotation + reference.mean(0)).ravel().tolist(),
        "rigid": (other @ rotation + reference.mean(0)).ravel().tolist(),
        "scale": float(scale),
        "determinant": float(numpy.linalg.det(rotation)),
        "disparity": float(procrustes(reference, moved)[2]),
    }


def principal(name, vectors):
    exact = unit(vectors).astype("f8")
    fitted = PCA(n_components=2, svd_solver="full").fit(exact)
    return {
        "name": name,
        "dims": exact.shape[1],
        "vectors": exact.ravel().tolist(),
        "coordinates": fitted.transform(exact).ravel().tolist(),
        "explained": fitted.explained_variance_ratio_.tolist(),
    }


def main():
    random = numpy.random.default_rng(20260204)
    clouds = random.normal(size=(30, 6)) + 4 * random.integers(0, 2, size=(30, 1))
    noise = random.normal(size=(30, 2))
    angle = 2.1
    turn = numpy.array([[numpy.cos(angle), -numpy.sin(angle)], [numpy.sin(angle), numpy.cos(angle)]])
    mirror = numpy.diag([1.0, -1.0])
    points = random.normal(size=(12, 2)) * [3, 1]
    versions = {
        "python": platform.python_version(),
        "scikit-learn": sklearn.__version__,
        "numpy": numpy.__version__,
        "scipy": scipy.__version__,
    }
    made = {
        "madeBy": "map_quality.py",
        "versions": versions,
        "quality": [
            quality("a map that has nothing to do with the vectors", clouds, noise),
            quality("a linear map of the vectors", clouds, clouds[:, :2] + 0.1 * noise),
        ],
        "procrustes": [
            rotated("a turned, enlarged, noisy copy", points, 2.5 * points @ turn + 7 + 0.2 * random.normal(size=(12, 2))),
            rotated("a mirrored, shrunk, noisy copy", points, 0.3 * points @ mirror @ turn - 1 + 0.05 * random.normal(size=(12, 2))),
            rotated("other points", points, random.normal(size=(12, 2))),
        ],
        "principal": [
            principal("more rows than dimensions", clouds),
            principal("fewer rows than dimensions", random.normal(size=(7, 12)) + 1),
        ],
    }
    HERE.joinpath("map_quality.json").write_text(json.dumps(made, indent=1) + "\n")


if __name__ == "__main__":
    main()

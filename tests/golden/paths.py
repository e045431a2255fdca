"""Paths through the space of meanings, for tests/projection/{trajectory_statistics,path_convergence}_test.ts.

Run: pip install numpy==2.4.6 dtw-python==1.9.0; python paths.py

Writes paths.json beside this file: an agent's posts in order with step length, tortuosity, net displacement and return
rate worked out from the vectors themselves (window means, no products of posts), and warping distances of pairs of
paths, three ways: by dtw-python's symmetric2 step pattern, by trying every warping path, and in closed form.
"""

import itertools
import json
import pathlib
import platform

import dtw
import numpy

HERE = pathlib.Path(__file__).parent


def unit(vectors):
    return (vectors / numpy.linalg.norm(vectors, axis=1, keepdims=True)).astype("f4")


def windows(vectors, size):
    count = len(vectors) // size
    bounds = [size * i for i in range(count)] + [len(vectors)]
    return [vectors[a:b] for a, b in itertools.pairwise(bounds)]


def path(name, vectors, size):
    exact = unit(vectors).astype("f8")
    exact /= numpy.linalg.norm(exact, axis=1, keepdims=True)
    parts = windows(exact, size)
    points = [part.mean(0) for part in parts]
    steps = [numpy.linalg.norm(b - a) for a, b in itertools.pairwise(points)]
    net = numpy.linalg.norm(points[-1] - points[0])
    returns = []
    for j in range(2, len(parts)):
        for post in parts[j]:
            far = [numpy.linalg.norm(post - point) for point in points[:j]]
            returns.append(min(far[:-1]) < far[-1] - 1e-9)
    return {
        "name": name,
        "windowPosts": size,
        "dims": vectors.shape[1],
        "vectors": unit(vectors).astype("f8").ravel().tolist(),
        "stepLength": float(numpy.mean(steps)),
        "netDisplacement": float(net),
        "tortuosity": float(sum(steps) / net),
        "returnRate": float(numpy.mean(returns)),
    }


def every_path(costs, i, j):
    """Least cost of all warping paths to (i, j), each tried: diagonal steps weigh 2, others 1, the start 2."""
    if i == 0 and j == 0:
        return 2 * costs[0, 0]
    ways = []
    if i > 0:
        ways.append(every_path(costs, i - 1, j) + costs[i, j])
    if j > 0:
        ways.append(every_path(costs, i, j - 1) + costs[i, j])
    if i > 0 and j > 0:
        ways.append(every_path(costs, i - 1, j - 1) + 2 * costs[i, j])
    return min(ways)


def warped(name, costs):
    """dtw-python starts a symmetric2 path at weight 1; ours at 2, so that all weights sum to n + m."""
    n, m = costs.shape
    theirs = dtw.dtw(costs, step_pattern="symmetric2").distance
    return {
        "name": name,
        "rows": n,
        "columns": m,
        "costs": costs.ravel().tolist(),
        "dtwPython": float((theirs + costs[0, 0]) / (n + m)),
        "everyPath": float(every_path(costs, n - 1, m - 1) / (n + m)) if n * m <= 49 else None,
    }


def main():
    random = numpy.random.default_rng(20260205)
    walk = numpy.cumsum(random.normal(size=(11, 5)), axis=0)
    cloud = random.normal(size=(14, 4))
    versions = {"python": platform.python_version(), "numpy": numpy.__version__, "dtw-python": dtw.__version__}
    made = {
        "madeBy": "paths.py",
        "versions": versions,
        "paths": [
            path("a walk, post by post", walk, 1),
            path("a walk in windows of 3, two posts left over", walk, 3),
            path("a cloud, post by post", cloud, 1),
            path("a cloud in windows of 4, two posts left over", cloud, 4),
        ],
        "warped": [
            warped("4 by 4", random.uniform(size=(4, 4))),
            warped("3 by 7", random.uniform(size=(3, 7))),
            warped("1 by 5", random.uniform(size=(1, 5))),
            warped("25 by 20", random.uniform(size=(25, 20))),
        ],
    }
    HERE.joinpath("paths.json").write_text(json.dumps(made, indent=1) + "\n")


if __name__ == "__main__":
    main()

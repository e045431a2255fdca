"""Trustworthiness by scikit-learn, for tests/projection/trustworthiness_test.ts.

Run: pip install scikit-learn==1.9.1 numpy==2.4.6; python trustworthiness.py

Writes trustworthiness.json beside this file: unit vectors (float32, as exact decimals),
map coordinates, and the value for several neighbourhood sizes.
"""

import json
import pathlib
import platform

import numpy
import sklearn
from sklearn.manifold import trustworthiness

HERE = pathlib.Path(__file__).parent


def case(name, vectors, coordinates):
    vectors = (vectors / numpy.linalg.norm(vectors, axis=1, keepdims=True)).astype("f4")
    exact = vectors.astype("f8")
    return {
        "name": name,
        "dims": vectors.shape[1],
        "vectors": exact.ravel().tolist(),
        "coordinates": coordinates.ravel().tolist(),
        "values": {
            str(k): trustworthiness(exact, coordinates, n_neighbors=k, metric="cosine") for k in (1, 3, 7, 14)
        },
    }


def main():
    random = numpy.random.default_rng(20260203)
    clouds = random.normal(size=(30, 6)) + 4 * random.integers(0, 2, size=(30, 1))
    random_map = random.normal(size=(30, 2))
    cases = [
        case("a map that has nothing to do with the vectors", clouds, random_map),
        case("a linear map of the vectors", clouds, clouds[:, :2] + 0.1 * random_map),
    ]
    versions = {"python": platform.python_version(), "scikit-learn": sklearn.__version__, "numpy": numpy.__version__}
    made = {"madeBy": "trustworthiness.py", "versions": versions, "cases": cases}
    HERE.joinpath("trustworthiness.json").write_text(json.dumps(made, indent=1) + "\n")


if __name__ == "__main__":
    main()

"""Content measures by brute force in numpy, for tests/content/*_test.ts.

Run: pip install numpy==2.4.6; python content.py

Every value is computed pair by pair or by the definition, never by the closed forms under
test. Writes content.json beside this file: posts with their unit vectors (float32, as exact
decimals) and the values.
"""

import itertools
import json
import math
import pathlib
import platform

import numpy

HERE = pathlib.Path(__file__).parent
random = numpy.random.default_rng(20260210)


def unit(vectors):
    return vectors / numpy.linalg.norm(vectors, axis=-1, keepdims=True)


def make_posts():
    """Three agents on five days, unequal counts, one post without author, moving topics."""
    plan = [("ada", [3, 1, 2, 0, 3]), ("bob", [1, 2, 1, 3, 1]), ("cyn", [0, 2, 3, 1, 2]), (None, [0, 1, 0, 0, 0])]
    posts = []
    common = numpy.ones(5)
    for agent, counts in plan:
        taste = common + 0.7 * random.normal(size=5)
        for day, count in enumerate(counts):
            for _ in range(count):
                vector = unit(taste + 0.4 * day * numpy.eye(5)[day] + 0.8 * random.normal(size=5)).astype("f4")
                posts.append({
                    "postId": f"p{len(posts):02d}",
                    "authorId": agent,
                    "createdAt": f"2026-02-0{day + 1}T{(7 * len(posts)) % 24:02d}:00:00.000Z",
                    "vector": vector.astype("f8").tolist(),
                })
    return posts


def make_mover():
    """Eight posts of one agent on six days, whose last four stand elsewhere."""
    days = [1, 1, 2, 3, 3, 4, 5, 6]
    centre = numpy.ones(5)
    posts = []
    for place, day in enumerate(days):
        shift = 1.2 * numpy.eye(5)[0] if place >= 4 else 0
        vector = unit(centre + shift + 0.5 * random.normal(size=5)).astype("f4")
        posts.append({
            "postId": f"m{place}",
            "authorId": "mover",
            "createdAt": f"2026-02-0{day}T0{place}:00:00.000Z",
            "vector": vector.astype("f8").tolist(),
        })
    return posts


def vectors_of(posts):
    return unit(numpy.array([post["vector"] for post in posts]))


def mean_pairs(a, b, keep):
    """Mean of a_i · b_j over the index pairs to keep."""
    values = [float(x @ y) for (i, x), (j, y) in itertools.product(enumerate(a), enumerate(b)) if keep(i, j)]
    return math.fsum(values) / len(values)


def within(a):
    return mean_pairs(a, a, lambda i, j: i != j)


def cosine(a, b):
    return float(a @ b / (numpy.linalg.norm(a) * numpy.linalg.norm(b)))


def halves(vectors):
    middle = len(vectors) // 2
    return vectors[:middle], vectors[middle:]


def drift_raw(vectors):
    early, late = halves(vectors)
    return 1 - cosine(early.mean(axis=0), late.mean(axis=0))


def drift_unbiased(vectors):
    early, late = halves(vectors)
    return within(early) + within(late) - 2 * mean_pairs(early, late, lambda i, j: True)


def in_time(posts):
    return sorted(posts, key=lambda post: (post["createdAt"], post["postId"]))


def author_key(post):
    return post["authorId"] if post["authorId"] is not None else "only " + post["postId"]


def stability(posts, day, other):
    a = [post for post in posts if post["createdAt"][:10] == day]
    b = [post for post in posts if post["createdAt"][:10] == other]

    def between(first, second):
        return mean_pairs(
            vectors_of(first), vectors_of(second), lambda i, j: author_key(first[i]) != author_key(second[j])
        )

    raw = cosine(vectors_of(a).mean(axis=0), vectors_of(b).mean(axis=0))
    likeness = between(a, a), between(b, b)
    return raw, between(a, b) / math.sqrt(likeness[0] * likeness[1]) if min(likeness) > 0 else None


def exact_null(vectors, days, unit_name, statistic):
    """All orders of posts or of whole days: mean and two-sided p of the given order."""
    blocks = [[i] for i in range(len(vectors))]
    if unit_name == "day":
        blocks = [list(group) for _, group in itertools.groupby(range(len(vectors)), key=lambda i: days[i])]
    values = numpy.array([
        statistic(vectors[[i for block in order for i in block]]) for order in itertools.permutations(blocks)
    ])
    observed = statistic(vectors)
    far = numpy.abs(values - values.mean()) >= abs(observed - values.mean()) - 1e-12
    return {"mean": float(values.mean()), "p": float(far.mean()), "orders": len(values), "sd": float(values.std())}


def main():
    posts = make_posts()
    days = sorted({post["createdAt"][:10] for post in posts})
    agents = {}
    for agent in ("ada", "bob", "cyn"):
        own = in_time([post for post in posts if post["authorId"] == agent])
        agents[agent] = {
            "posts": len(own),
            "raw": drift_raw(vectors_of(own)),
            "unbiased": drift_unbiased(vectors_of(own)),
        }
    few = make_mover()
    few_days = [post["createdAt"][:10] for post in few]
    made = {
        "madeBy": "content.py",
        "versions": {"python": platform.python_version(), "numpy": numpy.__version__},
        "posts": posts,
        "meanSimilarity": {
            "all": within(vectors_of(posts)),
            "firstFiveToNextThree": mean_pairs(vectors_of(posts)[:5], vectors_of(posts)[5:8], lambda i, j: True),
        },
        "dailyCentroids": {
            day: vectors_of([post for post in posts if post["createdAt"][:10] == day]).mean(axis=0).tolist()
            for day in days
        },
        "drift": agents,
        "driftExactNulls": {
            "posts": few,
            **{
                f"{variant} {unit_name}": exact_null(vectors_of(few), few_days, unit_name, statistic)
                for variant, statistic in (("raw", drift_raw), ("unbiased", drift_unbiased))
                for unit_name in ("post", "day")
            },
        },
        "stability": [
            {"day": a, "other": b, "raw": stability(posts, a, b)[0], "corrected": stability(posts, a, b)[1]}
            for a, b in itertools.combinations(days, 2)
        ],
    }
    HERE.joinpath("content.json").write_text(json.dumps(made, indent=1) + "\n")
    print({name: made["driftExactNulls"][name] for name in made["driftExactNulls"] if name != "posts"})
    print(agents, made["stability"][:3])


if __name__ == "__main__":
    main()

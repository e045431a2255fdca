"""Golden values of the measures of adaptation and exposure, by definition and brute force.

Each value follows the definition pair by pair or by least squares, never the closed forms under test. Run with numpy:
    python3 adaptation.py > adaptation.json
"""
import itertools
import json
import re
import sys

import numpy as np

rng = np.random.default_rng(20260203)
DIMS = 4


def unit(v):
    return np.asarray(np.asarray(v) / np.linalg.norm(v), dtype=np.float32)


def cos(a, b):
    return float(a @ b / np.linalg.norm(a) / np.linalg.norm(b))


def day(d, minute=0):
    return f"2026-02-{1 + d:02d}T{minute // 60:02d}:{minute % 60:02d}:00.000Z"


# ── feedback adaptation: three agents, windows of 5 posts, top and bottom 2 ──


def weights(values, k, sign):
    """Posts beyond the border count 1/k, those on it share what is left."""
    border = sorted(sign * v for v in values)[-k]
    beyond = [sign * v > border + 1e-9 for v in values]
    tied = [abs(sign * v - border) <= 1e-9 for v in values]
    return np.array([1 / k if b else (k - sum(beyond)) / sum(tied) / k if t else 0 for b, t in zip(beyond, tied)])


def midranks(values):
    return [sum(w < v for w in values) + (1 + sum(w == v for w in values)) / 2 for v in values]


def detrended(values):
    x = np.arange(len(values), dtype=float)
    y = np.array(midranks(values))
    slope, level = np.polyfit(x, y, 1)
    return y - slope * x - level


def distance(sets, variant, own_weights, x_weights, same):
    """Distance of a set of posts to a weighted set; for unbiased one without pairs of a post with itself."""
    a, b = sets
    if variant == "raw":
        return 1 - cos(own_weights @ a, x_weights @ b)
    total = 0.0
    for j, w in enumerate(x_weights):
        others = [i for i in range(len(a)) if not (same and i == j)]
        total += w * np.mean([float(a[i] @ b[j]) for i in others])
    return 1 - total


def net_progress(vectors, votes, size, k, variant, adjustment, later, direction):
    n, found = len(vectors), []
    for start in range(0, n - size + 1, size):
        if direction == 1:
            first = start + size
            last = first + size if later == "next window" else n
            if last > n or first >= n:
                continue
            other = vectors[first:last]
        else:
            first = start - size if later == "next window" else 0
            if first < 0 or start == 0:
                continue
            other = vectors[first:start]
        window, v = vectors[start : start + size], votes[start : start + size]
        if max(v) == min(v):
            continue
        values = detrended(v) if adjustment == "window" else v
        flat = np.ones(size) / size
        change = {}
        for name, sign in [("top", 1), ("bottom", -1)]:
            w = weights(values, k, sign)
            there = distance((other, window), variant, np.ones(len(other)) / len(other), w, False)
            here = distance((window, window), variant, flat, w, True)
            change[name] = there - here
        found.append(change["bottom"] - change["top"])
    return found


def feedback():
    posts, values = [], {}
    for a, n in enumerate([22, 17, 15]):
        centre = rng.normal(size=DIMS)
        vectors = [unit(centre + rng.normal(size=DIMS)) for _ in range(n)]
        votes = [int(v) for v in rng.integers(0, 4, n)]
        if a == 2:
            votes[:5] = [1] * 5  # a window without contrast
        for i, (v, s) in enumerate(zip(vectors, votes)):
            posts.append(dict(postId=f"f{a}-{i:02d}", authorId=f"agent {a}", createdAt=day(i), score=s, vector=v.tolist()))
        wide = [v.astype(np.float64) / np.linalg.norm(v.astype(np.float64)) for v in vectors]
        for variant in ["raw", "unbiased"]:
            for adjustment in ["none", "window"]:
                for later in ["next window", "all later"]:
                    key = f"{variant}, {adjustment}, {later}"
                    args = (np.array(wide), votes, 5, 2, variant, adjustment, later)
                    forward, backward = net_progress(*args, 1), net_progress(*args, -1)
                    values.setdefault(key, []).append(
                        dict(
                            agent=f"agent {a}",
                            windows=len(forward),
                            forward=float(np.mean(forward)),
                            difference=float(np.mean(forward) - np.mean(backward)) if backward else None,
                        )
                    )
    return dict(posts=posts, values=values)


# ── socialization effect: five agents on one day read two posts each, all 120 reassignments ──


def socialization():
    agents = ["ada", "bob", "cyn", "dan", "eve"]
    posts, vectors = [], {}

    def write(pid, author, d, minute):
        vectors[pid] = unit(rng.normal(size=DIMS) + 0.6)
        posts.append(dict(postId=pid, authorId=author, createdAt=day(d, minute), vector=vectors[pid].tolist()))

    for i, a in enumerate(agents):
        write(f"{a}0", a, 0, i)
        write(f"{a}1", a, 1, i)
    for i, a in enumerate(agents):
        write(f"{a}2", a, 2, 100 + i)
        write(f"{a}3", a, 3, i)
    # dan reads two posts of others; bob's set holds a post of ada, so that ada is compared with the rest of it
    read = dict(ada=["cyn1", "eve1"], bob=["ada1", "dan1"], cyn=["bob1", "eve1"], dan=["eve1", "bob1"], eve=["cyn1", "bob1"])
    authors = {p["postId"]: p["authorId"] for p in posts}
    wide = {k: v.astype(np.float64) / np.linalg.norm(v.astype(np.float64)) for k, v in vectors.items()}
    exposures = [
        dict(agentId=a, postId=p, shownAt=day(2, i), round=2, position=k, promptHash="")
        for i, a in enumerate(agents)
        for k, p in enumerate(read[a])
    ]

    def cells(part):
        m = np.zeros((5, 5))
        for i, a in enumerate(agents):
            for j, b in enumerate(agents):
                whole = np.mean([wide[p] for p in read[b]], 0)
                left = [p for p in read[b] if authors[p] != a]
                value = part[a] @ np.mean([wide[p] for p in left], 0)
                if len(left) < len(read[b]):
                    strangers = [c for c in agents if c not in [authors[p] for p in read[b]]]
                    common = np.mean([part[c] for c in strangers], 0)
                    value -= common @ (np.mean([wide[p] for p in left], 0) - whole)
                m[i, j] = value
        return m

    def own_minus_others(m, order):
        own = [m[i, order[i]] for i in range(5)]
        others = [np.mean([m[i, order[j]] for j in range(5) if j != i]) for i in range(5)]
        return float(np.mean(np.array(own) - np.array(others)))

    def summary(m):
        estimate = own_minus_others(m, list(range(5)))
        null = np.array([own_minus_others(m, order) for order in itertools.permutations(range(5))])
        return dict(
            estimate=estimate,
            sd=float(null.std()),
            p=float(np.mean(np.abs(null - null.mean()) >= abs(estimate - null.mean()) - 1e-12)),
        )

    one = lambda x: {a: wide[a + x] for a in agents}
    shift = cells({a: wide[a + "2"] - wide[a + "1"] for a in agents})
    two = cells({a: (wide[a + "2"] + wide[a + "3"]) / 2 - (wide[a + "0"] + wide[a + "1"]) / 2 for a in agents})
    late = cells({a: wide[a + "3"] - wide[a + "1"] for a in agents})
    y, x, z = cells(one("2")), cells(one("1")), cells(one("0"))
    dummies = np.zeros((25, 10))
    for i in range(5):
        for j in range(5):
            dummies[5 * i + j, i] = dummies[5 * i + j, 5 + j] = 1
    design = np.column_stack([x.ravel(), z.ravel(), dummies])
    slopes = np.linalg.lstsq(design, y.ravel(), rcond=None)[0][:2]
    adjusted = y - slopes[0] * x - slopes[1] * z
    return dict(
        posts=posts,
        exposures=exposures,
        shift=summary(shift),
        twoPosts=summary(two),
        skipped=summary(late),
        adjusted=dict(summary(adjusted), before=float(slopes[0]), earlier=float(slopes[1])),
    )


# ── matched contrast: weighted least squares with a dummy for each set ──


def matched():
    sizes, agents = [4, 3, 4, 2, 4, 4, 3], [0, 0, 0, 1, 1, 2, 3]
    members = sum(sizes)
    covariates = rng.normal(size=(3, members))
    sets = np.repeat(np.arange(len(sizes)), sizes)
    treated = np.array([1.0 if i == 0 or sets[i] != sets[i - 1] else 0.0 for i in range(members)])
    outcome = covariates[0] * 0.4 + treated * 0.3 + rng.normal(size=members) + sets
    weight = np.array([1 / agents.count(agents[s]) for s in sets])
    dummies = (sets[:, None] == np.arange(len(sizes))).astype(float)
    design = np.column_stack([treated, covariates.T, dummies])
    root = np.sqrt(weight)
    slope = np.linalg.lstsq(design * root[:, None], outcome * root, rcond=None)[0]
    alone = np.linalg.lstsq(np.column_stack([treated, dummies]) * root[:, None], outcome * root, rcond=None)[0]
    return dict(
        sizes=sizes,
        agents=agents,
        covariates=covariates.tolist(),
        outcome=outcome.tolist(),
        estimate=float(slope[0]),
        withoutCovariates=float(alone[0]),
    )


# ── word overlap ──


def grams(text, n):
    found = re.findall(r"[^\W_]+", text.lower())
    return {tuple(found[i : i + n]) for i in range(len(found) - n + 1)}


def overlap():
    texts = [
        "The bridge holds, the bridge sways.",
        "A bridge holds what the bridge must.",
        "Soup!",
        "Nothing here is alike at all, 42 times",
        "the BRIDGE holds and the bridge holds again",
    ]
    pairs = []
    for n in [1, 2, 3]:
        for i, a in enumerate(texts):
            for j, b in enumerate(texts):
                left, right = grams(a, n), grams(b, n)
                value = len(left & right) / len(left | right) if left | right else 0.0
                pairs.append(dict(n=n, i=i, j=j, value=value))
    return dict(texts=texts, pairs=pairs)


json.dump(
    dict(
        versions=dict(python=sys.version.split()[0], numpy=np.__version__),
        feedback=feedback(),
        socialization=socialization(),
        matched=matched(),
        overlap=overlap(),
    ),
    sys.stdout,
)
print()
